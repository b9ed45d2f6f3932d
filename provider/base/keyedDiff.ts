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
 * The wanted items in the places where they stood before; new ones take the places that have become free, then the
 * end. The engine draws a preview and compares an update plan by list position: so an added item is one added line,
 * and one that is not known yet, which counts as new, has the place that it has when it is known to be new.
 */
export function keepOrder<T>(before: readonly T[], wanted: readonly T[], key: (item: T) => string): T[] {
  const places = new Map(before.map((item, index) => [key(item), index]));
  const kept = new Map<number, T>();
  const fresh: T[] = [];
  for (const item of wanted) {
    const place = places.get(key(item));
    if (place === undefined || kept.has(place)) fresh.push(item);
    else kept.set(place, item);
  }
  const unplaced = fresh.values();
  const inPlace = before.flatMap((_, place) => {
    const one = kept.get(place);
    if (one !== undefined) return [one];
    const { value, done } = unplaced.next();
    return done ? [] : [value];
  });
  return [...inPlace, ...unplaced];
}
