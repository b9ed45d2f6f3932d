import type { CloudflareClient } from "../../provider/api/client";
import { listShares, type ShareQuery } from "../../provider/api/queries";
import type { ShareWire } from "../../provider/api/wire";
import { canonicalId } from "../../provider/base/values";
import { isGone } from "../../provider/model/model";

export type Kind = "sent" | "received";

/** With resources and counts, oldest first: what a table shows. */
const common: ShareQuery = {
  order: "created",
  direction: "asc",
  include_resources: true,
  include_recipient_counts: true,
};

/** All shares of an account, whatever their status. */
export function listEveryShare(
  client: CloudflareClient,
  accountId: string,
  kind: Kind,
): Promise<ShareWire[]> {
  return listShares(client, accountId, { ...common, kind }, Number.POSITIVE_INFINITY);
}

/**
 * Active and deleting ones: those that were ever deleted may be many more, and are of no interest. One list after
 * the other, as a share on its way from the one into the other must not be in neither.
 */
export async function listPresentShares(
  client: CloudflareClient,
  accountId: string,
  kind: Kind,
): Promise<ShareWire[]> {
  const list = (status: string) =>
    listShares(client, accountId, { ...common, kind, status }, Number.POSITIVE_INFINITY);
  const active = await list("active");
  const deleting = await list("deleting");
  const later = new Set(deleting.map((share) => share.id));
  return [...active.filter((share) => !later.has(share.id)), ...deleting];
}

/** Those of the shares that a SHARE on the command line may mean: by id, its beginning, or the name. */
export function matchShares(shares: readonly ShareWire[], text: string): ShareWire[] {
  const id = canonicalId(text);
  const exact = shares.filter((share) => share.id === id);
  if (exact.length > 0) return exact;
  const named = shares.filter((share) => share.name === text);
  if (named.length > 0) {
    const present = named.filter((share) => !isGone(share));
    return present.length > 0 ? present : named;
  }
  const isBeginning = /^[0-9a-f]{4,31}$/i.test(text);
  return isBeginning ? shares.filter((share) => share.id.startsWith(text.toLowerCase())) : [];
}

/** For each id the shortest beginning, of 8 digits at least, that no other one has. */
export function shortIds(ids: readonly string[]): Map<string, string> {
  const sorted = [...new Set(ids)].sort();
  const common = (a = "", b = "") => {
    let length = 0;
    while (length < a.length && a[length] === b[length]) length++;
    return length;
  };
  const shorten = (id: string, index: number) => {
    const shared = Math.max(common(id, sorted[index - 1]), common(id, sorted[index + 1]));
    return id.slice(0, Math.max(8, shared + 1));
  };
  return new Map(sorted.map((id, index) => [id, shorten(id, index)]));
}
