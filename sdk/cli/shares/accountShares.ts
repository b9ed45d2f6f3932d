import type { CloudflareClient } from "../../../provider/api/client";
import { listShares, type ShareQuery } from "../../../provider/api/endpoints";
import type { ShareWire } from "../../../provider/api/wire";

export type Kind = "sent" | "received";

/** With resources and counts, oldest first, as the tables show them. */
const common: ShareQuery = {
  order: "created",
  direction: "asc",
  include_resources: true,
  include_recipient_counts: true,
};

/** All shares of an account, of any status. */
export function listEveryShare(
  client: CloudflareClient,
  accountId: string,
  kind: Kind,
): Promise<ShareWire[]> {
  return listShares(client, accountId, { ...common, kind }, Number.POSITIVE_INFINITY);
}

/**
 * Active and deleting shares. Deleted ones are left out, as there may be many more of them. The lists are
 * read one after the other, so that a share that changes from active to deleting meanwhile is in at least one
 * of them.
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
