import { rateLimited } from "./rules/requests";

/** How many requests each caller may send. */
export interface RateLimitOptions {
  /** The number in one window. */
  requests: number;
  /** How long a window lasts. */
  windowMs: number;
  /** How long a caller that sends more gets 429 for everything. */
  lockoutMs: number;
}

interface Window {
  start: number;
  used: number;
  lockedUntil?: number;
}

const seconds = (ms: number): number => Math.max(0, Math.ceil(ms / 1000));

/** A fixed window per caller. Going over it locks the caller out of everything, as at Cloudflare. */
export class RateLimit {
  private readonly windows = new Map<string, Window>();

  constructor(
    private readonly options: RateLimitOptions,
    private readonly now: () => number,
  ) {}

  /** Counts one request and returns the headers that its answer carries. */
  take(callerId: string): Record<string, string> {
    const now = this.now();
    const window = this.windowOf(callerId, now);
    window.used += 1;
    if (window.lockedUntil === undefined && window.used > this.options.requests) {
      window.lockedUntil = now + this.options.lockoutMs;
    }
    if (window.lockedUntil === undefined) {
      const left = this.options.requests - window.used;
      return this.headers(left, seconds(window.start + this.options.windowMs - now));
    }
    const wait = seconds(window.lockedUntil - now);
    throw rateLimited({ ...this.headers(0, wait), "Retry-After": String(wait) });
  }

  private windowOf(callerId: string, now: number): Window {
    const old = this.windows.get(callerId);
    const end = old && (old.lockedUntil ?? old.start + this.options.windowMs);
    if (old && end !== undefined && now < end) return old;
    const fresh = { start: now, used: 0 };
    this.windows.set(callerId, fresh);
    return fresh;
  }

  private headers(left: number, reset: number): Record<string, string> {
    const { requests, windowMs } = this.options;
    return {
      Ratelimit: `"default";r=${left};t=${reset}`,
      "Ratelimit-Policy": `"default";q=${requests};w=${seconds(windowMs)}`,
    };
  }
}
