/** A resource of a share. Removed resources stay listed with status `deleted`. */
export interface ShareResourceRecord {
  /** When the resource was added to the share, RFC 3339. */
  created: string;
  /** The id of the resource's record in the share, not of the shared resource. */
  id: string;
  /** The resource's meta: JSON text with sorted keys, `{}` by default. */
  meta: string;
  /** When the record was last changed, RFC 3339. */
  modified: string;
  /** The account that contains the shared resource. */
  resourceAccountId: string;
  /** The shared resource's own id. */
  resourceId: string;
  /** `custom-ruleset`, `gateway-policy`, … or a type that Cloudflare added later. */
  resourceType: string;
  /** Increases with every change of `meta`. */
  resourceVersion: number;
  /** `active`, `deleting` or `deleted`. */
  status: string;
}

/** The delivery of one resource to one recipient. */
export interface DeliveryRecord {
  /** Why the delivery failed. Empty if nothing is wrong. */
  error: string;
  /** The id of the shared resource or of its record in the share. Cloudflare does not document which. */
  resourceId: string;
  /** The version that was delivered. 0 if Cloudflare reports none. */
  resourceVersion: number;
  /** With an error: `true` means that Cloudflare will not retry. */
  terminal: boolean;
}

/** A recipient of a share. Removed recipients stay listed as `disassociated`. */
export interface ShareRecipientRecord {
  /** The receiving account. Empty in the record of an organization. */
  accountId: string;
  /** `associating`, `associated`, `disassociating` or `disassociated`. */
  associationStatus: string;
  /** When the recipient was added to the share, RFC 3339. */
  created: string;
  /** The id of the recipient's record, not of its account. */
  id: string;
  /** When the record was last changed, RFC 3339. */
  modified: string;
  /** The delivery of each resource to this recipient. Empty with `includeResources: false`. */
  resources: DeliveryRecord[];
}

/** An account that an organization share leaves out. */
export interface ShareExcludedRecipientRecord {
  /** The excluded account. */
  accountId: string;
  /** When the account was excluded, RFC 3339. */
  created: string;
  /** The id of the record, not of the account. */
  id: string;
  /** When the record was last changed, RFC 3339. */
  modified: string;
}

/** A share in the list of an organization. A field that Cloudflare leaves out is empty. */
export interface OrganizationShareRecord {
  /** The account that owns the share. */
  accountId: string;
  /** That account's display name. */
  accountName: string;
  /** When the share was created, RFC 3339. */
  created: string;
  /** The share's id. */
  id: string;
  /** `sent` or `received`. */
  kind: string;
  /** When the share was last changed, RFC 3339. */
  modified: string;
  /** The share's display name. It need not be unique. */
  name: string;
  /** The organization of the account that owns the share. */
  organizationId: string;
  /** `active`, `deleting` or `deleted`. */
  status: string;
  /** `account` or `organization`. */
  targetType: string;
}

/** A share with its resources and its recipient counts. */
export interface ShareRecord extends OrganizationShareRecord {
  /** Recipients that have the share. All four counts are undefined with `includeRecipientCounts: false`. */
  associatedRecipientCount: number;
  /** Recipients that don't have the share yet. */
  associatingRecipientCount: number;
  /** Former recipients, whose records Cloudflare keeps. */
  disassociatedRecipientCount: number;
  /** Recipients that are being removed. */
  disassociatingRecipientCount: number;
  /** All resources that it ever shared, `deleted` ones included. Empty with `includeResources: false`. */
  resources: ShareResourceRecord[];
}
