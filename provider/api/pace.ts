import type { Clock } from "../base/clock";

/** What an answer says of the limit: `Ratelimit: "default";r=50;t=30`. */
export interface RateLimitState {
  remaining: number;
  resetMs: number;
}

/** Reads the Ratelimit header; undefined when it is absent or says something else. */
export function parseRateLimit(header: string | null): RateLimitState | undefined {
  const remaining = /[;,\s]r=(\d+)/.exec(header ?? "")?.[1];
  const reset = /[;,\s]t=(\d+)/.exec(header ?? "")?.[1];
  if (remaining === undefined || reset === undefined) return undefined;
  return { remaining: Number(remaining), resetMs: Number(reset) * 1_000 };
}

const maxInFlight = 8;
/**
 * Requests never used: crossing the limit locks the whole token out for five minutes, so a probe after the
 * window's end must still be free to fail, and other programs use the same token.
 */
const reserve = 2;
/** For so long it is believed how much is left. */
const freshMs = 1_000;

interface Window {
  remaining: number;
  learnedAt: number;
  resetAt: number;
}

/**
 * Admits requests so that the limit is never crossed: at most eight at a time, fewer as the window runs dry
 * (half of what is left, so that another program with the same token, doing the same, still fits), none in
 * the reserve. Until an answer told where the window stands, one request goes alone.
 */
export class Pace {
  private inFlight = 0;
  private window: Window | undefined;
  private pausedUntil = 0;
  private readonly waiting: (() => void)[] = [];
  private waking = false;

  constructor(private readonly clock: Clock) {}

  /** Resolves when a request may be sent; every admitted request must end with {@link release}. */
  async admit(): Promise<void> {
    if (this.waiting.length === 0 && this.mayGo()) {
      this.inFlight++;
      return;
    }
    await new Promise<void>((resolve) => {
      this.waiting.push(resolve);
      this.pump();
    });
  }

  /** Ends an admitted request with what its answer said of the limit, if there was one. */
  release(limit: RateLimitState | undefined): void {
    this.inFlight--;
    if (limit) this.learn(limit);
    else if (this.window) this.window.remaining--;
    this.pump();
  }

  /** Nothing is sent for `ms`: the token is locked out. */
  pause(ms: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, this.clock.now() + ms);
    this.window = undefined;
  }

  private learn({ remaining, resetMs }: RateLimitState): void {
    const now = this.clock.now();
    // An answer from before the lock-out says nothing of the window that follows it.
    if (now < this.pausedUntil) return;
    // `t` is a whole number of seconds, rounded we don't know how: 0 may be most of a second.
    const resetAt = now + Math.max(1_000, resetMs);
    const current = this.window;
    // Answers may overtake each other. Within one window the lower count and the earlier end are true; an
    // end that lies more than a second off is another window's.
    const sameWindow = current && now < current.resetAt && Math.abs(resetAt - current.resetAt) <= 1_000;
    this.window = sameWindow
      ? {
          learnedAt: now,
          remaining: Math.min(current.remaining, remaining),
          resetAt: Math.min(current.resetAt, resetAt),
        }
      : { learnedAt: now, remaining, resetAt };
  }

  private capacity(now: number): number {
    if (!this.window || now >= this.window.resetAt) return 1;
    // Another program may have used the rest meanwhile: one goes alone and finds out.
    const most = now - this.window.learnedAt > freshMs ? 1 : maxInFlight;
    const left = this.window.remaining - reserve;
    return left <= 0 ? 0 : Math.min(most, Math.max(1, Math.floor(left / 2)));
  }

  private mayGo(): boolean {
    const now = this.clock.now();
    return now >= this.pausedUntil && this.inFlight < this.capacity(now);
  }

  private pump(): void {
    while (this.waiting.length > 0 && this.mayGo()) {
      this.inFlight++;
      this.waiting.shift()?.();
    }
    if (this.waiting.length > 0 && this.inFlight === 0) this.wakeLater();
  }

  /** Nobody in flight will come back to pump: wake up when the window ends or the pause is over. */
  private wakeLater(): void {
    if (this.waking) return;
    this.waking = true;
    const until = Math.max(this.pausedUntil, this.window?.resetAt ?? 0);
    void this.clock.sleep(Math.max(1, until - this.clock.now())).then(() => {
      this.waking = false;
      this.pump();
    });
  }
}
