import { randomUUID } from "node:crypto";
import { Directory } from "./accounts";
import { FlowClock } from "./flowClock";
import type { WorldSettings } from "./settings";
import { isReceivedBy, openShare, type Share } from "./share";
import type { DeliveryRefusal, LocalState, ShareRecord } from "./state";
import { settle } from "./transitions";

const plain = <T>(value: unknown): T => JSON.parse(JSON.stringify(value)) as T;

/** All shares of all accounts. What it returns is settled up to the moment of the call. */
export class Store {
  readonly directory: Directory;
  readonly flow: FlowClock;
  refusals: DeliveryRefusal[];
  private serial: number;
  private readonly shares = new Map<string, Share>();
  private readonly staleViews = new Map<string, { until: number; before: Share | undefined }>();

  constructor(
    readonly settings: WorldSettings,
    readonly now: () => number,
    state: LocalState,
  ) {
    const own = plain<LocalState>(state);
    this.directory = new Directory(own.organization, own.outsideAccounts);
    this.flow = new FlowClock(now, own.clock);
    this.refusals = own.refusals;
    this.serial = own.serial;
    for (const record of own.shares) this.shares.set(record.id, openShare(record));
  }

  newId(): string {
    return randomUUID().replaceAll("-", "");
  }

  /** RFC 3339 with six fractional digits; the last three come from a counter. */
  stamp(wallTime = this.now()): string {
    this.serial += 1;
    const micros = String(this.serial % 1000).padStart(3, "0");
    return new Date(wallTime).toISOString().replace("Z", `${micros}Z`);
  }

  insert(share: Share): void {
    this.shares.set(share.id, share);
  }

  find(id: string): Share | undefined {
    const share = this.shares.get(id);
    if (share) settle(this, share);
    return share && this.remembers(share) ? share : undefined;
  }

  /** What a GET sees: the same as `find`, unless a `stale` fault shows the past instead. */
  view(id: string): Share | undefined {
    const stale = this.staleViews.get(id);
    if (!stale || stale.until <= this.now()) return this.find(id);
    if (stale.before) settle(this, stale.before);
    return stale.before;
  }

  keepStale(id: string, before: Share | undefined, ms: number): void {
    this.staleViews.set(id, { until: this.now() + ms, before });
  }

  all(): Share[] {
    for (const share of this.shares.values()) settle(this, share);
    return [...this.shares.values()].filter((share) => this.remembers(share));
  }

  sentBy(accountId: string): Share[] {
    return this.all().filter((share) => share.accountId === accountId);
  }

  receivedBy(accountId: string): Share[] {
    return this.all().filter((share) => isReceivedBy(share, accountId));
  }

  copy(share: Share): Share {
    return openShare(plain<ShareRecord>(share));
  }

  snapshot(): LocalState {
    const { organization, outside: outsideAccounts } = this.directory;
    return plain<LocalState>({
      version: 1,
      organization,
      outsideAccounts,
      clock: this.flow.state,
      serial: this.serial,
      refusals: this.refusals,
      shares: [...this.shares.values()],
    });
  }

  private remembers(share: Share): boolean {
    return !(this.settings.forgetDeleted && share.status === "deleted");
  }
}
