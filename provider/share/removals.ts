import { exceeds, type Limit, percentFor } from "../base/limit";
import { holdsUnknown, isPlainObject, isUnknown } from "../base/values";
import { type RecipientInput, resourceKey, type ShareInputs, type ShareState } from "../model/inputs";
import { liveRecipients, type ObservedShare } from "../model/observed";
import { declaredTarget, knownTarget, type TargetKind } from "../model/target";
import type { Step } from "./plan";

/** What an operation takes away from those who have the share. */
export interface Removal {
  property: "recipients" | "resources" | "excludedRecipients";
  count: number;
  /** Of those that are there; undefined where it is not known how many that are. */
  of: number | undefined;
}

/** Who has what, before an operation. */
export interface Standing {
  accountId: string;
  target: TargetKind | undefined;
  /** Undefined where it is not known who has the share. */
  accounts: ReadonlySet<string> | undefined;
  /** How many have it. */
  count: number | undefined;
  /** Of the account that owns the share. */
  ownOrganization: string | undefined;
  /** That it is for; undefined stands for the own one. */
  organization: string | undefined;
  resources: ReadonlySet<string>;
  excluded: ReadonlySet<string>;
}

/** By the inputs that the state has: an organization's accounts, and its id, are not among them. */
export function standingOfInputs(inputs: ShareInputs): Standing {
  const { recipients = [], resources = [], excludedRecipients = [] } = inputs;
  const accounts = new Set(recipients.flatMap(({ recipientAccountId }) => recipientAccountId ?? []));
  const target = knownTarget(inputs);
  const isForAccounts = target === "account";
  return {
    accountId: inputs.accountId,
    target,
    accounts: isForAccounts ? accounts : undefined,
    count: isForAccounts ? accounts.size : undefined,
    ownOrganization: undefined,
    organization: recipients[0]?.organizationId,
    resources: new Set(resources.map(resourceKey)),
    excluded: new Set(excludedRecipients.map(({ accountId }) => accountId)),
  };
}

/** The same by the outputs, which tell more. */
export function standingOfState(state: ShareState): Standing {
  const standing = { ...standingOfInputs(state), ownOrganization: state.organizationId };
  const target = knownTarget(state);
  if (target === "account") {
    const { accounts = new Set() } = standing;
    return { ...standing, target, accounts, count: accounts.size };
  }
  const known = (state.recipientStatuses ?? []).flatMap(({ accountId }) => accountId || []);
  const counted = (state.associatedRecipientCount ?? 0) + (state.associatingRecipientCount ?? 0);
  return {
    ...standing,
    target,
    accounts: known.length > 0 ? new Set(known) : undefined,
    count: Math.max(known.length, counted) || undefined,
  };
}

/**
 * What the declaration takes away, by another share too if it needs one. Of a list that is not known in a preview
 * nothing is; an item that is not known may be any of those that seem to go.
 */
export function removalsBetween(before: Standing, after: ShareInputs): Removal[] {
  const isSameOwner = before.accountId === after.accountId;
  return [
    ...removedRecipients(before, after),
    // Another account's resources are all others.
    ...(isSameOwner ? removedResources(before, after) : []),
    ...(isSameOwner ? newlyExcluded(before, after) : []),
  ].filter(({ count }) => count > 0);
}

function removedRecipients(before: Standing, after: ShareInputs): Removal[] {
  const removed = (count: number): Removal[] => [{ property: "recipients", count, of: before.count }];
  const kind = targetOf(after.recipients);
  if (kind === undefined || before.target === undefined) return [];
  if (kind === "account") {
    const known = new Set(after.recipients.map((one) => one.recipientAccountId ?? ""));
    const unknown = after.recipients.filter(holdsUnknown).length;
    if (before.accounts)
      return removed([...before.accounts].filter((one) => !known.has(one)).length - unknown);
    return removed((before.count ?? 0) - after.recipients.length);
  }
  if (isOtherOrganization(before, after)) return removed(before.count ?? 0);
  if (before.target === "organization") return [];
  const excluded = excludedOf(after);
  return removed([...(before.accounts ?? [])].filter((one) => excluded.has(one)).length);
}

/** Undefined where that is not known: what is unknown as a whole may be of either kind. */
function targetOf(recipients: readonly RecipientInput[]): TargetKind | undefined {
  if (isUnknown(recipients) || recipients.every(isUnknown)) return undefined;
  return declaredTarget(recipients.filter((one) => !isUnknown(one))).kind;
}

function isOtherOrganization(before: Standing, after: ShareInputs): boolean {
  const target = declaredTarget(after.recipients);
  if (target.kind === "account" || isUnknown(target.organizationId)) return false;
  const own = before.ownOrganization;
  const [was, is] = [before.organization ?? own, target.organizationId ?? own];
  if (before.target === "account") return is !== undefined && own !== undefined && is !== own;
  return was !== undefined && is !== undefined && was !== is;
}

function removedResources(before: Standing, after: ShareInputs): Removal[] {
  if (isUnknown(after.resources)) return [];
  const isOpen = (one: unknown) => {
    if (!isPlainObject(one)) return true;
    const { meta, ...identity } = one;
    return holdsUnknown(identity);
  };
  const known = new Set(after.resources.filter((one) => !isOpen(one)).map(resourceKey));
  const unknown = after.resources.filter(isOpen).length;
  const gone = [...before.resources].filter((key) => !known.has(key)).length;
  return [{ property: "resources", count: gone - unknown, of: before.resources.size }];
}

function newlyExcluded(before: Standing, after: ShareInputs): Removal[] {
  if (before.target !== "organization" || isOtherOrganization(before, after)) return [];
  const count = [...excludedOf(after)].filter((one) => !before.excluded.has(one)).length;
  return [{ property: "excludedRecipients", count, of: before.count }];
}

/** Those that are known: another may be excluded already. */
function excludedOf({ excludedRecipients = [] }: ShareInputs): Set<string> {
  if (isUnknown(excludedRecipients)) return new Set();
  return new Set(excludedRecipients.filter((one) => !holdsUnknown(one)).map(({ accountId }) => accountId));
}

/** What the steps of a plan take away from the live share that they were planned from. */
export function removalsOf(
  steps: readonly Step[],
  { share, recipients, resources, excluded }: ObservedShare,
): Removal[] {
  const live = liveRecipients({ recipients }).map(({ accountId }) => accountId);
  const counted = (share.associated_recipient_count ?? 0) + (share.associating_recipient_count ?? 0);
  const isExcluded = new Set(excluded.map(({ account_id }) => account_id));
  const sum = (count: (step: Step) => number) => steps.reduce((all, step) => all + count(step), 0);
  const missing = (all: readonly string[], from: readonly string[]) => {
    const kept = new Set(from);
    return all.filter((one) => !kept.has(one)).length;
  };
  const removals: Removal[] = [
    {
      property: "recipients",
      count: sum((step) => {
        if (step.do === "put recipients") return missing(live, step.accounts);
        return step.do === "remove recipient" ? 1 : 0;
      }),
      of: live.length,
    },
    {
      property: "resources",
      count: sum((step) => (step.do === "remove resource" ? 1 : 0)),
      of: resources.length,
    },
    {
      property: "excludedRecipients",
      count: sum((step) => {
        if (step.do === "put excluded") return missing(step.accounts, [...isExcluded]);
        return step.do === "add excluded" ? 1 : 0;
      }),
      of: Math.max(live.length, counted),
    },
  ];
  return removals.filter(({ count }) => count > 0);
}

/**
 * Undefined where the limit allows it all. Else what is too much, and how to allow it for one run.
 *
 * @param wayOn of a limit that is not the share's own: "run `pulumi config set … 480`"
 */
export function excess(
  removals: readonly Removal[],
  limit: Limit,
  wayOn?: (needed: number) => string,
): string | undefined {
  const over = removals.filter(({ count, of }) => exceeds(limit, count, of));
  if (over.length === 0) return undefined;
  const needed = Math.max(...over.map(({ count }) => count));
  const percent = Math.max(...over.map(({ count, of }) => (of ? percentFor(count, of) : Number.NaN)));
  const orPercent = Number.isNaN(percent) ? "" : ` or "${percent}%"`;
  const way = wayOn?.(needed) ?? `give the share removalLimit ${needed}${orPercent}`;
  return `${over.map(inWords).join(", ")}, and removalLimit is ${limit}\nif that is meant, ${way} for one run, and the old limit back afterwards`;
}

const inWords = ({ property, count, of }: Removal): string => {
  const share = of === undefined ? `${count}` : `${count} of ${of}`;
  const what = property === "excludedRecipients" ? "would be excluded" : "would be removed";
  return `${property}: ${share} ${what}`;
};
