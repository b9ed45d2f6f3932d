import { distance } from "fastest-levenshtein";
import { z } from "zod";
import { isNamed } from "./changeOptions";
import { parseDuration } from "./clock";
import { isLimit } from "./limit";
import { metaFaults } from "./meta";
import { cut, isLikelySecret, printable, printableLines, withoutLikelySecrets } from "./text";
import { canonicalId, isDeeperThan, isHexId, isPlainObject, isUnknown, parseMeta } from "./values";

export interface CheckFailure {
  property: string;
  reason: string;
}

/** The failures as they may be printed. */
export function printableFailures(failures: readonly CheckFailure[]): CheckFailure[] {
  return failures.map(({ property, reason }) => ({
    property: printable(property),
    reason: printableLines(reason),
  }));
}

/** What the option ignoreChanges names has the state's value: nothing that the program could mend. */
export function withoutIgnored(failures: readonly CheckFailure[], olds: Loose, news: Loose): CheckFailure[] {
  const isNew = olds.accountId === undefined;
  const names = Array.isArray(news.ignoreChanges) ? (news.ignoreChanges as string[]) : [];
  const isIgnored = ({ property }: CheckFailure) => isNamed(names, property.split(/[.[]/)[0] ?? "");
  return failures.filter((failure) => isNew || !isIgnored(failure));
}

/** A failure in one line, where the engine doesn't name the property. */
export function describeFault({ property, reason }: CheckFailure): string {
  return property ? `${property}: ${reason}` : reason;
}

/** What Cloudflare's newest clients know; it adds types, so one that is not here passes with a warning. */
const knownResourceTypes = [
  "custom-ruleset",
  "gateway-policy",
  "gateway-destination-ip",
  "gateway-block-page-settings",
  "gateway-extended-email-matching",
  "idp-federation-grant",
  "trust-grant",
];

const longestShown = 200;
const deepestShown = 20;

/** A value from outside in a message. One that may be a token given in the wrong place is not repeated. */
export function show(value: unknown): string {
  if (isDeeperThan(deepestShown, value)) return "a value that is nested deep";
  if (typeof value !== "string")
    return printable(cut(withoutLikelySecrets(JSON.stringify(value) ?? "undefined"), longestShown + 2));
  if (isLikelySecret(value)) return `a text of ${value.length} characters that may be a secret`;
  return printable(`"${cut(value, longestShown)}"`);
}

/** An id in a message; what has not an id's form may be a token. */
export const shownId = (id: unknown): string => (typeof id === "string" && isHexId(id) ? id : show(id));

/** A value that is forgotten is not one that was left out: the class sends null for a key that has none. */
const noValue = "is given, but its value is undefined or null";

/** `what` reads as "an account id". */
export function hexId(what: string) {
  const right = `${what} has 32 hexadecimal digits, as "023e105f4ecef8ad9ca31a8372d0c353"`;
  return z
    .string({
      error: ({ input }) => {
        if (input === undefined) return `is missing: ${right}`;
        return input === null ? `${noValue}: ${right}` : `must be text: ${right}`;
      },
    })
    .refine(isHexId, { error: ({ input }) => `${show(input)} is not right: ${right}` });
}

export const anyId = z
  .string({
    error: ({ input }) =>
      input === undefined ? "is missing: the id of the resource to share" : "must be text",
  })
  .refine((id) => /^[\x21-\x7e]{1,32}$/.test(canonicalId(id)), {
    error: ({ input }) => `${show(input)} is not right: an id has 1 to 32 characters and no space`,
  });

function likelyMeant(type: string): string | undefined {
  const plain = type.toLowerCase().replace(/[\s_]+/g, "-");
  return knownResourceTypes.find((known) => distance(known, plain) <= 2);
}

export const resourceType = z
  .string({
    error: ({ input }) =>
      input === undefined ? `is missing: one of ${knownResourceTypes.join(", ")}` : "must be text",
  })
  .superRefine((type, context) => {
    if (knownResourceTypes.includes(type)) return;
    const meant = likelyMeant(type);
    if (type.trim() === "") context.addIssue(`is empty: one of ${knownResourceTypes.join(", ")}`);
    else if (meant) context.addIssue(`${show(type)} is no resource type; did you mean "${meant}"?`);
  });

/** What to tell of a type that is merely not on our list. */
export function warningOfType(type: unknown): string | undefined {
  const isOdd = typeof type !== "string" || type.trim() === "" || isUnknown(type);
  if (isOdd || knownResourceTypes.includes(type)) return undefined;
  return `resource type ${show(type)} is not known to this version of the package; it is passed on to Cloudflare as it is`;
}

export const meta = z.unknown().superRefine((value, context) => {
  if (value === undefined || isUnknown(value)) return;
  if (parseMeta(value) === undefined) {
    // What it is may be a secret, which Pulumi doesn't mask in a reason.
    context.addIssue("is no JSON object: give an object, or the JSON text of one");
  }
  for (const { path, reason } of metaFaults(value)) {
    context.addIssue({ code: "custom", path, message: reason });
  }
});

const noDuration = ({ input }: { input?: unknown }) =>
  `${show(input)} is no duration: write it as "90s", "10m" or "1h30m"`;
const duration = z
  .string({ error: noDuration })
  .refine((text) => parseDuration(text) !== undefined, { error: noDuration });

const mustBeFlag = "must be true or false";
export const flag = z
  .boolean({
    error: ({ input }) => (input === null ? `${noValue}: it ${mustBeFlag}, or be left out` : mustBeFlag),
  })
  .optional();

export const choice = <T extends string>(...values: T[]) =>
  z
    .enum(values, {
      error: ({ input }) => `${show(input)} is not right: one of ${values.map(show).join(", ")}`,
    })
    .optional();

const rightLimit = 'a limit is a whole number such as 480, or a percentage such as "20%"';
export const limit = z
  .custom(isLimit, {
    error: ({ input }) =>
      input === null ? `${noValue}: ${rightLimit}` : `${show(input)} is not right: ${rightLimit}`,
  })
  .optional();

const isGivenWithout = (value: unknown) => value === undefined || value === null;

/** @param example "{ accountId }" */
export const object = <T extends z.ZodRawShape>(shape: T, example: string) =>
  z.strictObject(shape, {
    error: ({ code, input }) =>
      code === "invalid_type"
        ? `${isGivenWithout(input) ? `${noValue}: it ` : ""}must be an object such as ${example}`
        : undefined,
  });

export const list = <T extends z.ZodType>(item: T, example: string) =>
  z.array(item, {
    error: ({ input }) => {
      if (input === undefined) return `is missing: a list such as ${example}`;
      return `${input === null ? `${noValue}: it ` : ""}must be a list such as ${example}`;
    },
  });

export const wholeNumber = (least: number) => {
  const right = `a whole number, ${least} or more`;
  const error = ({ input }: { input?: unknown }) =>
    input === null ? `${noValue}: ${right}` : `${show(input)} is not right: ${right}`;
  return z.int({ error }).min(least, { error }).optional();
};

const names = list(z.string({ error: "must be text" }), '["recipients"]').optional();

/** What the class hands over of the resource options. */
export const optionForms = {
  __provider: z.unknown().optional(),
  timeouts: object(
    { create: duration.optional(), update: duration.optional(), delete: duration.optional() },
    '{ create: "10m" }',
  ).optional(),
  replaceOnChanges: names,
  ignoreChanges: names,
};

function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text ? `${text}.${String(part)}` : String(part);
  }, "");
}

/** True where the value at the path, or one that it lies in, is not known yet: nothing can be said of it. */
function isBehindUnknown(value: unknown, path: readonly PropertyKey[]): boolean {
  let at = value;
  for (const part of path) {
    if (isUnknown(at)) return true;
    if (typeof at !== "object" || at === null) return false;
    at = (at as Record<PropertyKey, unknown>)[part];
  }
  return isUnknown(at);
}

/** Every fault of form, by the one schema. */
export function failuresOfForm(schema: z.ZodType, value: unknown): CheckFailure[] {
  const parsed = schema.safeParse(value);
  if (parsed.success) return [];
  return parsed.error.issues.flatMap((issue): CheckFailure[] => {
    if (isBehindUnknown(value, issue.path)) return [];
    if (issue.code !== "unrecognized_keys")
      return [withoutSecretValue(value, { property: formatPath(issue.path), reason: issue.message })];
    return issue.keys.map((key) => ({
      property: formatPath([...issue.path, key]),
      reason: "is no property here; look for a misspelling",
    }));
  });
}

/** Of a property at the top, the engine prints the value beside the reason: not of one that may hold a secret. */
export function withoutSecretValue(inputs: unknown, { property, reason }: CheckFailure): CheckFailure {
  const isHidden = isPlainObject(inputs) && mayHoldSecret(inputs[property]);
  return isHidden ? { property: "", reason: `${property}: ${reason}` } : { property, reason };
}

const mayHoldSecret = (value: unknown) =>
  isDeeperThan(deepestShown, value) ||
  isLikelySecret(typeof value === "string" ? value : (JSON.stringify(value) ?? ""));

export type Loose = Record<string, unknown>;

export function items(value: unknown): Loose[] {
  return Array.isArray(value) ? value.map((item) => (isPlainObject(item) ? item : {})) : [];
}

/** The same key twice in a list: each further one is a fault that names the first. */
export function twice(
  name: string,
  keys: (string | undefined)[],
  property: string,
  what: string,
): CheckFailure[] {
  const first = new Map<string, number>();
  return keys.flatMap((key, index) => {
    if (key === undefined || key.includes(unknownKey)) return [];
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, index);
    return earlier === undefined
      ? []
      : [
          {
            property: `${name}[${index}]${property}`,
            reason: `is the same ${what} as ${name}[${earlier}]: name it once`,
          },
        ];
  });
}

export const unknownKey = "\0unknown";
export const idText = (value: unknown) =>
  isUnknown(value) ? unknownKey : typeof value === "string" ? canonicalId(value) : undefined;

/** A missing account id may be given in other ways than as an input: the help names them. */
export function withAccountHelp(
  inputs: { accountId?: unknown },
  help: string,
): (failure: CheckFailure) => CheckFailure {
  const isMissing = inputs.accountId === undefined;
  return (failure) =>
    isMissing && failure.property === "accountId" ? { ...failure, reason: help } : failure;
}

/** The ids among the properties in canonical form; what is no text, or not known yet, stays as it is. */
export function canonicalValue(raw: Loose, names: readonly string[]): Loose {
  const ids = names.map((name) => [name, canonicalIdOf(raw[name])]);
  return { ...raw, ...Object.fromEntries(ids) };
}

export function canonicalIdOf(value: unknown): unknown {
  return typeof value === "string" && !isUnknown(value) ? canonicalId(value) : value;
}
