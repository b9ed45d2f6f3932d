import type { CloudflareClient } from "../api/client";
import { listActiveShares } from "../api/endpoints";
import type { ShareWire } from "../api/wire";

/** The shares that were active before this process created any: one page walk for an account. */
export class ShareListing {
  private readonly byAccount = new Map<string, Promise<ShareWire[]>>();

  constructor(private readonly client: CloudflareClient) {}

  before(accountId: string): Promise<ShareWire[]> {
    const known = this.byAccount.get(accountId);
    if (known !== undefined) return known;
    const listing = listActiveShares(this.client, accountId);
    this.byAccount.set(accountId, listing);
    // A listing that failed is no listing: the next create asks again.
    listing.catch(() => this.byAccount.delete(accountId));
    return listing;
  }
}
