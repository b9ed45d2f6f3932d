import stringify from "safe-stable-stringify";
import { cut } from "./text";
import { canonicalMeta, isPlainObject, isUnknown, parseMeta } from "./values";

/** A part of a meta that would not arrive as it was given. */
export interface MetaFault {
  /** Where it is in the meta. */
  path: (string | number)[];
  reason: string;
}

const deepest = 100;
/** Of a path that leads to what is too deep, this much says enough. */
const longestPath = 5;
const longestPathText = 100;

const tooDeep = `is nested deeper than ${deepest} levels`;
const notWellFormed = "holds half of a surrogate pair, which no text can carry";
const repeated = "is there twice: only one of them would arrive";
/** These two without the number: what was read of it may be another one already. */
const notExact =
  "is a number beyond 2^53, or of too many digits, and would arrive as another: give it as text";
const notFinite = "is NaN, infinite or too large: JSON has no number for it";

const isBroken = (text: unknown) => typeof text === "string" && /\p{Cs}/u.test(text);

/** What of a meta, an object or JSON text, would be changed on its way without a word. */
export function metaFaults(meta: unknown): MetaFault[] {
  const object = parseMeta(meta);
  if (object === undefined) return [];
  const faults = valueFaults(object);
  return typeof meta === "string" && faults.length === 0 ? textFaults(meta) : faults;
}

/** Without a recursion, as the value may be nested deeper than one can go. */
function valueFaults(meta: object): MetaFault[] {
  const faults: MetaFault[] = [];
  const open: { value: unknown; path: (string | number)[] }[] = [{ value: meta, path: [] }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, path } = next;
    const reason = isBroken(path.at(-1)) ? notWellFormed : faultOf(value);
    if (reason) faults.push({ path, reason });
    if (typeof value !== "object" || value === null) continue;
    if (path.length > deepest) {
      faults.push({ path: path.slice(0, longestPath), reason: tooDeep });
      break;
    }
    const children = Array.isArray(value) ? value.entries() : Object.entries(value);
    for (const [key, child] of children) open.push({ value: child, path: [...path, key] });
  }
  return faults.reverse();
}

function faultOf(value: unknown): string | undefined {
  if (isBroken(value)) return notWellFormed;
  if (typeof value !== "number") return undefined;
  if (!Number.isFinite(value)) return notFinite;
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? notExact : undefined;
}

/** A list or an object that a text is inside of. */
interface Place {
  /** Of an object; undefined for a list. */
  keys: Set<string> | undefined;
  at: string | number;
  awaitsKey: boolean;
}

const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** What parsing has already lost: keys that are there twice, and digits. The text is valid JSON. */
function textFaults(text: string): MetaFault[] {
  const faults: MetaFault[] = [];
  const places: Place[] = [];
  const path = () => places.map(({ at }) => at);
  for (const [token] of text.matchAll(tokens)) {
    const place = places.at(-1);
    if (token === "{") places.push({ keys: new Set(), at: "", awaitsKey: true });
    else if (token === "[") places.push({ keys: undefined, at: 0, awaitsKey: false });
    else if (token === "}" || token === "]") places.pop();
    else if (token === "," && place) moveOn(place);
    else if (place?.awaitsKey && token.startsWith('"')) {
      const key = JSON.parse(token) as string;
      const isRepeated = place.keys?.has(key);
      place.keys?.add(key);
      Object.assign(place, { at: key, awaitsKey: false });
      if (isRepeated) faults.push({ path: path(), reason: repeated });
    } else if (/^[-\d]/.test(token) && !isExact(token)) faults.push({ path: path(), reason: notExact });
  }
  return faults;
}

function moveOn(place: Place): void {
  if (place.keys) place.awaitsKey = true;
  else place.at = Number(place.at) + 1;
}

/** More characters than any number needs. To compare its digits takes the square of their count. */
const longestNumber = 1_000;

/** Whether a number in JSON is the same after it was read. */
function isExact(literal: string): boolean {
  return literal.length <= longestNumber && digitsOf(literal) === digitsOf(String(Number(literal)));
}

/** A decimal number in one form: its digits without zeros at the ends, and the power of ten of the last. */
function digitsOf(number: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number) ?? [];
  const digits = (whole + fraction).replace(/^0+/, "");
  const bare = digits.replace(/0+$/, "");
  if (bare === "") return "0";
  return `${sign}${bare}e${Number(exponent) - fraction.length + digits.length - bare.length}`;
}

/**
 * Of a live meta, the part that the program gives: what Cloudflare adds is no difference. A key that is declared as
 * null counts as there, though it may not come back.
 *
 * @param given the declared meta, and others whose keys count as well
 */
export function givenPart(live: unknown, given: readonly unknown[]): string {
  const known = given.map((meta) => (isUnknown(meta) ? undefined : (parseMeta(meta) ?? {})));
  const isAnyKnown = known.some((meta) => meta !== undefined);
  return canonicalMeta(isAnyKnown ? partOf(parseMeta(live) ?? {}, known) : live);
}

/** Undefined stands for a key that is not given. Where objects and lists are given, nobody knows what is below. */
function partOf(live: unknown, given: readonly unknown[]): unknown {
  const objects = given.filter(isPlainObject);
  const lists = given.map((one) => (Array.isArray(one) ? one : undefined));
  if (objects.length > 0 && lists.some((list) => list)) return live;
  if (isPlainObject(live) && objects.length > 0) {
    const keys = [...new Set(objects.flatMap((one) => Object.keys(one)))];
    const entries = keys.flatMap((key): [string, unknown][] => {
      const below = given.map((one) =>
        isPlainObject(one) && Object.hasOwn(one, key) ? one[key] : undefined,
      );
      if (Object.hasOwn(live, key)) return [[key, partOf(live[key], below)]];
      return below[0] === null ? [[key, null]] : [];
    });
    return Object.fromEntries(entries);
  }
  const isAlike = Array.isArray(live) && lists.some((list) => list && list.length >= live.length);
  return isAlike
    ? live.map((one, index) =>
        partOf(
          one,
          lists.map((list) => list?.[index]),
        ),
      )
    : live;
}

/** A meta with the keys that only another one has, at every depth, but none of its values, which may be secret. */
export function withKeysOf(meta: string, other: string): string {
  return canonicalMeta(joined(parseMeta(meta), parseMeta(other)));
}

function joined(one: unknown, other: unknown): unknown {
  if (isPlainObject(other)) {
    if (!isPlainObject(one)) return Array.isArray(one) ? one : joined({}, other);
    const below = Object.entries(other).map(([key, value]): [string, unknown] => [
      key,
      joined(Object.hasOwn(one, key) ? one[key] : "", value),
    ]);
    return { ...one, ...Object.fromEntries(below) };
  }
  if (Array.isArray(other)) {
    if (!Array.isArray(one)) return isPlainObject(one) ? one : joined([], other);
    return [
      ...other.map((value, index) => joined(index < one.length ? one[index] : "", value)),
      ...one.slice(other.length),
    ];
  }
  return one;
}

/** Whether a live meta is as declared, whatever else it has. */
export function hasMeta(live: unknown, declared: string): boolean {
  return givenPart(live, [declared]) === declared;
}

const mostPaths = 5;

/** Where a live meta is not as declared: "mode, rules[0].action". Without the values, as a meta may be a secret. */
export function differentPaths(live: unknown, declared: string): string {
  const paths = pathsBetween(parseMeta(givenPart(live, [declared])), parseMeta(declared), "");
  const more = paths.length - mostPaths;
  const shown = paths.slice(0, mostPaths).map((path) => cut(path, longestPathText));
  return [...shown, ...(more > 0 ? [`${more} more places`] : [])].join(", ");
}

function pathsBetween(live: unknown, declared: unknown, path: string): string[] {
  if (isPlainObject(live) && isPlainObject(declared)) {
    const keys = [...new Set([...Object.keys(declared), ...Object.keys(live)])];
    return keys.flatMap((key) =>
      pathsBetween(live[key], declared[key], path === "" ? key : `${path}.${key}`),
    );
  }
  if (Array.isArray(live) && Array.isArray(declared) && live.length === declared.length)
    return declared.flatMap((one, index) => pathsBetween(live[index], one, `${path}[${index}]`));
  return stringify(live) === stringify(declared) ? [] : [path];
}
