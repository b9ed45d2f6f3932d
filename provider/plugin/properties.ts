import type { Struct as StructMessage } from "google-protobuf/google/protobuf/struct_pb";
import { parseImportId } from "../base/importId";
import { isPlainObject, unknownValue } from "../base/values";
import { Struct } from "./rpc";

export type Properties = Record<string, unknown>;

/** What the engine sends for a bool, a number, a list or an object that is not known yet, instead of a text. */
const otherUnknowns = new Set<unknown>([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** The properties of a message; whatever is unknown in them has the one value for it. */
export function readProperties(struct: StructMessage | undefined): Properties {
  return mapValues(struct?.toJavaScript() ?? {}, (value) =>
    otherUnknowns.has(value) ? unknownValue : value,
  ) as Properties;
}

/** Protobuf's Struct has no undefined. */
export function writeProperties(properties: object): StructMessage {
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)));
}

const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

export const secret = (value: unknown): Properties => ({ [signatureKey]: secretSignature, value });

const isSecret = (value: unknown): value is { value: unknown } =>
  isPlainObject(value) && value[signatureKey] === secretSignature;

/** The value inside, if it is marked as a secret: the settings of a provider alone arrive so. */
export function unwrapped(value: unknown): unknown {
  return isSecret(value) ? unwrapped(value.value) : value;
}

/** What the classes of the Node SDK hand over as properties; to a plugin the engine tells the options itself. */
const handedOver = ["__provider", "import", "timeouts", "replaceOnChanges"] as const;

/** A state that the dynamic provider wrote has them. */
export function withoutOptions(properties: Properties): Properties {
  const entries = Object.entries(properties).filter(([name]) => !isHandedOver(name));
  return Object.fromEntries(entries);
}

export const isHandedOver = (name: string): boolean => (handedOver as readonly string[]).includes(name);

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

function mapValues(value: unknown, map: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => mapValues(item, map));
  if (!isPlainObject(value)) return map(value);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, mapValues(one, map)]));
}
