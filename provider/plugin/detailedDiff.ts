import { keyedDiff } from "../base/keyedDiff";
import { holdsUnknown, isSameId, type Properties } from "../base/values";
import {
  type ExcludedInput,
  inputsOf,
  type RecipientInput,
  type ResourceInput,
  recipientKey,
  resourceKey,
  stateOf,
} from "../model/inputs";
import { compareShares } from "../share/plan";

export type Change = "add" | "delete" | "update";

/** Property paths of what has changed: what goes stands at its old position, what comes at its new one. */
export type DetailedDiff = Map<string, Change>;

/** What the state has of a resource, and its inputs of then and now. */
export interface Compared {
  olds: Properties;
  oldInputs: Properties;
  news: Properties;
}

/**
 * What a preview draws of a share: the lists as sets, by their keys. What core takes for no change is none here.
 * Pure.
 */
export function detailedShareDiff({ olds, oldInputs, news }: Compared): DetailedDiff {
  const [before, after] = [inputsOf(oldInputs), inputsOf(news)];
  const diff: DetailedDiff = new Map();
  for (const name of compareShares(stateOf(olds), after).changed) {
    if (name === "recipients") keyed(diff, name, before.recipients, after.recipients, byRecipient);
    else if (name === "resources") keyed(diff, name, before.resources, after.resources, byResource);
    else if (name === "excludedRecipients")
      keyed(diff, name, before.excludedRecipients, after.excludedRecipients, byAccount);
    else diff.set(name, changeOf(oldInputs[name], news[name]));
  }
  return diff;
}

/** The same of a single recipient or resource, whose properties are all plain. */
export function detailedAttachmentDiff(
  names: readonly string[],
  { olds, oldInputs, news }: Compared,
): DetailedDiff {
  const changed = names.filter((name) => !isSameId(olds[name], news[name]));
  return new Map(changed.map((name) => [name, changeOf(oldInputs[name], news[name])]));
}

function changeOf(before: unknown, after: unknown): Change {
  if (before === undefined) return "add";
  return after === undefined ? "delete" : "update";
}

/** How the items of a list are told apart. */
interface ItemKind<T> {
  /** What must be known to tell. */
  identity(item: T): unknown;
  key(item: T): string;
  /** The one property that may change in an item that stays. */
  inside?: keyof T & string;
}

const byRecipient: ItemKind<RecipientInput> = { identity: (one) => one, key: recipientKey };
const byAccount: ItemKind<ExcludedInput> = { identity: (one) => one, key: ({ accountId }) => accountId };
const byResource: ItemKind<ResourceInput> = {
  identity: ({ meta, ...rest }) => rest,
  key: resourceKey,
  inside: "meta",
};

function keyed<T>(
  diff: DetailedDiff,
  name: string,
  olds: T[] | undefined,
  news: T[] | undefined,
  { identity, key, inside }: ItemKind<T>,
): void {
  if (!Array.isArray(olds) || !Array.isArray(news)) {
    diff.set(name, changeOf(olds, news));
    return;
  }
  const placed = (items: T[]) => items.map((item, index) => ({ item, index }));
  const keyOf = ({ item, index }: { item: T; index: number }) =>
    holdsUnknown(item) && holdsUnknown(identity(item)) ? `unknown ${index}` : key(item);
  const isSame = (wanted: { item: T }, there: { item: T }) =>
    inside === undefined || wanted.item[inside] === there.item[inside];
  const { add, change, remove } = keyedDiff(placed(news), placed(olds), keyOf, keyOf, isSame);
  const added = add.map(({ index }) => index);
  const removed = remove.map(({ index }) => index);
  for (const { wanted, there } of change) {
    if (wanted.index === there.index) diff.set(`${name}[${wanted.index}].${inside}`, "update");
    else {
      // The engine would look for the value before at the new position.
      added.push(wanted.index);
      removed.push(there.index);
    }
  }
  for (const index of added) diff.set(`${name}[${index}]`, "add");
  for (const index of removed) {
    const path = `${name}[${index}]`;
    diff.set(path, diff.has(path) ? "update" : "delete");
  }
  if (added.length + removed.length + change.length === 0) diff.set(name, "update");
}
