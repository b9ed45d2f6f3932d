import type { CloudflareClient } from "../api/client";
import { type Direction, getSentShare, pageOfActiveShares, type ShareRef } from "../api/endpoints";
import type { ShareWire } from "../api/wire";
import type { Clock } from "../base/clock";
import { dateText } from "../model/observed";

/** A share, and whether a page of the account's list had it. A list may lag: what it says is to be confirmed. */
export interface Sighting {
  share: ShareWire;
  isListed: boolean;
}

interface ListOptions {
  /** Where the shares that are asked for together are likely to stand together. */
  direction: Direction;
  /** How old a page may be that was asked for before the read began. */
  freshMs: number;
}

/**
 * Shares of many reads at the same time, by pages of their account's list: fifty for one request. A read that is alone
 * asks for its share by itself, and so does one whose share no page has shown: that a list lacks a share says nothing.
 * What a page shows was asked for after the read began, or a moment before it, and nothing was written since.
 */
export class ListedShares {
  private readonly byAccount = new Map<string, AccountShares>();

  constructor(
    private readonly client: CloudflareClient,
    private readonly clock: Clock,
    private readonly options: ListOptions,
  ) {}

  /**
   * @param created when it was, as it says itself: that is its place in the list
   * @throws ApiError of the share's own request
   */
  read({ accountId, shareId }: ShareRef, created: string | undefined): Promise<Sighting> {
    const { client, clock, options } = this;
    const account = this.byAccount.get(accountId) ?? new AccountShares(client, clock, options, accountId);
    this.byAccount.set(accountId, account);
    return account.read(shareId, created);
  }
}

/** The engine reads in the state's order, oldest first; what is waited for was mostly just made. */
export const listsFor = (client: CloudflareClient, clock: Clock) => ({
  forReads: new ListedShares(client, clock, { direction: "asc", freshMs: 10_000 }),
  forPolls: new ListedShares(client, clock, { direction: "desc", freshMs: 1_000 }),
});

interface Page {
  /** When it was asked for: by the clock, among the reads, and among the writes. */
  askedAt: number;
  turn: number;
  writeCount: number;
  shares: ReadonlyMap<string, ShareWire>;
  /** When its first share was created. */
  since: string | undefined;
  /** It showed a share that was waited for. */
  hasServed: boolean;
}

interface Waiting {
  shareId: string;
  created: string | undefined;
  /** Whether a page was asked for after it. */
  turn: number;
  /** Undefined: it is to ask for itself. */
  resolve(listed: ShareWire | undefined): void;
}

/** Pages that show nobody who waits take this part of the requests that shares take by themselves, and one more. */
const spareParts = 10;

class AccountShares {
  private readonly pages = new Map<number, Page>();
  /** The page that showed a share last. */
  private readonly places = new Map<string, number>();
  /** Undefined until a page has said so. */
  private pageCount: number | undefined;
  private waiting: Waiting[] = [];
  private turns = 0;
  private isWalking = false;
  /** A page failed: this run asks for no more of them. */
  private isBroken = false;
  private asked = 0;
  private alone = { underWay: 0, all: 0 };
  private served = { all: 0, lastAt: Number.NEGATIVE_INFINITY };

  constructor(
    private readonly client: CloudflareClient,
    private readonly clock: Clock,
    private readonly options: ListOptions,
    private readonly accountId: string,
  ) {}

  async read(shareId: string, created: string | undefined): Promise<Sighting> {
    const listed = await new Promise<ShareWire | undefined>((resolve) => {
      this.waiting.push({ shareId, created, turn: this.turns++, resolve });
      this.serve();
      void this.walk();
    });
    if (listed) return { share: listed, isListed: true };
    try {
      const share = await getSentShare(this.client, { accountId: this.accountId, shareId });
      return { share, isListed: false };
    } finally {
      this.alone.underWay--;
    }
  }

  /** Asks for the page of the one that waits longest; whom no page is worth asking for asks for itself, at once. */
  private async walk(): Promise<void> {
    if (this.isWalking) return;
    this.isWalking = true;
    for (let [first] = this.waiting; first; [first] = this.waiting) {
      const page = this.isWorthAsking() ? this.pageOf(first) : undefined;
      if (page === undefined) this.letGo(first);
      else if (await this.ask(page)) this.serve();
    }
    this.isWalking = false;
  }

  private letGo(one: Waiting): void {
    this.waiting = this.waiting.filter((other) => other !== one);
    this.alone.underWay++;
    this.alone.all++;
    one.resolve(undefined);
  }

  private isWorthAsking(): boolean {
    const { waiting, alone, served, clock, options } = this;
    const isInCompany = waiting.length + alone.underWay > 1 || clock.now() - served.lastAt <= options.freshMs;
    const allowed = served.all + Math.floor(alone.all / spareParts) + 1;
    return isInCompany && !this.isBroken && this.asked < allowed;
  }

  private pageOf(one: Waiting): number | undefined {
    return this.places.get(one.shareId) ?? this.pageByDate(one);
  }

  /** Where the share stands if it is listed: found by halves, or right after a page that showed others who waited. */
  private pageByDate(one: Waiting): number | undefined {
    if (one.created === undefined) return undefined;
    const last = this.pageCount ?? Math.max(0, ...this.pages.keys()) + 1;
    let [before, behind] = [0, last + 1];
    for (const [number, { since }] of this.pages) {
      if (this.isInOrder(since, one.created)) before = Math.max(before, number);
      else behind = Math.min(behind, number);
    }
    const between = behind - before - 1;
    if (between > 0) return this.pages.get(before)?.hasServed ? before + 1 : before + Math.ceil(between / 2);
    const known = this.pages.get(Math.max(1, before));
    // It was not listed there just now.
    return known && this.isUsable(known, one.turn) ? undefined : Math.max(1, before);
  }

  private isInOrder(first: string | undefined, second: string): boolean {
    if (first === undefined) return false;
    const [a, b] = [dateText(first), dateText(second)];
    return this.options.direction === "asc" ? a <= b : a >= b;
  }

  /** @returns false if the page can't be had */
  private async ask(number: number): Promise<boolean> {
    this.asked++;
    const asked = { askedAt: this.clock.now(), turn: this.turns++, writeCount: this.client.writeCount() };
    try {
      const { direction } = this.options;
      const page = await pageOfActiveShares(this.client, this.accountId, { number, direction });
      const former = this.pages.get(number);
      for (const id of former?.shares.keys() ?? [])
        if (this.places.get(id) === number) this.places.delete(id);
      for (const { id } of page.shares) this.places.set(id, number);
      const shares = new Map(page.shares.map((share) => [share.id, share]));
      const { since, pageCount } = page;
      this.pages.set(number, { ...asked, shares, since, hasServed: former?.hasServed ?? false });
      this.pageCount = pageCount;
      return true;
    } catch {
      // The shares themselves are asked for, and tell what is wrong.
      this.isBroken = true;
      return false;
    }
  }

  /** Answers those who wait for what the pages have. */
  private serve(): void {
    this.waiting = this.waiting.filter(({ shareId, turn, resolve }) => {
      const page = this.pages.get(this.places.get(shareId) ?? 0);
      const share = page && this.isUsable(page, turn) ? page.shares.get(shareId) : undefined;
      if (!page || !share) return true;
      page.hasServed = true;
      this.served = { all: this.served.all + 1, lastAt: this.clock.now() };
      resolve(share);
      return false;
    });
  }

  /** For a read of this turn. */
  private isUsable(page: Page, turn: number): boolean {
    const isYoung = this.clock.now() - page.askedAt <= this.options.freshMs;
    return page.turn > turn || (isYoung && page.writeCount === this.client.writeCount());
  }
}
