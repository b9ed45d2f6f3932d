import { isNamed } from "../base/changeOptions";
import { keyedDiff } from "../base/keyedDiff";
import { givenPart } from "../base/meta";
import { haveTimeoutsChanged } from "../base/timeouts";
import { holdsUnknown, isSameName, isUnknown } from "../base/values";
import {
  isExclusive,
  optionDefaults,
  type ResourceInput,
  resourceKey,
  type ShareInputs,
  type ShareState,
} from "../model/inputs";
import { liveRecipients, type ObservedResource, type ObservedShare } from "../model/observed";
import { declaredTarget, knownTarget } from "../model/target";

/** One request that changes the live share. */
export type Step =
  | { do: "rename"; name: string }
  /** The whole list; Cloudflare works out the difference. */
  | { do: "put recipients"; accounts: string[] }
  | { do: "add recipient"; account: string }
  | { do: "remove recipient"; account: string; id: string }
  /** The whole list; Cloudflare works out the difference. */
  | { do: "put excluded"; accounts: string[] }
  | { do: "add excluded"; account: string }
  | { do: "remove excluded"; account: string; id: string }
  | { do: "add resource"; resource: ResourceInput }
  | { do: "put meta"; resource: ResourceInput; id: string }
  | { do: "remove resource"; resource: ResourceInput; id: string };

/** What a resource declared before: all that it may take away again from a share that others attach to. */
export type Declared = Pick<ShareInputs, "recipients" | "resources" | "excludedRecipients">;

/**
 * The requests that make the live share what is declared, in order; none if it is that already. Resources are
 * added before others are removed, as the last live one can't be. Pure.
 *
 * @param before what the state remembers; only a share that is not exclusive needs it
 */
export function planShare(desired: ShareInputs, observed: ObservedShare, before?: Declared): Step[] {
  return [
    ...planName(desired, observed),
    ...planExcluded(desired, observed, before),
    ...planRecipients(desired, observed, before),
    ...planResources(desired, observed, before),
  ];
}

function planName(desired: ShareInputs, observed: ObservedShare): Step[] {
  return isSameName(desired.name, observed.share.name) ? [] : [{ do: "rename", name: desired.name }];
}

function planRecipients(desired: ShareInputs, observed: ObservedShare, before?: Declared): Step[] {
  const target = declaredTarget(desired.recipients);
  // An organization's accounts are Cloudflare's to add and remove, and its recipient calls are refused.
  if (target.kind === "organization") return [];
  const live = liveRecipients(observed);
  const { add, remove } = keyedDiff(
    target.accounts,
    live,
    (account) => account,
    ({ accountId }) => accountId,
  );
  if (isExclusive(desired)) {
    return add.length + remove.length > 0 ? [{ do: "put recipients", accounts: target.accounts }] : [];
  }
  const ours = new Set((before?.recipients ?? []).map((recipient) => recipient.recipientAccountId));
  return [
    ...add.map((account): Step => ({ do: "add recipient", account })),
    ...remove
      .filter(({ accountId }) => ours.has(accountId))
      .map(({ accountId, wire }): Step => ({ do: "remove recipient", account: accountId, id: wire.id })),
  ];
}

/** Exclusions have no place in the body of a create: they follow it. */
export function planExcluded(desired: ShareInputs, observed: ObservedShare, before?: Declared): Step[] {
  if (declaredTarget(desired.recipients).kind === "account") return [];
  const wanted = (desired.excludedRecipients ?? []).map(({ accountId }) => accountId);
  const { add, remove } = keyedDiff(
    wanted,
    observed.excluded,
    (account) => account,
    (excluded) => excluded.account_id,
  );
  if (isExclusive(desired)) {
    return add.length + remove.length > 0 ? [{ do: "put excluded", accounts: wanted }] : [];
  }
  // Never the whole list: an account that others exclude meanwhile would receive the share.
  const ours = new Set((before?.excludedRecipients ?? []).map(({ accountId }) => accountId));
  return [
    ...add.map((account): Step => ({ do: "add excluded", account })),
    ...remove
      .filter(({ account_id }) => ours.has(account_id))
      .map(({ account_id, id }): Step => ({ do: "remove excluded", account: account_id, id })),
  ];
}

function planResources(desired: ShareInputs, observed: ObservedShare, before?: Declared): Step[] {
  const metas = new Map((before?.resources ?? []).map((one) => [resourceKey(one), [one.meta]]));
  const metasBefore = (wanted: ResourceInput) => metas.get(resourceKey(wanted)) ?? [];
  const { add, change, remove } = keyedDiff<ResourceInput, ObservedResource>(
    desired.resources,
    observed.resources,
    resourceKey,
    resourceKey,
    // A key that was declared before and is no more must go; one that was never declared is Cloudflare's.
    (wanted, there) => givenPart(there.meta, [wanted.meta, ...metasBefore(wanted)]) === wanted.meta,
  );
  const ours = new Set((before?.resources ?? []).map(resourceKey));
  const removed = isExclusive(desired)
    ? remove
    : remove.filter((resource) => ours.has(resourceKey(resource)));
  return [
    ...add.map((resource): Step => ({ do: "add resource", resource })),
    ...change.map(({ wanted, there }): Step => ({ do: "put meta", resource: wanted, id: there.wire.id })),
    ...removed.map((resource): Step => ({ do: "remove resource", resource, id: resource.wire.id })),
  ];
}

/** What differs between the state and the program. */
export interface ShareDiff {
  changed: string[];
  /** Properties whose change needs another share; empty when all is done in place. */
  replaces: string[];
}

/**
 * Compares sets, not lists: order, an id's dashes or capitals, an alias and meta's key order are no change. What is
 * ignored is none either: its outputs tell what is live, its inputs what once was declared.
 *
 * @param olds the outputs in the state
 * @param news checked inputs, in a preview with values that are not known yet
 */
export function compareShares(olds: ShareState, news: ShareInputs): ShareDiff {
  const changed: string[] = [];
  const replaces: string[] = [];
  if (olds.accountId !== news.accountId) replaces.push("accountId");
  if (isOtherTarget(olds, news)) replaces.push("recipients");
  else if (haveRecipientsChanged(olds, news)) changed.push("recipients");
  if (!isSameName(olds.name, news.name)) changed.push("name");
  if (haveSetsChanged(olds.resources, news.resources, (one) => `${resourceKey(one)} ${one.meta}`)) {
    changed.push("resources");
  }
  if (haveSetsChanged(olds.excludedRecipients, news.excludedRecipients, ({ accountId }) => accountId)) {
    changed.push("excludedRecipients");
  }
  for (const option of [
    "exclusive",
    "waitForRecipients",
    "onDeliveryError",
    "onDuplicate",
    "removalLimit",
  ] as const) {
    if ((olds[option] ?? optionDefaults[option]) !== (news[option] ?? optionDefaults[option]))
      changed.push(option);
  }
  if (rolloutText(olds) !== rolloutText(news)) changed.push("rollout");
  const isObeyed = (property: string) => !isNamed(news.ignoreChanges, property);
  const obeyed = { changed: changed.filter(isObeyed), replaces: replaces.filter(isObeyed) };
  const asked = obeyed.changed.filter((property) => isNamed(news.replaceOnChanges, property));
  if (haveTimeoutsChanged(olds.timeouts, news.timeouts)) obeyed.changed.push("timeouts");
  return {
    changed: [...obeyed.replaces, ...obeyed.changed],
    replaces: [...obeyed.replaces, ...asked],
  };
}

/** Nothing for a share without one; an empty one is not the same. */
function rolloutText({ rollout }: ShareInputs): string {
  return rollout ? JSON.stringify([rollout.first, rollout.batchSize, rollout.failureTolerance]) : "";
}

/** Accounts became an organization or the other way round, or it is another organization. */
function isOtherTarget(olds: ShareState, news: ShareInputs): boolean {
  // An element that is not known at all may be of either kind: a preview must not announce a replacement for it.
  if (isUnknown(news.recipients) || news.recipients.some(isUnknown)) return false;
  const before = knownTarget(olds);
  const after = declaredTarget(news.recipients);
  if (before !== undefined && before !== after.kind) return true;
  if (before !== "organization" || after.kind === "account") return false;
  if (isUnknown(after.organizationId)) return false;
  // {} means the owner's organization, which the state knows by its id.
  const own = olds.organizationId;
  return (olds.recipients?.[0]?.organizationId ?? own) !== (after.organizationId ?? own);
}

function haveRecipientsChanged(olds: ShareInputs, news: ShareInputs): boolean {
  if (holdsUnknown(news.recipients)) return true;
  if (declaredTarget(news.recipients).kind === "organization") return false;
  return haveSetsChanged(
    olds.recipients,
    news.recipients,
    ({ recipientAccountId }) => recipientAccountId ?? "",
  );
}

function haveSetsChanged<T>(olds: T[] | undefined, news: T[] | undefined, key: (item: T) => string): boolean {
  if (isUnknown(news) || holdsUnknown(news)) return true;
  const before = new Set((olds ?? []).map(key));
  const after = new Set((news ?? []).map(key));
  return before.size !== after.size || [...after].some((item) => !before.has(item));
}
