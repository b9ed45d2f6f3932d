import { z } from "zod";
import { canonicalId, isDeeperThan } from "../base/values";
import { numberIn } from "./faults";

/**
 * What Cloudflare sends, read with patience: only what the provider could not work without is required, an
 * unknown status or type is passed on as it is, and null counts as absent. Ids are canonical from here on.
 */
const text = z.string().min(1);
const id = text.transform(canonicalId);
const optionalId = z.string().transform(canonicalId).nullish();
const optionalText = z.string().nullish();
/** Numbers may come as text. One that can't be read counts as absent: the share that it is about is there. */
const number = z.preprocess(numberIn, z.number().optional().catch(undefined)).nullish();
const count = z.preprocess(numberIn, z.number().int().nonnegative().optional().catch(undefined)).nullish();

/** Deep enough for anything sensible, and not too deep for what works on it. */
const deepest = 500;

/**
 * A list whose items are read up to the first that is none: each one that is none costs memory, and an answer within
 * the limit may have millions.
 */
const listOf = <S extends z.ZodType>(item: S) =>
  z.custom<unknown[]>(Array.isArray, "expected a list").transform((items, context) => {
    const read: z.infer<S>[] = [];
    for (const [index, one] of items.entries()) {
      const parsed = item.safeParse(one);
      if (!parsed.success) {
        const { message = "", path = [] } = parsed.error.issues[0] ?? {};
        context.issues.push({ code: "custom", message, path: [index, ...path], input: one });
        return z.NEVER;
      }
      read.push(parsed.data);
    }
    return read;
  });

const shareResourceWire = z.object({
  id,
  resource_id: id,
  resource_type: text,
  resource_account_id: optionalId,
  meta: z
    .unknown()
    .refine((value) => !isDeeperThan(deepest, value), { error: `nested deeper than ${deepest} levels` })
    .optional(),
  resource_version: number,
  status: text,
  created: optionalText,
  modified: optionalText,
});
export type ShareResourceWire = z.infer<typeof shareResourceWire>;

const shareWire = z.object({
  id,
  account_id: optionalId,
  account_name: optionalText,
  created: optionalText,
  modified: optionalText,
  name: z.string(),
  organization_id: optionalId,
  status: text,
  target_type: optionalText,
  kind: optionalText,
  associated_recipient_count: count,
  associating_recipient_count: count,
  disassociated_recipient_count: count,
  disassociating_recipient_count: count,
  resources: listOf(shareResourceWire).nullish(),
});
export type ShareWire = z.infer<typeof shareWire>;

const deliveryWire = z.object({
  resource_id: id,
  resource_version: number,
  error: optionalText,
  terminal: z.boolean().nullish(),
});
export type DeliveryWire = z.infer<typeof deliveryWire>;

const recipientWire = z.object({
  id,
  // An organization's own record names no account.
  account_id: optionalId,
  association_status: text,
  created: optionalText,
  modified: optionalText,
  resources: listOf(deliveryWire).nullish(),
});
export type RecipientWire = z.infer<typeof recipientWire>;

const excludedRecipientWire = z.object({
  id,
  account_id: id,
  created: optionalText,
  modified: optionalText,
});
export type ExcludedRecipientWire = z.infer<typeof excludedRecipientWire>;

/** What an answer says of the pages of a list. No single number of it is to be trusted. */
export interface PageInfo {
  pageSize: number | undefined;
  totalCount: number | undefined;
  totalPages: number | undefined;
}

export interface EnvelopeWire {
  success: boolean;
  result: unknown;
  info: PageInfo | undefined;
}

const envelopeWire = z.object({
  success: z.boolean(),
  result: z.unknown().optional(),
  result_info: z
    .object({ per_page: count, total_count: count, total_pages: count })
    .nullish()
    .catch(undefined),
});

/** Throws when the value is no envelope of Cloudflare's. */
export function readEnvelope(value: unknown): EnvelopeWire {
  const wire = envelopeWire.parse(value);
  return {
    success: wire.success,
    result: wire.result,
    info: wire.result_info
      ? {
          pageSize: wire.result_info.per_page ?? undefined,
          totalCount: wire.result_info.total_count ?? undefined,
          totalPages: wire.result_info.total_pages ?? undefined,
        }
      : undefined,
  };
}

/** Turns an envelope into the result; what it throws makes the answer a malformed one. */
export type Read<T> = (envelope: EnvelopeWire) => T;

function reader<S extends z.ZodType>(schema: S): Read<z.infer<S>> {
  return ({ result }) => {
    const parsed = schema.safeParse(result);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    const where = ["result", ...(issue?.path ?? [])].join(".");
    throw new Error(`${where}: ${issue?.message ?? "not what was asked for"}`);
  };
}

/** The published schema lets a collection be null or absent: it is an empty one. */
function listReader<S extends z.ZodType>(item: S): Read<z.infer<S>[]> {
  const read = reader(listOf(item));
  return (envelope) => read({ ...envelope, result: envelope.result ?? [] });
}

/** An answer about another object than the one asked for is no answer. */
export function aboutId<T extends { id: string }>(asked: string, read: Read<T>): Read<T> {
  return (envelope) => {
    const wire = read(envelope);
    if (wire.id === canonicalId(asked)) return wire;
    throw new Error(`result.id: ${wire.id} was answered, and ${asked} was asked for`);
  };
}

/** The result if it is a usable one: of a request that is done whatever its answer says. */
export function ifAny<T>(read: Read<T>): Read<T | undefined> {
  return (envelope) => {
    try {
      return read(envelope);
    } catch {
      return undefined;
    }
  };
}

export const readNothing: Read<undefined> = () => undefined;
export const readShare = reader(shareWire);
export const readShares = listReader(shareWire);
export const readRecipient = reader(recipientWire);
export const readRecipients = listReader(recipientWire);
export const readShareResource = reader(shareResourceWire);
export const readShareResources = listReader(shareResourceWire);
export const readExcludedRecipient = reader(excludedRecipientWire);
export const readExcludedRecipients = listReader(excludedRecipientWire);
