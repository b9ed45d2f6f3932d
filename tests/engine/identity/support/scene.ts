import { type LocalCloudflare, localAccount, localOwner } from "../../../../sdk/local";
import { otherRulesetId, rulesetId } from "../../declarations";
import type { AttachmentDeclaration, TestStack } from "../../stack";

/** The ids of the shares that are there, whoever made them. */
export function liveShares({ dashboard }: LocalCloudflare): string[] {
  return dashboard
    .shares()
    .filter((one) => one.status === "active")
    .map((one) => one.id);
}

function liveRecipients({ dashboard }: LocalCloudflare, shareId: string) {
  const isLive = (status: string) => status === "associating" || status === "associated";
  return dashboard.share(shareId).recipients.filter((one) => isLive(one.association_status));
}

/** Sorted. */
export function liveAccounts(cloudflare: LocalCloudflare, shareId: string): string[] {
  return liveRecipients(cloudflare, shareId)
    .map((one) => one.account_id)
    .sort();
}

export function liveResources({ dashboard }: LocalCloudflare, shareId: string) {
  return dashboard.share(shareId).resources.filter((one) => one.status === "active");
}

export async function onlyId(stack: TestStack): Promise<string> {
  const ids = (await stack.resources()).map((one) => one.id);
  if (ids.length !== 1 || !ids[0]) throw new Error(`the state has ${ids.length} resources, not one`);
  return ids[0];
}

/** By Pulumi's name of the resource. */
export async function inState(stack: TestStack, name: string) {
  const found = (await stack.resources()).find((one) => one.urn.endsWith(`::${name}`));
  if (!found) throw new Error(`the state has no ${name}`);
  return found;
}

/** Made by hand just as `share()` declares it, or with other accounts. */
export function makeByHand(
  { dashboard }: LocalCloudflare,
  recipients = [1, 2, 3].map(localAccount),
  resources = [{ resourceId: rulesetId }],
): string {
  return dashboard.createShare({ accountId: localOwner, name: "Baseline", recipients, resources }).id;
}

type Options = Record<string, unknown>;

export function attachedRecipient(shareId: string, opts?: Options): AttachmentDeclaration {
  const args = { accountId: localOwner, shareId, recipientAccountId: localAccount(11) };
  return { kind: "ShareRecipient", name: "team", args, opts };
}

export function attachedResource(shareId: string, opts?: Options): AttachmentDeclaration {
  const what = { resourceType: "custom-ruleset", resourceId: otherRulesetId };
  return { kind: "ShareResource", name: "ruleset", args: { accountId: localOwner, shareId, ...what }, opts };
}

/** The live records of what {@link attachedRecipient} and {@link attachedResource} declare. */
export function attachedRecords(cloudflare: LocalCloudflare, shareId: string) {
  const recipients = liveRecipients(cloudflare, shareId).filter((one) => one.account_id === localAccount(11));
  const resources = liveResources(cloudflare, shareId).filter((one) => one.resource_id === otherRulesetId);
  return { recipients: recipients.map(({ id }) => id), resources: resources.map(({ id }) => id) };
}
