import * as pulumi from "@pulumi/pulumi";

/*
 * What becomes of the arguments on their way to the provider. Pulumi drops a key whose value is undefined, and
 * marks as secret only the output that has the input's own name; both would go unnoticed.
 */

type Loose = Record<string, unknown>;

const isLater = (value: unknown): boolean => pulumi.Output.isInstance(value) || value instanceof Promise;

/** Unwraps every output and promise in the value. */
const later = (value: unknown) => pulumi.output<unknown>(value) as pulumi.Output<unknown>;

/** Applies at once to a plain value, and to one that is not known yet as soon as it is. */
function map(value: unknown, change: (value: unknown) => unknown): unknown {
  return isLater(value) ? later(value).apply(change) : change(value);
}

const nullIfUndefined = (value: unknown) => map(value, (known) => (known === undefined ? null : known));

function withKeys(item: unknown): unknown {
  if (typeof item !== "object" || item === null) return item;
  return Object.fromEntries(Object.entries(item).map(([key, value]) => [key, nullIfUndefined(value)]));
}

/**
 * A list whose items keep the keys that they name without a value, as null: check refuses these. Dropped, such a key
 * would turn one account into the whole organization.
 */
export function keepKeys(list: unknown): unknown {
  return map(list, (items) => (Array.isArray(items) ? items.map((item) => map(item, withKeys)) : items));
}

/** An object that keeps the keys that it names without a value, as null. */
export const keepKeysOf = (value: unknown): unknown => map(value, withKeys);

/** The arguments, with null for each of the named ones that is given without a value. */
export function keepNamed(args: object, names: readonly string[]): Loose {
  const given = names.filter((name) => name in args);
  return Object.fromEntries(given.map((name) => [name, nullIfUndefined((args as Loose)[name])]));
}

/** The resources with their default account, so that a secret account stays one where it is repeated. */
export function withOwner(resources: unknown, accountId: unknown): unknown {
  if (!isLater(accountId)) return resources;
  const own = (item: unknown) => {
    if (typeof item !== "object" || item === null) return item;
    return { ...item, resourceAccountId: (item as Loose).resourceAccountId ?? accountId };
  };
  return map(resources, (items) => (Array.isArray(items) ? items.map((item) => map(item, own)) : items));
}

/** True if the value, or anything inside it, may turn out to be a secret. */
function mayBeSecret(value: unknown): boolean {
  if (isLater(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(mayBeSecret);
}

/**
 * Names the outputs that repeat a secret input. Whether an input is one shows when it is known; the engine is told
 * with the resource itself, and that waits for the property returned here.
 *
 * @param repeats for an input, the outputs that repeat it under another name
 * @param secretOutputs is added to
 */
export function secretRepeats(
  props: Loose,
  repeats: Record<string, readonly string[]>,
  secretOutputs: string[],
): Promise<undefined> | undefined {
  const inputs = Object.keys(repeats).filter((input) => mayBeSecret(props[input]));
  if (inputs.length === 0) return undefined;
  const noted = inputs.map(async (input) => {
    if (await pulumi.isSecret(later(props[input]))) secretOutputs.push(...(repeats[input] ?? []));
  });
  return Promise.all(noted).then(() => undefined);
}

const hexId = /^[0-9a-f]{32}$/;

function canonical(part: string): string {
  const bare = part.trim().replaceAll("-", "").toLowerCase();
  return hexId.test(bare) ? bare : part.trim();
}

/**
 * What `get` names, in its parts. The engine compares ids, and the state knows a managed resource by Cloudflare's
 * own: with the whole text it would take the resource for another one, and replace it.
 *
 * @param names of the parts before the id itself
 */
export function splitId(
  id: pulumi.Input<pulumi.ID>,
  names: readonly string[],
): { id: pulumi.Output<pulumi.ID>; parts: Record<string, pulumi.Output<string | undefined>> } {
  const pieces = pulumi.output(id).apply((whole) =>
    String(whole ?? "")
      .split("/")
      .map(canonical),
  );
  const part = (index: number) =>
    pieces.apply((all) => (all.length === names.length + 1 ? all[index] : undefined));
  return {
    id: pieces.apply((all) => all.at(-1) ?? ""),
    parts: Object.fromEntries(names.map((name, index) => [name, part(index)])),
  };
}
