import type { LoggedRequest } from "../../sdk/local";

/** What an operation's requests were for. */
export interface Count {
  writes: number;
  /** Looks before a share was changed, or without any change: what is asked in order to know. */
  reads: number;
  /** Looks at a share after it was changed: what is asked in order to wait. */
  polls: number;
  /** Reads that repeat an earlier one of the same run. */
  repeated: number;
}

const shareOf = (path: string) => /\/shares\/([^/]+)/.exec(path)?.[1];

/** @param known the shares that were there before the run: looks at others follow their creation */
export function countRequests(requests: readonly LoggedRequest[], known: ReadonlySet<string>): Count {
  const count: Count = { writes: 0, reads: 0, polls: 0, repeated: 0 };
  const changed = new Set<string>();
  const asked = new Set<string>();
  for (const { method, path, query } of requests) {
    const share = shareOf(path);
    if (method !== "GET") {
      count.writes++;
      if (share) changed.add(share);
    } else if (share && (changed.has(share) || !known.has(share))) count.polls++;
    else {
      count.reads++;
      const key = `${path} ${JSON.stringify(query)}`;
      if (asked.has(key)) count.repeated++;
      asked.add(key);
    }
  }
  return count;
}

/** The fewest requests with which an operation can be done at all, while nothing takes time. */
export interface Floor {
  writes: number;
  reads: number;
  polls: number;
}

/** How many requests there were beyond the floor. */
export function beyond(count: Count, floor: Floor): number {
  const parts = ["writes", "reads", "polls"] as const;
  return parts.reduce((sum, part) => sum + Math.abs(count[part] - floor[part]), 0);
}
