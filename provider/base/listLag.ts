import type { Clock } from "./clock";
import { type Poll, waitFor } from "./waitFor";

/** Lists may lag behind writes by some seconds: for so long a write may be missing from them. */
export const listLagMs = 10_000;

/**
 * Finds what a request with a lost answer made, asking for as long as lists may lag. A clock may say when to stop
 * asking; what is found is judged by what it is.
 */
export function findWithinListLag<T>(
  clock: Clock,
  find: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const poll = async (): Promise<Poll<T>> => {
    const value = await find();
    return value === undefined ? { state: "pending", progress: "" } : { state: "done", value };
  };
  return waitFor({ poll, clock, deadline: clock.now() + listLagMs, progress: () => undefined });
}
