import type { BrokenKind } from "./errors";

/** Why an attempt brought no result: an HTTP status, no usable answer at all, or a fault that stays. */
export type Failure =
  /** Of a page, it is not the API that answered. */
  | { kind: "status"; status: number; isOfPage?: boolean }
  | { kind: BrokenKind }
  | { kind: "lasting"; wasSent: boolean };

export interface Attempt {
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** How many attempts failed for a fault so far, this one included. */
  faults: number;
  /** How many answers were 429 so far, this one included. */
  throttles: number;
  failure: Failure;
  /** From Retry-After. */
  retryAfterMs: number | undefined;
  /** When the window of the request limit ends, from Ratelimit. */
  resetMs: number | undefined;
  /** From 0 up to 1. */
  jitter: number;
}

export type Decision =
  /** Send it again. */
  | { do: "retry"; waitMs: number }
  /** It may have been carried out: look whether it was before sending it again, or, the last time, giving up. */
  | { do: "look"; waitMs: number; isLast: boolean }
  | { do: "give up" };

/** Seven attempts are half a minute of backoff: longer than a restart, shorter than a pipeline's patience. */
export const maxFaults = 7;
/** A lock-out lasts five minutes; meeting several in a row means that others use the token up. */
export const maxThrottles = 6;

const firstBackoffMs = 500;
const longestBackoffMs = 16_000;
const longestRetryAfterMs = 15 * 60_000;
/** The first wait for a lock-out whose end nobody told, and the longest: that is how long one lasts. */
const firstLockoutMs = 60_000;
const longestLockoutMs = 5 * 60_000;
const retryableStatuses = new Set([408, 425, 429]);

function backoff(n: number, jitter: number): number {
  const full = Math.min(longestBackoffMs, firstBackoffMs * 2 ** (n - 1));
  return Math.round(full * (0.5 + jitter / 2));
}

/** Not below the full time; what is added keeps programs with one token from coming back all at once. */
function lockout(n: number, jitter: number): number {
  return Math.round(Math.min(longestLockoutMs, firstLockoutMs * n) * (1 + jitter / 10));
}

/** So often a server is believed: what it says may leave out the lock-out, which is waited out before giving up. */
const mostBelieved = 4;

/** As the server says, but never sooner than the backoff: "0" and dates of the past are said too. */
function throttleWait({ throttles, jitter, retryAfterMs, resetMs }: Attempt): number {
  const soon = 2 * backoff(throttles + 1, jitter);
  const said = [retryAfterMs, resetMs].filter((ms) => ms !== undefined);
  const told = said.find((ms) => ms >= soon) ?? soon;
  const isBelieved = said.length > 0 && throttles <= mostBelieved;
  return Math.min(longestRetryAfterMs, Math.max(told, isBelieved ? 0 : lockout(throttles, jitter)));
}

function isRetryable(failure: Failure): boolean {
  if (failure.kind === "status") return failure.status >= 500 || retryableStatuses.has(failure.status);
  return !["redirect", "certificate", "lasting"].includes(failure.kind);
}

/** Whether the server may have carried out the request that failed so. */
export function mayBeDone(failure: Failure): boolean {
  if (failure.kind === "lasting") return failure.wasSent;
  if (failure.kind !== "status") return ["connection", "timeout", "malformed", "done"].includes(failure.kind);
  if (failure.status === 425 || failure.status === 429) return false;
  // A page says no for its author, who may have let the request pass.
  return failure.status >= 500 || failure.status === 408 || failure.isOfPage === true;
}

/** The one place that decides what follows a failed attempt. Pure. */
export function decide(attempt: Attempt): Decision {
  const { failure } = attempt;
  if (!isRetryable(failure)) {
    if (attempt.method !== "POST" || !mayBeDone(failure)) return { do: "give up" };
    const waitMs = failure.kind === "lasting" ? backoff(1, attempt.jitter) : 0;
    return { do: "look", waitMs, isLast: true };
  }
  if (failure.kind === "status" && failure.status === 429) {
    if (attempt.throttles > maxThrottles) return { do: "give up" };
    return { do: "retry", waitMs: throttleWait(attempt) };
  }
  const isLast = attempt.faults >= maxFaults;
  const waitMs = Math.max(
    backoff(attempt.faults, attempt.jitter),
    Math.min(attempt.retryAfterMs ?? 0, 60_000),
  );
  if (attempt.method === "POST" && mayBeDone(failure)) return { do: "look", waitMs, isLast };
  return isLast ? { do: "give up" } : { do: "retry", waitMs };
}
