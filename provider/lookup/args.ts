import { z } from "zod";
import { ProviderError } from "../base/providerError";
import { anyId, choice, failuresOfForm, flag, hexId, object, resourceType } from "../base/schema";
import { canonicalId, isPlainObject } from "../base/values";

const hexArgument = (what: string) => hexId(what).transform(canonicalId);
const accountId = hexArgument("an account id");
const shareId = hexArgument("a share id");
const recordId = anyId.transform(canonicalId);
const status = choice("active", "deleting", "deleted");
const maxItems = z
  .int({ error: "must be a whole number" })
  .min(0, { error: "must not be below 0" })
  .optional();
const tag = z.string({ error: "must be text" }).refine((text) => text.trim() !== "", {
  error: 'is empty: a tag is "key" or "key=value"',
});
const tags = z
  .array(tag, { error: 'must be a list such as ["env=production"]' })
  .max(20, { error: "has more than 20 tags, and Cloudflare takes no more in one request" })
  .optional();
const shareFilters = {
  direction: choice("asc", "desc"),
  kind: choice("sent", "received"),
  order: choice("name", "created"),
  resourceTypes: z.array(resourceType, { error: "must be a list of resource types" }).optional(),
  status,
  targetType: choice("account", "organization"),
};
const including = { includeRecipientCounts: flag, includeResources: flag };
const resourceFilters = { resourceType: resourceType.optional(), status };
const ref = { accountId, shareId };

/** Exactly one of an id and a filter says which one is meant. */
function eitherOr<T extends { filter?: unknown }>(id: keyof T & string) {
  return (given: T, context: z.RefinementCtx): void => {
    const fault = (message: string) => context.addIssue({ code: "custom", path: [id], message });
    if (given[id] && given.filter) fault("and filter exclude each other: give one of them");
    if (!given[id] && !given.filter) fault("is missing: give it, or a filter that one thing matches");
  };
}

/** The arguments of a function. */
const args = <T extends z.ZodRawShape>(shape: T) => object(shape, `{ ${Object.keys(shape)[0]} }`);

const forms = {
  getShare: args({
    accountId,
    filter: object({ ...shareFilters, tags }, '{ status: "active" }').optional(),
    ...including,
    shareId: shareId.optional(),
  }).superRefine(eitherOr("shareId")),
  getShares: args({ accountId, ...shareFilters, ...including, tags, maxItems }),
  getOrganizationShares: args({
    organizationId: hexArgument("an organization id"),
    ...shareFilters,
    maxItems,
  }),
  getShareRecipient: args({ ...ref, includeResources: flag, recipientId: recordId }),
  getShareRecipients: args({ ...ref, includeResources: flag, maxItems }),
  getShareExcludedRecipients: args({ ...ref, maxItems }),
  getShareResource: args({
    ...ref,
    filter: object(resourceFilters, '{ status: "active" }').optional(),
    shareResourceId: recordId.optional(),
  }).superRefine(eitherOr("shareResourceId")),
  getShareResources: args({ ...ref, ...resourceFilters, maxItems }),
};

export const lookupNames = Object.keys(forms) as LookupName[];
export type LookupName = keyof typeof forms;
export type LookupArgs<Name extends LookupName> = z.infer<(typeof forms)[Name]>;

/** Without what was left out, so that neither undefined nor null counts as given. */
function givenOnly(args: unknown): unknown {
  if (!isPlainObject(args)) return args;
  const given = Object.entries(args).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(given.map(([name, value]) => [name, givenOnly(value)]));
}

/**
 * Reads a function's arguments.
 *
 * @param account the account of calls that name none, and what to say where there is none
 * @throws ProviderError that names every wrong argument and says what is right
 */
export function readArgs<Name extends LookupName>(
  name: Name,
  args: unknown,
  account: { id: string | undefined; help: string },
): LookupArgs<Name> {
  const given = givenOnly(args ?? {});
  const hasAccount = isPlainObject(given) && "accountId" in forms[name].shape;
  const value = hasAccount ? { ...given, accountId: given.accountId ?? account.id } : given;
  const faults = failuresOfForm(forms[name], value).map(({ property, reason }) => {
    const isMissing = property === "accountId" && (value as { accountId?: unknown }).accountId === undefined;
    return `${property || "the argument"} ${isMissing ? account.help : reason}`;
  });
  if (faults.length > 0) throw new ProviderError(`calling ${name}: ${faults.join("; ")}`);
  return forms[name].parse(value) as LookupArgs<Name>;
}
