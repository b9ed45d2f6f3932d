import { getSentShare } from "../api/endpoints";
import { describeFailure, unlessMissing } from "../api/errors";
import { heldByAnother, type ImportRef, parseImportId, shareIdForm } from "../base/importId";
import { keyedDiff } from "../base/keyedDiff";
import { ProviderError } from "../base/providerError";
import { type CheckFailure, describeFault } from "../base/schema";
import { printable } from "../base/text";
import { holdsUnknown, isUnknown } from "../base/values";
import {
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
  return [
    ...differentName(inputs, live),
    ...differentTarget(inputs, live, observed),
    ...differentResources(inputs, live),
    ...differentSet(
      "excludedRecipients",
      inputs,
      inputs.excludedRecipients,
      live.excludedRecipients,
      (one) => `account ${one.accountId}`,
    ),
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

function differentTarget(inputs: ShareInputs, live: ShareInputs, observed: ObservedShare): CheckFailure[] {
  if (holdsUnknown(inputs.recipients)) return [];
  const declared = declaredTarget(inputs.recipients);
  const different = (what: string) => [{ property: "", reason: `recipients: the live share is for ${what}` }];
  if (observed.target !== undefined && declared.kind !== observed.target)
    return different(observed.target === "account" ? "accounts" : "an organization");
  if (declared.kind === "account")
    return differentSet("recipients", inputs, inputs.recipients, live.recipients, recipientKey);
  const owner = observed.share.organization_id;
  const isOther = declared.organizationId !== undefined && owner && declared.organizationId !== owner;
  return isOther ? different(`organization ${owner}`) : [];
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
    return [
      { property: `resources[${index}].meta`, reason: `the live meta of ${name(one)} is ${match.meta}` },
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
  if (!ref) return { property: "import", reason: `must have the form ${shareIdForm}` };
  if (typeof accountId === "string" && !isUnknown(accountId) && ref.accountId !== accountId) {
    return { property: "import", reason: `names account ${ref.accountId}, and accountId is ${accountId}` };
  }
  return ref;
}

/**
 * The share that the option `import` names, as it is there; the create takes it over unchanged or not at all.
 * Undefined without the option, and for one that only stayed in the program: what it names was given up or deleted.
 */
export async function importShare(
  context: Context,
  inputs: ShareInputs,
  importId: unknown,
): Promise<ObservedShare | undefined> {
  const ref = parseImportId(importId, false);
  if (!ref || context.ownership.isGivenUp(ref.shareId, importId)) return undefined;
  const doing = `importing share ${ref.shareId}`;
  try {
    const observed = await observe(context, ref, undefined);
    if (!observed) throw noSuchShare(ref);
    const different = differences(inputs, observed).map(describeFault);
    if (different.length > 0)
      throw new ProviderError(`${doing}: it differs from its declaration\n${different.join("\n")}`);
    if (!context.ownership.take(ref.shareId, "import", inputs))
      throw new ProviderError(`${doing}: ${heldByAnother}`);
    return observed;
  } catch (error) {
    throw describeFailure(doing, error);
  }
}

/**
 * What a preview already tells of the option `import`: the faults of a create that would follow. An option that
 * names a share which Cloudflare says was deleted only stayed in the program: the create makes a new share.
 */
export async function checkImportedShare(
  context: Context,
  inputs: ShareInputs,
  ref: ImportRef,
  importId: unknown,
): Promise<CheckFailure[]> {
  const { ownership } = context;
  if (ownership.isGivenUp(ref.shareId, importId)) return [];
  if (ownership.isHeld(ref.shareId)) return [{ property: "import", reason: heldByAnother }];
  try {
    const observed = await observe(context, ref, undefined);
    if (observed) return differences(inputs, observed);
    // Not merely missing, as a misspelt id would be.
    if (!(await unlessMissing(getSentShare(context.client, ref)))) throw noSuchShare(ref);
    context.ownership.noteGone(ref.shareId);
    context.say(`share ${ref.shareId}, which the option import names, is deleted: a new one is created`);
    return [];
  } catch (error) {
    const { message } = describeFailure(`importing share ${ref.shareId}`, error);
    return [{ property: "import", reason: message }];
  }
}

function noSuchShare({ accountId, shareId }: ImportRef): ProviderError {
  return new ProviderError(
    `importing share ${shareId}: account ${accountId} has no such share, or it is deleted\nto create a new one, remove the option import`,
  );
}
