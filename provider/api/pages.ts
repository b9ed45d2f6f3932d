import type { CloudflareClient, Query } from "./client";
import { ApiError, BrokenAnswer } from "./errors";
import {
  isEnd,
  isPart,
  isRepeating,
  mayEndRefused,
  missedCount,
  owesItems,
  pageSize,
  type Standing,
} from "./pageInfo";
import { judgeWindow, nextWindow, startOf, type Window } from "./pageOverlap";
import type { EnvelopeWire, PageInfo } from "./wire";

/** A list that shifts while it is read is read again; one that never holds still is an error. */
const maxWalks = 5;
/** Whatever the server says, a walk ends: ten times later than it said at first, and after so many pages at most. */
const mostPages = 2_000;
const alwaysAllowed = 100;

interface Listing<T> {
  path: string;
  query?: Query;
  read(envelope: EnvelopeWire): T[];
  /** Stop after the first page for which this holds (of a list in a known order). */
  enough?: (page: T[]) => boolean;
  /** At most so many items. */
  maxItems?: number;
  /** As of a request. */
  spareAfterMs?: number;
}

interface Page<T> {
  items: T[];
  info: PageInfo | undefined;
}

/** Every item of a list, whatever its pages; the whole list, or an error. */
export async function listAll<T extends { id: string }>(
  client: CloudflareClient,
  listing: Listing<T>,
): Promise<T[]> {
  const first = await fetchPage(client, listing, { page: 1, size: pageSize });
  if (first.items.length === pageSize) {
    const items = await readOverlapping(client, listing, first);
    if (items) return items;
  }
  let fault: string | undefined;
  for (let n = 0; n < maxWalks; n++) {
    const isReadAlready = n === 0 && first.items.length !== pageSize;
    const walk = new Walk(client, listing, isReadAlready ? first : undefined);
    fault = await walk.run();
    if (fault === undefined) return walk.items();
  }
  throw new BrokenAnswer("malformed", `${fault}, each of the ${maxWalks} times it was read`);
}

/**
 * Every item of a list that comes as one answer to a request without a page. If the answer may be a part, the pages
 * are read.
 */
export async function listWhole<T extends { id: string }>(
  client: CloudflareClient,
  listing: Pick<Listing<T>, "path" | "query" | "read">,
): Promise<T[]> {
  const { items, info } = await fetchPage(client, listing);
  return isPart(info, items.length) ? listAll(client, listing) : items;
}

/** One page; without a window, the one answer of a list that comes whole. */
export function fetchPage<T>(
  client: CloudflareClient,
  listing: Listing<T>,
  window?: Window,
): Promise<Page<T>> {
  const paging = window && { page: window.page, per_page: window.size };
  return client.send({
    method: "GET",
    path: listing.path,
    query: { ...listing.query, ...paging },
    read: (answer) => ({ items: listing.read(answer), info: answer.info }),
    spareAfterMs: listing.spareAfterMs,
  });
}

const mostOf = ({ maxItems }: { maxItems?: number }) => maxItems ?? Number.POSITIVE_INFINITY;

/**
 * Reads page after page, each of a size that lets it begin with an item that is known. Where none of its items is,
 * the list has moved: one that went, while another came, changes no count. Undefined for anything odd: the pages are
 * then read with more care.
 */
async function readOverlapping<T extends { id: string }>(
  client: CloudflareClient,
  listing: Listing<T>,
  first: Page<T>,
): Promise<T[] | undefined> {
  const found = new Map(first.items.map((item) => [item.id, item]));
  const all = () => [...found.values()].slice(0, listing.maxItems);
  let window: Window = { page: 1, size: pageSize };
  let page = first;
  let isConnected = true;
  let before = 0;
  for (let n = 1; n <= limitOf(first.info); n++) {
    const { items, info } = page;
    const verdict = judgeWindow({ window, onPage: items.length, isConnected, held: found.size, info });
    if (verdict === "odd") return undefined;
    if (verdict === "end" || found.size >= mostOf(listing) || listing.enough?.(items)) return all();
    if (verdict === "unsure") {
      const behind = await unlessRefused(fetchPage(client, listing, { ...window, page: window.page + 1 }));
      if (!behind) return undefined;
      if (behind.items.length === 0) return all();
    }
    // A page that brings nothing new leads nowhere.
    if (found.size === before) return undefined;
    before = found.size;
    window = nextWindow(startOf(window) + items.length);
    const next = await unlessRefused(fetchPage(client, listing, window));
    if (!next) return undefined;
    page = next;
    isConnected = page.items.some(({ id }) => found.has(id));
    for (const item of page.items) found.set(item.id, item);
  }
  return undefined;
}

/** Undefined for a page that there is not, or none of this size: some servers refuse one instead of sending no items. */
async function unlessRefused<T>(page: Promise<Page<T>>): Promise<Page<T> | undefined> {
  try {
    return await page;
  } catch (error) {
    const isNo = error instanceof ApiError && [400, 404].includes(error.status) && error.author === "api";
    if (isNo && !error.isOfCredentials) return undefined;
    throw error;
  }
}

/** Of a list with a filter a count may tell how many there are without it. */
function isFiltered({ query = {} }: { query?: Query }): boolean {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return given.some(([name]) => !/^(include_|order$|direction$)/.test(name));
}

/** One walk over the pages of a list. */
class Walk<T extends { id: string }> {
  private readonly found = new Map<string, T>();
  /** The ids on each page. */
  private readonly pages: string[][] = [];
  private emptyInARow = 0;
  /** A page without items had more behind it. */
  private hasHole = false;
  /** What the last answer said. */
  private info: PageInfo | undefined;

  constructor(
    private readonly client: CloudflareClient,
    private readonly listing: Listing<T>,
    private first: Page<T> | undefined,
  ) {}

  items(): T[] {
    return [...this.found.values()].slice(0, this.listing.maxItems);
  }

  /** @returns what is wrong with the list; undefined if it is whole */
  async run(): Promise<string | undefined> {
    let limit = mostPages;
    for (let number = 1; number <= limit; number++) {
      const page = await this.fetch(number);
      if (!page) return this.refusedEnd(number);
      const { items, info } = page;
      const standing = this.take(number, items, info);
      if (number === 1) limit = limitOf(info);
      if (this.listing.enough?.(items)) return undefined;
      if (this.found.size >= mostOf(this.listing)) return this.movement();
      if (isEnd(info, standing))
        return this.shortness(info, standing) ?? (isRepeating(standing) ? undefined : this.movement());
    }
    throw new BrokenAnswer("malformed", `the list does not end: after ${limit} pages there was one more`);
  }

  /** A page without items that should have some is asked for once more. */
  private async fetch(number: number): Promise<Page<T> | undefined> {
    const page = this.first ?? (await this.askBehind(number));
    this.first = undefined;
    const isOwed = page && owesItems(page.info, this.standingAt(number, page.items.length, 0));
    return isOwed ? this.ask(number) : page;
  }

  /** Undefined where a page is refused that may be behind the last. */
  private askBehind(number: number): Promise<Page<T> | undefined> {
    const before = this.pages.map(({ length }) => length);
    const standing = this.standingAt(number - 1, before.at(-1) ?? 0, 0);
    const largest = before.length > 1 ? Math.max(...before) : undefined;
    const mayEnd = number > 1 && mayEndRefused(this.info, standing, largest);
    return mayEnd ? unlessRefused(this.ask(number)) : this.ask(number);
  }

  /** It may be the list that is gone, or a refusal in passing: the last page and this one are asked for again. */
  private async refusedEnd(number: number): Promise<string | undefined> {
    const fault =
      this.shortness(this.info, this.standingAt(number, 0, 0)) ?? (await this.movement(this.pages.length));
    if (fault !== undefined) return fault;
    const again = await unlessRefused(this.ask(number));
    return again?.items.length ? "the list changed" : undefined;
  }

  private ask(page: number): Promise<Page<T>> {
    return fetchPage(this.client, this.listing, { page, size: pageSize });
  }

  private take(number: number, items: readonly T[], info: PageInfo | undefined): Standing {
    const before = this.found.size;
    for (const item of items) this.found.set(item.id, item);
    this.pages.push(items.map(({ id }) => id));
    this.hasHole ||= items.length > 0 && this.emptyInARow > 0;
    this.emptyInARow = items.length > 0 ? 0 : this.emptyInARow + 1;
    this.info = info;
    return this.standingAt(number, items.length, this.found.size - before);
  }

  private standingAt(page: number, onPage: number, fresh: number): Standing {
    const { found, emptyInARow, listing } = this;
    return { page, onPage, fresh, held: found.size, emptyInARow, isFiltered: isFiltered(listing) };
  }

  private shortness(info: PageInfo | undefined, standing: Standing): string | undefined {
    const said = missedCount(info, standing);
    const isUnsure = standing.isFiltered && !this.hasHole && !isRepeating(standing);
    if (said === undefined || isUnsure) return undefined;
    return `the list is said to hold ${said}, and ${this.found.size} came`;
  }

  /**
   * Where an item went and another came meanwhile, the counts are right and an item may be on no page: it moved to
   * one that was read already. So all pages but the last are read again. What is added at the end moves nothing.
   */
  private async movement(until = this.lastWithItems()): Promise<string | undefined> {
    const earlier = this.pages.slice(0, until);
    const again = await Promise.all(earlier.map((_, index) => this.askAgain(index + 1)));
    const isThere = (id: string, page: number, place: number) => again[page]?.items[place]?.id === id;
    const isStill = earlier.every((ids, page) => ids.every((id, place) => isThere(id, page, place)));
    return isStill ? undefined : "the list changed";
  }

  /** There may be fewer pages by now; where there is no first one, there is no list. */
  private askAgain(page: number): Promise<Page<T> | undefined> {
    return page === 1 ? this.ask(page) : unlessRefused(this.ask(page));
  }

  private lastWithItems(): number {
    return Math.max(
      0,
      this.pages.findLastIndex((ids) => ids.length > 0),
    );
  }
}

function limitOf(info: PageInfo | undefined): number {
  if (info?.totalCount === undefined && info?.totalPages === undefined) return mostPages;
  const said = Math.max(info.totalPages ?? 0, Math.ceil((info.totalCount ?? 0) / pageSize));
  return Math.min(mostPages, Math.max(alwaysAllowed, 10 * said));
}
