/** What it takes to get from the items that are there to those that are wanted, matched by their natural key. */
export interface KeyedDiff<Wanted, There> {
  add: Wanted[];
  keep: { wanted: Wanted; there: There }[];
  change: { wanted: Wanted; there: There }[];
  remove: There[];
}

/** Linear in the number of items; each result keeps the order of its list. */
export function keyedDiff<Wanted, There>(
  wanted: readonly Wanted[],
  there: readonly There[],
  keyOfWanted: (item: Wanted) => string,
  keyOfThere: (item: There) => string,
  isSame: (wanted: Wanted, there: There) => boolean = () => true,
): KeyedDiff<Wanted, There> {
  const byKey = new Map(there.map((item) => [keyOfThere(item), item]));
  const diff: KeyedDiff<Wanted, There> = { add: [], keep: [], change: [], remove: [] };
  const matched = new Set<string>();
  for (const item of wanted) {
    const key = keyOfWanted(item);
    const match = byKey.get(key);
    if (match === undefined) diff.add.push(item);
    else if (isSame(item, match)) diff.keep.push({ wanted: item, there: match });
    else diff.change.push({ wanted: item, there: match });
    matched.add(key);
  }
  diff.remove = there.filter((item) => !matched.has(keyOfThere(item)));
  return diff;
}

/**
 * The wanted items in the order in which they stood before, new ones at the end: the engine draws a preview by
 * list position, so this order makes one added item one added line.
 */
export function keepOrder<T>(before: readonly T[], wanted: readonly T[], key: (item: T) => string): T[] {
  const place = new Map(before.map((item, index) => [key(item), index]));
  // New ones come last, as sorting keeps the order of equals.
  const placed = wanted.map((item) => ({ item, at: place.get(key(item)) ?? before.length }));
  return placed.sort((a, b) => a.at - b.at).map(({ item }) => item);
}
