/** What an answer says of one policy of the request limit, as `"default";r=50;t=30` and `"default";q=1200;w=300`. */
export interface PolicyState {
  name: string;
  remaining: number;
  resetMs: number;
  /** How many requests a window allows. */
  limit: number;
}

/** Cloudflare's own, for answers that don't name theirs. */
const publishedLimit = 1_200;
/** A window that claims to last longer is tried now and then all the same. */
const longestWindowMs = 15 * 60_000;

/** A structured header's members: each a name and whole numbers by their letter. */
function members(header: string | null): { name: string; values: Map<string, number> }[] {
  return (header ?? "").split(",").map((member) => {
    const [name = "", ...parameters] = member.split(";").map((part) => part.trim());
    const pairs = parameters.flatMap((text) => [...text.matchAll(/^([a-z]) *= *(\d+)$/g)]);
    return { name, values: new Map(pairs.map(([, letter = "", digits]) => [letter, Number(digits)])) };
  });
}

/** Reads Ratelimit and Ratelimit-Policy; a policy of which one of the two numbers is missing is left out. */
export function parseRateLimit(state: string | null, policy: string | null): PolicyState[] {
  const limits = new Map(members(policy).map(({ name, values }) => [name, values.get("q")]));
  return members(state).flatMap(({ name, values }) => {
    const [remaining, reset] = [values.get("r"), values.get("t")];
    if (remaining === undefined || reset === undefined) return [];
    const resetMs = Math.min(longestWindowMs, reset * 1_000);
    return [{ name, remaining, resetMs, limit: limits.get(name) ?? publishedLimit }];
  });
}

/** What an answer's headers say of the limits. */
export function readRateLimit(header: (name: string) => string | null | undefined): PolicyState[] {
  return parseRateLimit(header("ratelimit") ?? null, header("ratelimit-policy") ?? null);
}

/** When the windows end that let nothing through: a refusal is about one of them. */
export function tightestReset(policies: readonly PolicyState[]): number | undefined {
  const resets = policies.filter(({ remaining }) => remaining === 0).map(({ resetMs }) => resetMs);
  return resets.length === 0 ? undefined : Math.max(...resets);
}

/** What is known of the current window of a policy. */
export interface Window {
  limit: number;
  remaining: number;
  resetAt: number;
  /** Until then nobody is expected to have used much of what remained. */
  freshUntil: number;
  /** What remained when the window was first met, and how many answers came since. */
  first: number;
  answers: number;
}

/** An answer that was longer on its way says nothing of what remains now. */
const longestTrustMs = 10_000;
/** `t` is a whole number of seconds, rounded we don't know how. */
const roundingMs = 1_000;

/**
 * What an answer adds to what is known. Answers may overtake each other: within one window the lower count and
 * the earlier end are true, and what is said of an older window is no news.
 */
export function learn(known: Window | undefined, told: PolicyState, sentAt: number, now: number): Window {
  // The request was counted somewhere between: what is left was that much already on the way back.
  const freshUntil = Math.min(now + (now - sentAt), sentAt + longestTrustMs);
  const resetAt = Math.max(now + told.resetMs, sentAt + roundingMs);
  const { limit, remaining } = told;
  const fresh = { limit, remaining, resetAt, freshUntil, first: remaining, answers: 0 };
  if (!known || now >= known.resetAt || known.resetAt < sentAt + told.resetMs - roundingMs) return fresh;
  if (resetAt + roundingMs < known.resetAt) return known;
  return {
    limit,
    remaining: Math.min(known.remaining, remaining),
    resetAt: Math.min(known.resetAt, resetAt),
    freshUntil: Math.max(known.freshUntil, freshUntil),
    first: known.first,
    answers: known.answers + 1,
  };
}

/** A program never has more requests under way. */
const maxInFlight = 8;
/** As many programs as are expected to share a token: sixteen under Cloudflare's limit, fewer under a small one. */
const mostPrograms = 16;
const requestsPerProgram = publishedLimit / mostPrograms;
/** For each: one before it learns that the window runs dry, one that comes too early for the next, one to spare. */
const reservePerProgram = 3;
/** All together have a quarter of what is left under way, since each knows only what was left a moment ago. */
const caution = 4;

/** No more was used up than by this program's own requests, some of which are under way. */
function isAlone({ first, remaining, answers }: Window): boolean {
  return answers >= 2 * maxInFlight && first - remaining <= answers + maxInFlight;
}

/** How many requests a program may have under way. */
export interface Headroom {
  most: number;
  /** Others may have used the window up meanwhile, or it is another one: one goes and finds out. */
  isUnsure: boolean;
}

/** All programs with one token stay below the limit together if each keeps to this. */
export function headroom(window: Window, now: number): Headroom {
  if (now >= window.resetAt) return unknown;
  const programs = Math.min(mostPrograms, Math.max(2, window.limit / requestsPerProgram));
  // Of a limit of a few requests, a reserve for others would leave nothing.
  const left = window.remaining - Math.min(reservePerProgram * programs, window.limit / 2);
  const share = Math.floor(left / (isAlone(window) ? programs : caution * programs));
  const most = left <= 0 ? 0 : Math.max(1, Math.min(maxInFlight, share));
  return { most, isUnsure: now > window.freshUntil };
}

export const unknown: Headroom = { most: maxInFlight, isUnsure: true };
