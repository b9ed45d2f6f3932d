import type { Clock } from "./clock";

/** What one poll of the awaited thing says; the progress of what is done takes back what was said last. */
export type Poll<T> = { state: "pending"; progress: string } | { state: "done"; value: T; progress?: string };

export interface Wait<T> {
  /** Asks once; what it throws ends the wait. */
  poll(): Promise<Poll<T>>;
  clock: Clock;
  /** By the clock, when to give up. */
  deadline: number;
  /** Takes a line of progress after a poll: one that is new at most every two seconds, the same one every ten. */
  progress(line: string): void;
  /** How many things are awaited together; many take longer, and a poll of them costs more. */
  size?: number;
}

const firstIntervalMs = 500;
const growth = 1.5;
/** Each line stands in the run's summary too: what has moved is told soon, what has not only now and then. */
const newsEveryMs = 2_000;
const sameEveryMs = 10_000;

/** How much longer the intervals are than for one thing: up to threefold for thousands. */
export function weightOf(size: number): number {
  return Math.max(1, Math.min(3, size / 500));
}

/** Ten times the first, and in a long wait a twentieth of it: after ten minutes half a minute more is little. */
function longestInterval(first: number, waitedMs: number): number {
  return Math.max(10 * first, Math.min(30_000, waitedMs / 20));
}

/** Polls until done; undefined when the deadline passed first. The one poll loop. */
export async function waitFor<T>(wait: Wait<T>): Promise<T | undefined> {
  const since = wait.clock.now();
  const first = firstIntervalMs * weightOf(wait.size ?? 1);
  let interval = first;
  let said = { line: "", at: since };
  for (;;) {
    const result = await wait.poll();
    if (result.state === "done") {
      if (said.line && result.progress) wait.progress(result.progress);
      return result.value;
    }
    const now = wait.clock.now();
    if (now >= wait.deadline) return undefined;
    const quietMs = result.progress === said.line ? sameEveryMs : newsEveryMs;
    if (now - said.at >= quietMs) {
      wait.progress(result.progress);
      said = { line: result.progress, at: now };
    }
    // The last poll falls on the deadline itself, not some seconds before it.
    await wait.clock.sleep(Math.min(interval, wait.deadline - now));
    interval = Math.min(longestInterval(first, now - since), interval * growth);
  }
}
