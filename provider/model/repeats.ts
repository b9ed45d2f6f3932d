/** For an input of a share, the outputs that repeat it under another name: where it is secret, they are. */
export const shareRepeats: Record<string, readonly string[]> = {
  recipients: ["recipientStatuses", "organizationId"],
  resources: ["resourceStatuses", "recipientStatuses"],
};
