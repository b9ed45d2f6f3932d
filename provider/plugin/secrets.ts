import { shareRepeats } from "../model/repeats";

/*
 * The engine marks what is secret in the properties that it sends, and takes answers as they are marked. The core knows
 * nothing of it: marks are taken off before it works, and put on again afterwards, on whole properties.
 */

/**
 * For an input, the properties that repeat it under another name. The owner's account is the default of a resource's:
 * the Node SDK's classes fill that in themselves, before anything is marked.
 */
const repeats: Record<string, Record<string, readonly string[]>> = {
  Share: { ...shareRepeats, accountId: ["resources", "resourceStatuses"] },
  ShareResource: { accountId: ["resourceAccountId"] },
};

/** The properties that are secret where these are. */
export function withRepeats(kind: string, names: Iterable<string>): ReadonlySet<string> {
  const all = [...names];
  return new Set([...all, ...all.flatMap((name) => repeats[kind]?.[name] ?? [])]);
}
