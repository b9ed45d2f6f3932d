import type { CloudflareClient, Query } from "./client";
import { BrokenAnswer } from "./errors";
import type { EnvelopeWire } from "./wire";

/** The largest page that is known to be accepted. */
const pageSize = 50;
/** A list that shifts while it is read is read again; one that never holds still is an error. */
const maxWalks = 5;

interface Listing<T> {
  path: string;
  query?: Query;
  read(envelope: EnvelopeWire): T[];
  /** Stop after the first page for which this holds (of a list in a known order). */
  enough?: (page: T[]) => boolean;
  /** At most so many items. */
  maxItems?: number;
}

interface Page<T> {
  items: T[];
  totalCount: number | undefined;
  isLast: boolean;
}

async function fetchPage<T>(client: CloudflareClient, listing: Listing<T>, page: number): Promise<Page<T>> {
  const envelope = await client.send({
    method: "GET",
    path: listing.path,
    query: { ...listing.query, page, per_page: pageSize },
    read: (answer) => ({ items: listing.read(answer), info: answer.info }),
  });
  const { items, info } = envelope;
  const isLast = info?.totalPages === undefined ? items.length < pageSize : page >= info.totalPages;
  return { items, totalCount: info?.totalCount, isLast: isLast || items.length === 0 };
}

/** One walk over the pages; undefined if the list changed under it, so that an item may have been missed. */
async function walk<T extends { id: string }>(
  client: CloudflareClient,
  listing: Listing<T>,
): Promise<T[] | undefined> {
  const found = new Map<string, T>();
  let totalCount: number | undefined;
  for (let number = 1; ; number++) {
    const page = await fetchPage(client, listing, number);
    if (number > 1 && page.totalCount !== totalCount) return undefined;
    totalCount = page.totalCount;
    for (const item of page.items) {
      if (found.has(item.id)) return undefined;
      found.set(item.id, item);
    }
    const items = [...found.values()];
    const full = listing.maxItems !== undefined && items.length >= listing.maxItems;
    if (full) return items.slice(0, listing.maxItems);
    if (page.isLast || listing.enough?.(page.items)) return items;
  }
}

/** Every item of a list, whatever its pages; consistent, or not at all. */
export async function listAll<T extends { id: string }>(
  client: CloudflareClient,
  listing: Listing<T>,
): Promise<T[]> {
  for (let n = 0; n < maxWalks; n++) {
    const items = await walk(client, listing);
    if (items) return items;
  }
  throw new BrokenAnswer("malformed", `the list changed each of the ${maxWalks} times it was read`);
}
