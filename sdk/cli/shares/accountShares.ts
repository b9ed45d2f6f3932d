import type { CloudflareClient } from "../../../provider/api/client";
import { listShares, type ShareQuery } from "../../../provider/api/queries";
import type { ShareWire } from "../../../provider/api/wire";

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
