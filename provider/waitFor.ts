import type { Clock } from "./clock";

/** What one look at the awaited thing says. */
export type Sight<T> = { state: "pending"; progress: string } | { state: "done"; value: T };

export interface Wait<T> {
  /** One look; what it throws ends the wait. */
  look(): Promise<Sight<T>>;
  clock: Clock;
  /** By the clock, when to give up. */
  deadline: number;
  /** Takes a line of progress, about every two seconds. */
  say(line: string): void;
  /** How many things are awaited together; many take longer, and a look at them costs more. */
  size?: number;
}

const firstIntervalMs = 500;
const growth = 1.5;
const progressEveryMs = 2_000;

/** From half a second on for few things to one and a half for thousands. */
function firstInterval(size: number): number {
  return firstIntervalMs * Math.max(1, Math.min(3, size / 500));
}

/** Ten times the first, and in a long wait a twentieth of it: after ten minutes half a minute more is little. */
function longestInterval(first: number, waitedMs: number): number {
  return Math.max(10 * first, Math.min(30_000, waitedMs / 20));
}

/** Polls until done; undefined when the deadline passed first. The one poll loop. */
export async function waitFor<T>(wait: Wait<T>): Promise<T | undefined> {
  const since = wait.clock.now();
  const first = firstInterval(wait.size ?? 1);
  let interval = first;
  let lastSaid = since;
  for (;;) {
    const sight = await wait.look();
    if (sight.state === "done") return sight.value;
    const now = wait.clock.now();
    if (now >= wait.deadline) return undefined;
    if (now - lastSaid >= progressEveryMs) {
      wait.say(sight.progress);
      lastSaid = now;
    }
    // The last look falls on the deadline itself, not some seconds before it.
    await wait.clock.sleep(Math.min(interval, wait.deadline - now));
    interval = Math.min(longestInterval(first, now - since), interval * growth);
  }
}
