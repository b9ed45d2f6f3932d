import { z } from "zod";
import { keepOrder } from "../base/keyedDiff";
import {
  anyId,
  type CheckFailure,
  canonicalIdOf,
  choice,
  failuresOfForm,
  flag,
  hexId,
  idText,
  items,
  type Loose,
  limit,
  list,
  meta,
  object,
  optionForms,
  resourceType,
  show,
  shownId,
  twice,
  unknownKey,
  warningOfType,
  wholeNumber,
  withoutIgnored,
} from "../base/schema";
import { wellFormed } from "../base/text";
import { canonicalMeta, isPlainObject, isUnknown } from "../base/values";
import {
  type ExcludedInput,
  type RecipientInput,
  type ResourceInput,
  recipientKey,
  resourceKey,
  type ShareInputs,
} from "../model/inputs";

export interface CheckResult {
  inputs: ShareInputs;
  failures: CheckFailure[];
  warnings: string[];
}

const recipient = object(
  {
    recipientAccountId: hexId("an account id").optional(),
    organizationId: hexId("an organization id").optional(),
    accountId: hexId("an account id").optional(),
  },
  "{ recipientAccountId }",
);

const resource = object(
  {
    resourceType,
    resourceId: anyId,
    resourceAccountId: hexId("an account id").optional(),
    meta: meta.optional(),
  },
  "{ resourceType, resourceId }",
);

const rollout = object(
  {
    first: list(hexId("an account id"), '["023e105f4ecef8ad9ca31a8372d0c353"]').optional(),
    batchSize: wholeNumber(1),
    failureTolerance: wholeNumber(0),
  },
  "{ batchSize: 50 }",
);

/** With two that look like none and that JavaScript's trim() leaves, while other languages' drop them. */
const blankEnd = /^[\s\u0085\u200b]|[\s\u0085\u200b]$/;

const shareArgs = z.strictObject({
  ...optionForms,
  accountId: hexId("an account id"),
  name: z
    .string({
      error: ({ input }) => (input === undefined ? "is missing: the share's display name" : "must be text"),
    })
    .refine((name) => name.trim() !== "", { error: "is empty: a share needs a display name" })
    .refine((name) => name.trim() === "" || !blankEnd.test(name), {
      error: "begins or ends with a blank, which Cloudflare may drop: remove it",
    })
    .refine((name) => wellFormed(name) === name, { error: "holds half of a surrogate pair: remove it" }),
  recipients: list(recipient, "[{ recipientAccountId }]").min(1, {
    error: "is empty: name an account, an organization, or {} for your own organization",
  }),
  resources: list(resource, "[{ resourceType, resourceId }]").min(1, {
    error: "is empty: a share has at least one resource",
  }),
  excludedRecipients: list(
    object({ accountId: hexId("an account id") }, "{ accountId }"),
    "[{ accountId }]",
  ).optional(),
  exclusive: flag,
  waitForRecipients: flag,
  onDeliveryError: choice("fail", "warn"),
  onDuplicate: choice("fail", "adopt", "create"),
  removalLimit: limit,
  rollout: rollout.optional(),
  // Taken for compatibility with @pulumi/cloudflare and ignored: both are always fetched.
  includeResources: flag,
  includeRecipientCounts: flag,
});

function recipientFaults(raw: Loose): CheckFailure[] {
  const all = items(raw.recipients);
  const accounts = all.map(({ recipientAccountId, accountId }) => idText(recipientAccountId ?? accountId));
  const faults = all.flatMap((one, index): CheckFailure[] => {
    const both = one.recipientAccountId !== undefined && one.accountId !== undefined;
    const unlike = both && idText(one.recipientAccountId) !== idText(one.accountId);
    if (unlike && !isUnknown(one.recipientAccountId) && !isUnknown(one.accountId)) {
      return [
        {
          property: `recipients[${index}].accountId`,
          reason: "differs from recipientAccountId, of which it is the deprecated alias: give one of them",
        },
      ];
    }
    if (accounts[index] !== undefined && one.organizationId !== undefined) {
      return [
        {
          property: `recipients[${index}]`,
          reason: "names an account and an organization: a recipient is the one or the other",
        },
      ];
    }
    return [];
  });
  const organizations = accounts.filter((account) => account === undefined).length;
  // An element that is unknown as a whole may be either.
  const known = Array.isArray(raw.recipients) && raw.recipients.every(isPlainObject);
  if (known && organizations > 0 && all.length > 1) {
    const reason =
      organizations < all.length
        ? "mixes accounts with an organization: share with accounts or with one organization, in two shares if need be"
        : "names more than one organization: it stands alone";
    // An item and not the list, all of which the engine would print.
    faults.push({ property: `recipients[${accounts.lastIndexOf(undefined)}]`, reason });
  }
  const accountOnly = organizations === 0 || !known;
  if (
    accountOnly &&
    all.length > 0 &&
    known &&
    Array.isArray(raw.excludedRecipients) &&
    raw.excludedRecipients.length > 0
  ) {
    faults.push({
      property: "excludedRecipients[0]",
      reason:
        "is for shares with an organization: this one names its accounts, so leave the account out of recipients",
    });
  }
  return [...faults, ...twice("recipients", accounts, ".recipientAccountId", "account")];
}

function resourceFaults(raw: Loose, ownerId: unknown): CheckFailure[] {
  const keys = items(raw.resources).map((one) => {
    const parts = [one.resourceType, idText(one.resourceAccountId ?? ownerId), idText(one.resourceId)];
    const isComplete = parts.every((part) => typeof part === "string");
    return isComplete
      ? parts
          .map((part) => (isUnknown(part) ? unknownKey : part))
          .join("/")
          .toLowerCase()
      : undefined;
  });
  return twice("resources", keys, ".resourceId", "resource");
}

function excludedFaults(raw: Loose): CheckFailure[] {
  const keys = items(raw.excludedRecipients).map((one) => idText(one.accountId));
  return twice("excludedRecipients", keys, ".accountId", "account");
}

const firstOf = ({ rollout }: Loose): unknown[] =>
  isPlainObject(rollout) && Array.isArray(rollout.first) ? rollout.first : [];

function rolloutFaults(raw: Loose): CheckFailure[] {
  if (!isPlainObject(raw.rollout)) return [];
  const faults = twice("rollout.first", firstOf(raw).map(idText), "", "account");
  const recipients = Array.isArray(raw.recipients) ? raw.recipients : [];
  const isForOrganization = (one: unknown) =>
    isPlainObject(one) && one.recipientAccountId === undefined && one.accountId === undefined;
  // An item below it and not the object, all of which the engine would print.
  const fault = (reason: string) => faults.push({ property: "", reason: `rollout: ${reason}` });
  if (recipients.length > 0 && recipients.every(isForOrganization))
    fault("is for shares with accounts: an organization's accounts all get it at once");
  if (raw.waitForRecipients === false)
    fault("waits for the recipients of each wave, and waitForRecipients is false: leave one of the two out");
  return faults;
}

/** What only stayed in the program is passed over, but a misspelt canary would be none. */
function rolloutWarnings(raw: Loose): string[] {
  const accounts = items(raw.recipients).map((one) => idText(one.recipientAccountId ?? one.accountId));
  const isKnown = Array.isArray(raw.recipients) && accounts.every((one) => one && one !== unknownKey);
  const strangers = firstOf(raw).filter((one) => !isUnknown(one) && !accounts.includes(idText(one)));
  if (!isKnown || strangers.length === 0) return [];
  return [
    `rollout.first names accounts that are no recipients of "${raw.name}": ${strangers.map(shownId).join(", ")}`,
  ];
}

/**
 * Checks a share's inputs: every fault at once, each with its property path, and the inputs in canonical form
 * with lists in the order in which the state has them. Values that are not known yet pass.
 *
 * @param olds the inputs in the state, empty for a new share
 */
export function checkShare(olds: Loose, news: Loose, defaultAccountId: string | undefined): CheckResult {
  const raw: Loose = { ...news, accountId: news.accountId ?? defaultAccountId };
  const failures = [
    ...failuresOfForm(shareArgs, raw),
    ...recipientFaults(raw),
    ...resourceFaults(raw, raw.accountId),
    ...excludedFaults(raw),
    ...rolloutFaults(raw),
  ];
  const types = new Set(items(raw.resources).map(({ resourceType }) => resourceType));
  const warnings = [...types].flatMap((resourceType) => {
    const isFault = failures.some((failure) => failure.reason.includes(show(resourceType) ?? ""));
    return (isFault ? undefined : warningOfType(resourceType)) ?? [];
  });
  return {
    inputs: canonicalInputs(olds, raw),
    failures: withoutIgnored(failures, olds, raw),
    warnings: [...warnings, ...rolloutWarnings(raw)],
  };
}

function canonicalRecipient(one: Loose): RecipientInput {
  const account = one.recipientAccountId ?? one.accountId;
  if (account !== undefined) return { recipientAccountId: canonicalIdOf(account) as string };
  return one.organizationId === undefined
    ? {}
    : { organizationId: canonicalIdOf(one.organizationId) as string };
}

function canonicalResource(one: Loose, ownerId: unknown): ResourceInput {
  return {
    resourceType: one.resourceType as string,
    resourceId: canonicalIdOf(one.resourceId) as string,
    resourceAccountId: canonicalIdOf(one.resourceAccountId ?? ownerId) as string,
    meta: canonicalMeta(one.meta ?? {}),
  };
}

/** Maps the items of a list that is one, and keeps the old order; an unknown list or item stays as it is. */
function canonicalList<T>(
  before: unknown,
  value: unknown,
  map: (item: Loose) => T,
  key: (item: T) => string,
): T[] {
  if (!Array.isArray(value)) return value as T[];
  const mapped = value.map((item) => (isPlainObject(item) ? map(item) : item)) as T[];
  const safeKey = (item: T) => (isPlainObject(item) ? key(item) : String(item));
  return keepOrder(Array.isArray(before) ? before : [], mapped, safeKey);
}

/** @param olds the inputs in the state, whose order the lists keep */
export function canonicalInputs(olds: Loose, raw: Loose): ShareInputs {
  const { __provider, includeResources, includeRecipientCounts, ...rest } = raw;
  const accountId = canonicalIdOf(raw.accountId) as string;
  const inputs: Loose = {
    ...rest,
    accountId,
    recipients: canonicalList(olds.recipients, raw.recipients, canonicalRecipient, recipientKey),
    resources: canonicalList(
      olds.resources,
      raw.resources,
      (one) => canonicalResource(one, raw.accountId),
      (one) => (typeof one.resourceId === "string" ? resourceKey(one) : ""),
    ),
  };
  if (raw.excludedRecipients !== undefined) {
    inputs.excludedRecipients = canonicalList(
      olds.excludedRecipients,
      raw.excludedRecipients,
      (one): ExcludedInput => ({ accountId: canonicalIdOf(one.accountId) as string }),
      (one) => one.accountId,
    );
  }
  if (isPlainObject(raw.rollout) && Array.isArray(raw.rollout.first))
    inputs.rollout = { ...raw.rollout, first: raw.rollout.first.map(canonicalIdOf) };
  return inputs as unknown as ShareInputs;
}
