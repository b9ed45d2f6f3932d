import type { CloudflareClient } from "../api/client";
import { type Direction, getSentShare, pageOfActiveShares, type ShareRef } from "../api/endpoints";
import type { ShareWire } from "../api/wire";
import type { Clock } from "../base/clock";

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

  /** @throws ApiError of the share's own request */
  read({ accountId, shareId }: ShareRef): Promise<Sighting> {
    const { client, clock, options } = this;
    const account = this.byAccount.get(accountId) ?? new AccountShares(client, clock, options, accountId);
    this.byAccount.set(accountId, account);
    return account.read(shareId);
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
}

interface Waiting {
  shareId: string;
  /** Whether a page was asked for after it. */
  turn: number;
  /** Undefined: it is to ask for itself. */
  resolve(listed: ShareWire | undefined): void;
}

class AccountShares {
  private readonly pages = new Map<number, Page>();
  /** The page that showed a share last. */
  private readonly places = new Map<string, number>();
  /** Undefined until a page has said so. */
  private lastPage: number | undefined;
  private waiting: Waiting[] = [];
  private turns = 0;
  private isWalking = false;
  /** A page failed: this run asks for no more of them. */
  private isBroken = false;
  private alone = { underWay: 0, all: 0 };
  private served = { all: 0, lastAt: Number.NEGATIVE_INFINITY };

  constructor(
    private readonly client: CloudflareClient,
    private readonly clock: Clock,
    private readonly options: ListOptions,
    private readonly accountId: string,
  ) {}

  async read(shareId: string): Promise<Sighting> {
    const listed = await new Promise<ShareWire | undefined>((resolve) => {
      this.waiting.push({ shareId, turn: this.turns++, resolve });
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

  /** Asks for pages while they are worth their requests; whoever still waits then asks for itself. */
  private async walk(): Promise<void> {
    if (this.isWalking) return;
    this.isWalking = true;
    while (this.waiting.length > 0) {
      const page = this.pageWorthAsking();
      if (page === undefined || !(await this.ask(page))) break;
      this.serve();
    }
    this.isWalking = false;
    for (const { resolve } of this.waiting.splice(0)) {
      this.alone.underWay++;
      this.alone.all++;
      resolve(undefined);
    }
  }

  private pageWorthAsking(): number | undefined {
    if (this.isBroken || !this.isInCompany()) return undefined;
    return this.placeOfMost() ?? this.nextPage();
  }

  private isInCompany(): boolean {
    const { waiting, alone, served, clock, options } = this;
    return waiting.length + alone.underWay > 1 || clock.now() - served.lastAt <= options.freshMs;
  }

  /** The page that showed most of those that wait. */
  private placeOfMost(): number | undefined {
    const counts = new Map<number, number>();
    for (const { shareId } of this.waiting) {
      const place = this.places.get(shareId);
      if (place !== undefined) counts.set(place, (counts.get(place) ?? 0) + 1);
    }
    const [most] = [...counts].sort(([, a], [, b]) => b - a);
    return most?.[0];
  }

  /** One that was not asked for yet, while pages help at least as often as not, or would have helped. */
  private nextPage(): number | undefined {
    const next = this.pages.size + 1;
    const isEnd = this.lastPage !== undefined && next > this.lastPage;
    const isWorth = this.pages.size <= this.served.all + this.alone.all / 2;
    return isEnd || !isWorth ? undefined : next;
  }

  /** @returns false if the page can't be had */
  private async ask(number: number): Promise<boolean> {
    const asked = { askedAt: this.clock.now(), turn: this.turns++, writeCount: this.client.writeCount() };
    try {
      const page = { number, direction: this.options.direction };
      const { shares, isLast } = await pageOfActiveShares(this.client, this.accountId, page);
      for (const { id } of this.pages.get(number)?.shares.values() ?? []) this.places.delete(id);
      for (const { id } of shares) this.places.set(id, number);
      this.pages.set(number, { ...asked, shares: new Map(shares.map((share) => [share.id, share])) });
      if (isLast) this.lastPage = number;
      else if (this.lastPage === number) this.lastPage = undefined;
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
      const share = this.shown(shareId, turn);
      if (!share) return true;
      this.served = { all: this.served.all + 1, lastAt: this.clock.now() };
      resolve(share);
      return false;
    });
  }

  private shown(shareId: string, turn: number): ShareWire | undefined {
    const page = this.pages.get(this.places.get(shareId) ?? 0);
    if (!page) return undefined;
    const isYoung = this.clock.now() - page.askedAt <= this.options.freshMs;
    const isFresh = isYoung && page.writeCount === this.client.writeCount();
    return page.turn > turn || isFresh ? page.shares.get(shareId) : undefined;
  }
}
