import type { ExcludedRecipientWire, RecipientWire, ShareResourceWire, ShareWire } from "../api/wire";
import { canonicalMeta } from "../base/values";
import { type ResourceInput, resourceKey } from "./inputs";
import { type TargetKind, targetKindOf } from "./target";

/** A share as Cloudflare has it at the moment. */
export interface ObservedShare {
  share: ShareWire;
  /** What it is for, by its own word or else by the state's; undefined where neither is known. */
  target: TargetKind | undefined;
  /** One for each account: its live record, or else its latest, as records stay listed for ever. */
  recipients: ObservedRecipient[];
  /** The live ones. */
  resources: ObservedResource[];
  /** Of an organization's share; empty for others. */
  excluded: ExcludedRecipientWire[];
}

export interface ObservedRecipient {
  accountId: string;
  wire: RecipientWire;
}

export interface ObservedResource extends ResourceInput {
  wire: ShareResourceWire;
}

export function isGone(share: Pick<ShareWire, "status">): boolean {
  return share.status === "deleting" || share.status === "deleted";
}

/** A status that we don't know counts as live: nothing is removed, or added anew, for a word that is new. */
export function isLiveRecipient(recipient: Pick<RecipientWire, "association_status">): boolean {
  return !recipient.association_status.startsWith("disassociat");
}

export function isLiveResource(resource: Pick<ShareResourceWire, "status">): boolean {
  return resource.status !== "deleting" && resource.status !== "deleted";
}

/** Dates have up to six fractional digits: without the Z that ends them they sort as text. */
export const dateText = (date: string | null | undefined): string => (date ?? "").replace(/Z$/, "");

function latestByAccount(records: readonly RecipientWire[]): ObservedRecipient[] {
  const byAccount = new Map<string, ObservedRecipient>();
  for (const wire of records) {
    const accountId = wire.account_id ?? "";
    const known = byAccount.get(accountId)?.wire;
    const isBetter =
      known === undefined ||
      (isLiveRecipient(wire) && !isLiveRecipient(known)) ||
      (isLiveRecipient(wire) === isLiveRecipient(known) &&
        dateText(wire.modified) > dateText(known.modified));
    if (isBetter) byAccount.set(accountId, { accountId, wire });
  }
  return [...byAccount.values()];
}

export function observedResource(wire: ShareResourceWire, ownerId: string): ObservedResource {
  return {
    resourceType: wire.resource_type,
    resourceId: wire.resource_id,
    resourceAccountId: wire.resource_account_id ?? ownerId,
    meta: canonicalMeta(wire.meta),
    wire,
  };
}

export function hasAssociating(share: ShareWire): boolean {
  return (share.associating_recipient_count ?? 0) > 0;
}

/** The live resources of a share that came with them. */
export function liveResources(share: ShareWire, ownerId: string): ObservedResource[] {
  return (share.resources ?? []).filter(isLiveResource).map((wire) => observedResource(wire, ownerId));
}

/** Those that have the share, or are about to. */
export const liveRecipients = ({ recipients }: Pick<ObservedShare, "recipients">): ObservedRecipient[] =>
  recipients.filter(({ wire }) => isLiveRecipient(wire));

/** The live one of the same key, whoever attached it. */
export function findLiveResource(
  share: ShareWire,
  ownerId: string,
  like: ResourceInput,
): ShareResourceWire | undefined {
  return liveResources(share, ownerId).find((one) => resourceKey(one) === resourceKey(like))?.wire;
}

/** @param known what the state knows the share to be for, where the share itself does not say */
export function observedShare(
  share: ShareWire,
  recipients: readonly RecipientWire[],
  excluded: readonly ExcludedRecipientWire[],
  ownerId: string,
  known?: TargetKind,
): ObservedShare {
  return {
    share,
    target: targetKindOf(share.target_type) ?? known,
    recipients: latestByAccount(recipients),
    resources: liveResources(share, ownerId),
    excluded: [...excluded],
  };
}
