/** Time as the provider sees it: the only place with a timer, so that tests can pass their own. */
export interface Clock {
  /** Milliseconds since some moment, by a clock that nobody sets: for durations and deadlines. */
  now(): number;
  /** Milliseconds since the epoch, as this machine believes: for dates alone, since it may be set while we run. */
  wallTime(): number;
  sleep(ms: number): Promise<void>;
  /** A signal that aborts after `ms`: the time limit of one request. */
  abortAfter(ms: number): AbortSignal;
  /** From 0 up to 1: jitter belongs to time, and tests want it still. */
  random(): number;
}

/** Node ends a longer timer after a millisecond. */
const longestTimerMs = 2 ** 31 - 1;

/** In pieces that a timer can hold; never shorter than asked for, as a timer alone may be. */
async function sleep(ms: number): Promise<void> {
  const end = performance.now() + ms;
  let leftMs = Math.max(0, ms);
  do {
    const timerMs = Math.min(longestTimerMs, Math.ceil(leftMs));
    await new Promise((resolve) => setTimeout(resolve, timerMs));
    leftMs = end - performance.now();
  } while (leftMs > 0);
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  sleep,
  abortAfter: (ms) => AbortSignal.timeout(Math.min(longestTimerMs, ms)),
  random: () => Math.random(),
};

const units: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Reads a duration as `customTimeouts` takes it ("90s", "1h30m", "1.5h"); undefined if it is none. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    total += Number(amount) * (units[unit ?? ""] ?? Number.NaN);
  }
  return total;
}

/** A duration for people: "45 s", "12 min", "3 h", "5 days". */
export function formatDuration(ms: number): string {
  const seconds = ms / 1_000;
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}
