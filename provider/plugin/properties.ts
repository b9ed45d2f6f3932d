import type { Struct as StructMessage } from "google-protobuf/google/protobuf/struct_pb";
import { parseImportId } from "../base/importId";
import { optionForms } from "../base/schema";
import { printable } from "../base/text";
import { canonicalId, isPlainObject, type Properties, unknownValue } from "../base/values";
import { propertiesOf, structOf } from "./struct";

/** What the engine sends for a bool, a number, a list or an object that is not known yet, instead of a text. */
const otherUnknowns = new Set<unknown>([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** The properties of a message, without marks of secrets; what is unknown in them has the one value for it. */
export function readProperties(struct: StructMessage | undefined): Properties {
  return plain(propertiesOf(struct)) as Properties;
}

/** The names of the properties that are, or hold, a secret. */
export function secretNames(struct: StructMessage | undefined): string[] {
  const all = Object.entries(propertiesOf(struct));
  return all.filter(([, value]) => holdsSecret(value)).map(([name]) => name);
}

/** @param secrets names of the properties to mark */
export function writeProperties(properties: object, secrets: ReadonlySet<string> = new Set()): StructMessage {
  return structOf(withMarks(properties, secrets));
}

/** What is undefined has no value to mark. */
export function withMarks(properties: object, secrets: ReadonlySet<string>): Properties {
  const defined = Object.entries(properties).filter(([, value]) => value !== undefined);
  const marked = defined.map(([name, value]) => [name, secrets.has(name) ? secret(value) : value]);
  return Object.fromEntries(marked);
}

const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

const secret = (value: unknown): Properties => ({ [signatureKey]: secretSignature, value });

const isSecret = (value: unknown): value is { value: unknown } =>
  isPlainObject(value) && value[signatureKey] === secretSignature;

/**
 * The texts in secrets, as they are given and as lines show them. The account that owns the share is among those of a
 * secret list of resources, and no secret where it is given openly: advice with its id in it must be one to follow.
 */
export function secretTexts(struct: StructMessage | undefined): string[] {
  const properties = propertiesOf(struct);
  const { accountId } = properties;
  const isOwner = (text: string) =>
    typeof accountId === "string" && canonicalId(text) === canonicalId(accountId);
  const texts = textsIn(properties, false).filter((text) => !isOwner(text));
  return [...new Set(texts.flatMap((text) => [text, canonicalId(text), printable(text)]))];
}

/** Of any value the texts in marked parts; one of a mere two characters tells nothing, and is in every line. */
function textsIn(value: unknown, isMarked: boolean): string[] {
  if (typeof value === "string") return isMarked && value.length > 2 ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  if (isSecret(value)) return textsIn(value.value, true);
  // The kinds of resources are Cloudflare's words.
  const parts = Object.entries(value).filter(([name]) => name !== "resourceType");
  return parts.flatMap(([, part]) => textsIn(part, isMarked));
}

function holdsSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return isSecret(value) || Object.values(value).some(holdsSecret);
}

/** What the classes of the Node SDK hand over as properties; to a plugin the engine tells the options itself. */
const handedOver = new Set(["import", ...Object.keys(optionForms)]);

/** A state that the dynamic provider wrote has them. */
export function withoutOptions(properties: Properties): Properties {
  const entries = Object.entries(properties).filter(([name]) => !isHandedOver(name));
  return Object.fromEntries(entries);
}

export const isHandedOver = (name: string): boolean => handedOver.has(name);

/**
 * A share that is read by its whole id, ACCOUNT_ID/SHARE_ID, has that as its `id` in the program. What refers to it by
 * `shareId` gets the bare one, and the account where it names none.
 */
export function withBareShareId(properties: Properties): Properties {
  const named = parseImportId(properties.shareId, false);
  const { accountId = named?.accountId } = properties;
  return named && accountId === named.accountId
    ? { ...properties, accountId, shareId: named.shareId }
    : properties;
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (isSecret(value)) return plain(value.value);
  if (!isPlainObject(value)) return otherUnknowns.has(value) ? unknownValue : value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
}
