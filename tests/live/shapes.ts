import { z } from "zod";

/**
 * What the API's answers look like by the contract, to the letter: unknown fields, missing ones, unlisted values
 * are all to be found. The client's own schemas (provider/api/wire.ts) are patient instead, and share nothing
 * with these.
 */
const id = z.string().min(1, "is empty").max(32, "is longer than 32 characters");
const date = z
  .string()
  .regex(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/,
    "is no date of RFC 3339 with up to six fractional digits",
  );
const count = z.number().int("is no whole number").nonnegative("is negative");
const shareStatus = z.enum(["active", "deleting", "deleted"]);
const resourceType = z.enum([
  "custom-ruleset",
  "gateway-policy",
  "gateway-destination-ip",
  "gateway-block-page-settings",
  "gateway-extended-email-matching",
  "idp-federation-grant",
  "trust-grant",
]);

export const shareResource = z.strictObject({
  id,
  created: date,
  modified: date,
  meta: z.record(z.string(), z.unknown()),
  resource_account_id: id,
  resource_id: id,
  resource_type: resourceType,
  resource_version: count,
  status: shareStatus,
});

const bareShare = {
  id,
  account_id: id,
  account_name: z.string(),
  created: date,
  modified: date,
  name: z.string(),
  organization_id: id,
  status: shareStatus,
  target_type: z.enum(["account", "organization"]),
  kind: z.enum(["sent", "received"]),
};

const recipientCounts = {
  associated_recipient_count: count,
  associating_recipient_count: count,
  disassociated_recipient_count: count,
  disassociating_recipient_count: count,
};

/** Fields that were not asked for are absent, so that they count as unknown when they are there. */
export function shareFor(query: URLSearchParams) {
  return z.strictObject({
    ...bareShare,
    ...(query.get("include_recipient_counts") === "true" ? recipientCounts : {}),
    ...(query.get("include_resources") === "true" ? { resources: z.array(shareResource) } : {}),
  });
}

const delivery = z.strictObject({
  resource_id: id,
  resource_version: count,
  error: z.string(),
  terminal: z.boolean(),
});

export function recipientFor(query: URLSearchParams) {
  return z.strictObject({
    id,
    account_id: id,
    association_status: z.enum(["associating", "associated", "disassociating", "disassociated"]),
    created: date,
    modified: date,
    ...(query.get("include_resources") === "true" ? { resources: z.array(delivery) } : {}),
  });
}

const fault = z.strictObject({
  code: z.number().int("is no whole number").min(1000, "is below 1000"),
  message: z.string(),
  documentation_url: z.string().optional(),
  source: z.strictObject({ pointer: z.string() }).optional(),
});

const info = z.strictObject({
  page: count,
  per_page: count,
  count,
  total_count: count,
  total_pages: count,
});

/** Nothing is published about what a message looks like. */
const messages = z.array(z.unknown()).nullish();

export type Paging = "always" | "if asked" | "never";

export function success(result: z.ZodType, paging: Paging, isAskedFor: boolean) {
  const whenPaged = paging === "always" || (paging === "if asked" && isAskedFor) ? info : info.optional();
  return z.strictObject({
    success: z.literal(true),
    errors: z.array(fault).nullish(),
    messages,
    result,
    ...(paging === "never" ? {} : { result_info: whenPaged }),
  });
}

export const failure = z.strictObject({
  success: z.literal(false),
  errors: z.array(fault).min(1, "is empty"),
  messages,
  result: z.null().optional(),
});
