export interface Named {
  id: string;
  name: string;
}

const longest = 60;

/** Lower-case letters, digits and single hyphens: "WAF, Zürich: №1 🚀" -> "waf-zurich-no1". */
export function slug(name: string): string {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = plain.match(/[a-z0-9]+/g) ?? [];
  return words.join("-").slice(0, longest).replace(/-$/, "");
}

/**
 * Maps each share id to a resource name: the display name, plus the beginning of the id if two names would be
 * the same, or the whole id if that does not help. Names depend on the set of shares, not on their order.
 */
export function resourceNames(shares: readonly Named[]): Map<string, string> {
  const forms = new Map(shares.map(({ id, name }) => [id, formsOf(id, name)]));
  const level = new Map(shares.map(({ id }) => [id, 0]));
  const nameOf = (id: string) => forms.get(id)?.[level.get(id) ?? 0] ?? id;
  for (;;) {
    const byName = new Map<string, string[]>();
    for (const { id } of shares) byName.set(nameOf(id), [...(byName.get(nameOf(id)) ?? []), id]);
    const alike = [...byName.values()].filter((ids) => ids.length > 1).flat();
    const movable = alike.filter((id) => (level.get(id) ?? 0) < 2);
    if (movable.length === 0) break;
    for (const id of movable) level.set(id, (level.get(id) ?? 0) + 1);
  }
  return new Map(shares.map(({ id }) => [id, nameOf(id)]));
}

function formsOf(id: string, name: string): [string, string, string] {
  const base = slug(name) || "share";
  return [base, `${base}-${id.slice(0, 8)}`, `${base}-${id}`];
}
