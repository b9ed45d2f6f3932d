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
}

const firstIntervalMs = 500;
const longestIntervalMs = 5_000;
const growth = 1.5;
const progressEveryMs = 2_000;

/** Polls until done; undefined when the deadline passed first. The one poll loop. */
export async function waitFor<T>(wait: Wait<T>): Promise<T | undefined> {
  let interval = firstIntervalMs;
  let lastSaid = wait.clock.now();
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
    interval = Math.min(longestIntervalMs, interval * growth);
  }
}
