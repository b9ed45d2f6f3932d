import { getSentShare } from "../api/endpoints";
import { unlessMissing } from "../api/errors";
import { isNamed } from "../base/changeOptions";
import { type ImportRef, namedElsewhere, notOfForm, parseImportId, shareIdForm } from "../base/importId";
import { keyedDiff } from "../base/keyedDiff";
import { differentPaths } from "../base/meta";
import { ProviderError } from "../base/providerError";
import type { CheckFailure } from "../base/schema";
import { printable } from "../base/text";
import { holdsUnknown, isUnknown } from "../base/values";
import type { Importing, Sight } from "../importOption";
import {
  type ExcludedInput,
  isExclusive,
  type ResourceInput,
  recipientKey,
  resourceKey,
  type ShareInputs,
} from "../model/inputs";
import type { ObservedShare } from "../model/observed";
import { liveInputs } from "../model/outputs";
import { declaredTarget } from "../model/target";
import type { Context } from "../process";
import { observe } from "./observe";

/** Where the live share differs from its declaration, each difference with its property; empty when nowhere. Pure. */
export function differences(inputs: ShareInputs, observed: ObservedShare): CheckFailure[] {
  const live = liveInputs({ ...knownLists(inputs), exclusive: true }, observed);
  const unlessIgnored = (property: string, found: () => CheckFailure[]) =>
    isNamed(inputs.ignoreChanges, property) ? [] : found();
  return [
    ...unlessIgnored("name", () => differentName(inputs, live)),
    ...(differentTarget(inputs, observed) ??
      unlessIgnored("recipients", () => differentAccounts(inputs, live))),
    ...unlessIgnored("resources", () => differentResources(inputs, live)),
    ...unlessIgnored("excludedRecipients", () => differentExcluded(inputs, live)),
  ];
}

/** A list with anything in it that is not known yet has no order to keep, and is not compared. */
function knownLists(inputs: ShareInputs): ShareInputs {
  const known = <T>(items: T[]): T[] => (holdsUnknown(items) ? [] : items);
  const { recipients, resources, excludedRecipients } = inputs;
  return {
    ...inputs,
    recipients: known(recipients),
    resources: known(resources),
    excludedRecipients: excludedRecipients && known(excludedRecipients),
  };
}

function differentName(inputs: ShareInputs, live: ShareInputs): CheckFailure[] {
  if (isUnknown(inputs.name) || inputs.name === live.name) return [];
  return [{ property: "name", reason: `the live share is named "${printable(live.name)}"` }];
}

/** What the share is for never changes, ignored or not; undefined where that is no difference. */
function differentTarget(inputs: ShareInputs, observed: ObservedShare): CheckFailure[] | undefined {
  if (holdsUnknown(inputs.recipients)) return undefined;
  const declared = declaredTarget(inputs.recipients);
  const different = (what: string) => [{ property: "", reason: `recipients: the live share is for ${what}` }];
  if (observed.target !== undefined && declared.kind !== observed.target)
    return different(observed.target === "account" ? "accounts" : "an organization");
  if (declared.kind === "account") return undefined;
  const owner = observed.share.organization_id;
  const isOther = declared.organizationId !== undefined && owner && declared.organizationId !== owner;
  return isOther ? different(`organization ${owner}`) : undefined;
}

function differentAccounts(inputs: ShareInputs, live: ShareInputs): CheckFailure[] {
  if (holdsUnknown(inputs.recipients) || declaredTarget(inputs.recipients).kind === "organization") return [];
  return differentSet("recipients", inputs, inputs.recipients, live.recipients, recipientKey);
}

function differentExcluded(inputs: ShareInputs, live: ShareInputs): CheckFailure[] {
  const key = ({ accountId }: ExcludedInput) => `account ${accountId}`;
  return differentSet("excludedRecipients", inputs, inputs.excludedRecipients, live.excludedRecipients, key);
}

function differentResources(inputs: ShareInputs, live: ShareInputs): CheckFailure[] {
  if (
    isUnknown(inputs.resources) ||
    inputs.resources.some((one) => isUnknown(one) || isUnknown(one.resourceId))
  )
    return [];
  const name = ({ resourceType, resourceId }: ResourceInput) => `${resourceType} ${resourceId}`;
  const there = new Map(live.resources.map((one) => [resourceKey(one), one]));
  const metas = inputs.resources.flatMap((one, index): CheckFailure[] => {
    const match = there.get(resourceKey(one));
    if (!match || isUnknown(one.meta) || match.meta === one.meta) return [];
    const paths = differentPaths(match.meta, one.meta);
    return [
      { property: `resources[${index}].meta`, reason: `the live meta of ${name(one)} differs at ${paths}` },
    ];
  });
  return [...differentSet("resources", inputs, inputs.resources, live.resources, resourceKey), ...metas];
}

/**
 * What the one list has and the other has not; what others attached is no difference of a share that is not
 * exclusive. No failure has the list for its property, as the engine would print all of it with each.
 */
function differentSet<T>(
  property: string,
  inputs: ShareInputs,
  declared: readonly T[] | undefined,
  live: readonly T[] | undefined,
  key: (item: T) => string,
): CheckFailure[] {
  if (isUnknown(declared) || holdsUnknown(declared)) return [];
  const { add, remove } = keyedDiff(declared ?? [], live ?? [], key, key);
  const place = new Map(declared?.map((item, index) => [item, index]));
  const missing = add.map((item) => ({
    property: `${property}[${place.get(item)}]`,
    reason: `${key(item)} is declared, and is not in the live share`,
  }));
  const foreign = remove.map((item) => ({
    property: "",
    reason: `${property}: ${key(item)} is in the live share, and is not declared`,
  }));
  return isExclusive(inputs) ? [...missing, ...foreign] : missing;
}

/** The option `import` of a share, read; a fault that says what is right if it is none. */
export function importRefOf(value: unknown, accountId: unknown): ImportRef | CheckFailure {
  const ref = parseImportId(value, false);
  return ref ? (namedElsewhere(ref, { accountId }) ?? ref) : notOfForm(shareIdForm);
}

/** How a share with these inputs understands the option. */
export const importingOf = (inputs: ShareInputs): Importing<ObservedShare> => ({
  read: (value) => importRefOf(value, inputs.accountId),
  named: (context, ref) => ({
    name: `share ${ref.shareId}`,
    id: ref.shareId,
    instead: "a new one is created",
    find: () => sightOf(context, inputs, ref),
  }),
});

/** The share that the option names, whatever its kind. */
async function sightOf(context: Context, inputs: ShareInputs, ref: ImportRef): Promise<Sight<ObservedShare>> {
  const there = await observe(context, ref, undefined);
  if (there) return { there, differences: differences(inputs, there) };
  // Cloudflare says that it is deleted: a misspelt id would be merely missing.
  if (await unlessMissing(getSentShare(context.client, ref))) return { left: "deleted" };
  throw new ProviderError(
    `importing share ${ref.shareId}: account ${ref.accountId} has no such share, or it is deleted\nto create a new one, remove the option import`,
  );
}
