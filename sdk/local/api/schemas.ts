import { z } from "zod";
import { resourceTypes, shareStatuses } from "../world/state";

// Every identifier of the API has maxLength 32.
const id = z.string().min(1).max(32);
const meta = z.record(z.string(), z.unknown());

const recipient = z.strictObject({
  recipient_account_id: id.optional(),
  /** The deprecated alias, accepted until 2027-05-26. */
  account_id: id.optional(),
  organization_id: id.optional(),
});

const resource = z.strictObject({
  meta,
  resource_account_id: id,
  resource_id: id,
  resource_type: z.enum(resourceTypes),
});

export const bodies = {
  createShare: z.strictObject({
    name: z.string().min(1),
    recipients: z.array(recipient).min(1),
    resources: z.array(resource).min(1),
  }),
  renameShare: z.strictObject({ name: z.string().min(1) }),
  recipient,
  recipients: z.array(recipient).min(1),
  resource,
  meta: z.strictObject({ meta }),
  excluded: z.strictObject({ account_id: id }),
  excludedList: z.array(z.strictObject({ account_id: id })),
};

const wholeNumber = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, "must be a whole number from 1")
  .transform(Number);
const flag = z.enum(["true", "false"]).transform((value) => value === "true");
/** A repeatable parameter: the official client sends `tag=a&tag=b`. */
const several = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

const paging = { page: wholeNumber.optional(), per_page: wholeNumber.optional() };
const including = { include_resources: flag.optional(), include_recipient_counts: flag.optional() };
const shareFilters = {
  status: z.enum(shareStatuses).optional(),
  kind: z.enum(["sent", "received"]).optional(),
  target_type: z.enum(["account", "organization"]).optional(),
  resource_types: several.pipe(z.array(z.enum(resourceTypes))).optional(),
  order: z.enum(["name", "created"]).optional(),
  direction: z.enum(["asc", "desc"]).optional(),
};

const organizationShares = z.strictObject({ ...paging, ...shareFilters });
const shares = organizationShares.extend({
  ...including,
  tag: several.pipe(z.array(z.string().min(1)).max(20)).optional(),
});

export const queries = {
  none: z.strictObject({}),
  shares,
  organizationShares,
  share: z.strictObject(including),
  recipients: z.strictObject({ ...paging, include_resources: flag.optional() }),
  recipient: z.strictObject({ include_resources: flag.optional() }),
  excluded: z.strictObject(paging),
  resources: z.strictObject({
    ...paging,
    status: z.enum(shareStatuses).optional(),
    resource_type: z.enum(resourceTypes).optional(),
  }),
};

export type BodyOf<Name extends keyof typeof bodies> = z.output<(typeof bodies)[Name]>;
export type QueryOf<Name extends keyof typeof queries> = z.output<(typeof queries)[Name]>;
