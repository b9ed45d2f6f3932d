import { z } from "zod";
import type { CloudflareFault } from "./errors";

/**
 * What Cloudflare sends, read with patience: only what the provider could not work without is required, an
 * unknown status or type is passed on as it is, and null counts as absent.
 */
const text = z.string().min(1);
const optionalText = z.string().nullish();
const count = z.number().int().nonnegative().nullish();

const shareResourceWire = z.object({
  id: text,
  resource_id: text,
  resource_type: text,
  resource_account_id: optionalText,
  meta: z.unknown().optional(),
  resource_version: z.number().nullish(),
  status: text,
  created: optionalText,
  modified: optionalText,
});
export type ShareResourceWire = z.infer<typeof shareResourceWire>;

const shareWire = z.object({
  id: text,
  account_id: optionalText,
  account_name: optionalText,
  created: optionalText,
  modified: optionalText,
  name: z.string(),
  organization_id: optionalText,
  status: text,
  target_type: optionalText,
  kind: optionalText,
  associated_recipient_count: count,
  associating_recipient_count: count,
  disassociated_recipient_count: count,
  disassociating_recipient_count: count,
  resources: z.array(shareResourceWire).nullish(),
});
export type ShareWire = z.infer<typeof shareWire>;

const deliveryWire = z.object({
  resource_id: text,
  resource_version: z.number().nullish(),
  error: optionalText,
  terminal: z.boolean().nullish(),
});
export type DeliveryWire = z.infer<typeof deliveryWire>;

const recipientWire = z.object({
  id: text,
  // An organization's own record names no account.
  account_id: optionalText,
  association_status: text,
  created: optionalText,
  modified: optionalText,
  resources: z.array(deliveryWire).nullish(),
});
export type RecipientWire = z.infer<typeof recipientWire>;

const excludedRecipientWire = z.object({
  id: text,
  account_id: text,
  created: optionalText,
  modified: optionalText,
});
export type ExcludedRecipientWire = z.infer<typeof excludedRecipientWire>;

interface PageInfo {
  page: number | undefined;
  totalCount: number | undefined;
  totalPages: number | undefined;
}

export interface EnvelopeWire {
  success: boolean;
  faults: CloudflareFault[];
  result: unknown;
  info: PageInfo | undefined;
}

const faultWire = z.object({
  code: z.number().nullish(),
  message: z.string().nullish(),
  source: z.object({ pointer: optionalText }).nullish().catch(undefined),
});

const envelopeWire = z.object({
  success: z.boolean(),
  errors: z.array(faultWire).nullish(),
  result: z.unknown().optional(),
  result_info: z
    .object({
      page: z.number().nullish(),
      total_count: z.number().nullish(),
      total_pages: z.number().nullish(),
    })
    .nullish()
    .catch(undefined),
});

/** Throws when the value is no envelope of Cloudflare's. */
export function readEnvelope(value: unknown): EnvelopeWire {
  const wire = envelopeWire.parse(value);
  return {
    success: wire.success,
    faults: (wire.errors ?? []).map((fault) => ({
      code: fault.code ?? undefined,
      message: fault.message ?? "no message",
      pointer: fault.source?.pointer ?? undefined,
    })),
    result: wire.result,
    info: wire.result_info
      ? {
          page: wire.result_info.page ?? undefined,
          totalCount: wire.result_info.total_count ?? undefined,
          totalPages: wire.result_info.total_pages ?? undefined,
        }
      : undefined,
  };
}

function reader<S extends z.ZodType>(schema: S): (envelope: EnvelopeWire) => z.infer<S> {
  return ({ result }) => {
    const parsed = schema.safeParse(result);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    const where = ["result", ...(issue?.path ?? [])].join(".");
    throw new Error(`${where}: ${issue?.message ?? "not what was asked for"}`);
  };
}

export const readShare = reader(shareWire);
export const readShares = reader(z.array(shareWire));
export const readRecipient = reader(recipientWire);
export const readRecipients = reader(z.array(recipientWire));
export const readShareResource = reader(shareResourceWire);
export const readShareResources = reader(z.array(shareResourceWire));
export const readExcludedRecipients = reader(z.array(excludedRecipientWire));
