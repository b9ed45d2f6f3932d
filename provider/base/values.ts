import stringify from "safe-stable-stringify";

/** What the engine sends in a preview for a value that is not known yet: `rpc.unknownValue` of Pulumi's SDK. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Of a resource: what the engine hands over has no type but this. */
export type Properties = Record<string, unknown>;

export function isUnknown(value: unknown): boolean {
  return value === unknownValue;
}

const childrenOf = (value: unknown): unknown[] =>
  typeof value === "object" && value !== null ? Object.values(value) : [];

/** True if the value, or anything inside it, is not known yet. It may be nested deeper than a recursion can go. */
export function holdsUnknown(value: unknown): boolean {
  const open = [value];
  while (open.length > 0) {
    const one = open.pop();
    if (isUnknown(one)) return true;
    for (const child of childrenOf(one)) open.push(child);
  }
  return false;
}

/** Whether lists and objects lie in each other on more levels than so many. */
export function isDeeperThan(levels: number, value: unknown): boolean {
  let row = childrenOf(value);
  for (let level = 1; row.length > 0; level++) {
    if (level > levels) return true;
    row = row.flatMap(childrenOf);
  }
  return false;
}

const hexId = /^[0-9a-f]{32}$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Cloudflare's ids are 32 hexadecimal digits; a UUID's dashes and capitals mean nothing to it. */
export function canonicalId(id: string): string {
  const bare = uuid.test(id) ? id.replaceAll("-", "") : id;
  const lower = bare.toLowerCase();
  return hexId.test(lower) ? lower : bare;
}

/** Account, organization and share ids; the id of a shared resource may be of another make. */
export function isHexId(id: string): boolean {
  return hexId.test(canonicalId(id));
}

/** An id's capitals are no difference. */
export function isSameId(a: unknown, b: unknown): boolean {
  return String(a).toLowerCase() === String(b).toLowerCase();
}

/** Names that look alike and differ only in how their accents are composed are the same. */
export function isSameName(a: string | undefined, b: string | undefined): boolean {
  return a?.normalize("NFC") === b?.normalize("NFC");
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A meta given as an object or as JSON text, read; undefined if it is no JSON object. */
export function parseMeta(meta: unknown): Record<string, unknown> | undefined {
  if (typeof meta !== "string") return isPlainObject(meta) ? meta : undefined;
  try {
    const value: unknown = JSON.parse(meta);
    return isPlainObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Deeper than any meta that is taken or read. */
const tooDeepToWrite = 1_000;

/**
 * Meta as inputs and outputs carry it: JSON text with sorted keys, so that key order never is a difference.
 * Unknown as a whole if anything inside is; empty if it is none, which a check refuses.
 */
export function canonicalMeta(meta: unknown): string {
  if (holdsUnknown(meta)) return unknownValue;
  const object = parseMeta(meta);
  return stringify(object && !isDeeperThan(tooDeepToWrite, object) ? object : {});
}

/** The named ones of the properties that have a value. */
export function pick<T extends object>(properties: object, names: readonly (keyof T & string)[]): T {
  const all = properties as Record<string, unknown>;
  const picked = names.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]]));
  return Object.fromEntries(picked) as T;
}

/** Null counts as absent: in Cloudflare's answers, and in Protobuf's Struct, where it would be a value of its own. */
export function withoutNulls<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== null),
  ) as { [K in keyof T]?: NonNullable<T[K]> };
}
