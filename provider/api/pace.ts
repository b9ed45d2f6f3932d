import { type Clock, formatDuration } from "../base/clock";
import { type Headroom, headroom, learn, type PolicyState, unknown, type Window } from "./rateLimit";

/** A request that was admitted. */
export interface Pass {
  readonly sentAt: number;
}

/** A request that is under way for longer holds nobody back any more. */
const slowMs = 1_000;
const isQuick = ({ sentAt }: Pass, now: number) => now - sentAt < slowMs;

/** A wait for the next window is told from here on, and any wait once a minute. */
const worthTellingMs = 10_000;
const toldEveryMs = 60_000;

/**
 * Admits requests so that the limit is never crossed: at most eight at a time, fewer as the window runs dry, none
 * of the reserve. Until an answer told where the window stands, one request goes alone.
 */
export class Pace {
  private readonly underWay = new Set<Pass>();
  /** By the policy's name. */
  private readonly windows = new Map<string, Window>();
  private pausedUntil = Number.NEGATIVE_INFINITY;
  private readonly waiting: ((pass: Pass) => void)[] = [];
  private isSleeping = false;
  private isWatching = false;
  private toldAt: number | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly say: (line: string) => void = () => undefined,
  ) {}

  /** Resolves when a request may be sent; every admitted request must end with {@link release}. */
  admit(): Promise<Pass> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.pump();
    });
  }

  /** Ends an admitted request with what its answer said of the limit. */
  release(pass: Pass, told: readonly PolicyState[]): void {
    this.underWay.delete(pass);
    if (told.length === 0) for (const window of this.windows.values()) window.remaining--;
    else this.learnAll(told, pass.sentAt);
    this.pump();
  }

  /** Nothing is sent for `ms`: the token is locked out. */
  pause(ms: number): void {
    const now = this.clock.now();
    this.pausedUntil = Math.max(this.pausedUntil, now + ms);
    this.windows.clear();
    this.tell(this.pausedUntil - now);
  }

  private learnAll(told: readonly PolicyState[], sentAt: number): void {
    const now = this.clock.now();
    // An answer from before the lock-out says nothing of the window that follows it.
    if (now < this.pausedUntil) return;
    for (const state of told) {
      this.windows.set(state.name, learn(this.windows.get(state.name), state, sentAt, now));
    }
  }

  /** Of several policies the tightest counts. */
  private headroom(now: number): Headroom {
    const all = [...this.windows.values()].map((window) => headroom(window, now));
    if (all.length === 0) return unknown;
    return { most: Math.min(...all.map(({ most }) => most)), isUnsure: all.some(({ isUnsure }) => isUnsure) };
  }

  private mayGo(now: number): boolean {
    if (now < this.pausedUntil) return false;
    const { most, isUnsure } = this.headroom(now);
    const slow = [...this.underWay].filter((pass) => !isQuick(pass, now)).length;
    if (isUnsure && slow < this.underWay.size) return false;
    // Where only one may go, one that hangs must not be the one.
    return this.underWay.size < (most === 1 ? most + Math.min(1, slow) : most);
  }

  private pump(): void {
    const now = this.clock.now();
    while (this.waiting.length > 0 && this.mayGo(now)) {
      const pass = { sentAt: now };
      this.underWay.add(pass);
      this.toldAt = undefined;
      this.waiting.shift()?.(pass);
    }
    if (this.waiting.length === 0) return;
    const shutUntil = this.shutUntil(now);
    if (shutUntil > now) this.sleepUntil(shutUntil, now);
    else this.watchSlow(now);
  }

  /** When requests are admitted again, if none is now whatever comes back. */
  private shutUntil(now: number): number {
    const dry = [...this.windows.values()].filter((window) => headroom(window, now).most === 0);
    return Math.max(this.pausedUntil, ...dry.map(({ resetAt }) => resetAt));
  }

  private sleepUntil(shutUntil: number, now: number): void {
    if (this.isSleeping) return;
    const ms = shutUntil - now;
    if (ms >= worthTellingMs || this.toldAt !== undefined) this.tell(ms);
    this.isSleeping = true;
    void this.clock.sleep(Math.min(toldEveryMs, Math.ceil(ms))).then(() => {
      this.isSleeping = false;
      this.pump();
    });
  }

  /** The oldest request that still counts may hang: looks again when it no longer counts. */
  private watchSlow(now: number): void {
    const oldest = [...this.underWay].find((pass) => isQuick(pass, now));
    if (!oldest || this.isWatching) return;
    this.isWatching = true;
    // A signal and no sleep, which would keep the process alive when all is done.
    const signal = this.clock.abortAfter(Math.max(1, Math.ceil(oldest.sentAt + slowMs - now)));
    const lookAgain = () => {
      this.isWatching = false;
      this.pump();
    };
    signal.addEventListener("abort", lookAgain, { once: true });
  }

  private tell(ms: number): void {
    const now = this.clock.now();
    if (this.toldAt !== undefined && now - this.toldAt < toldEveryMs) return;
    this.toldAt = now;
    this.say(`Cloudflare's request limit is used up: going on in ${formatDuration(ms)}`);
  }
}
