import { isNamed } from "../base/changeOptions";
import { holdsUnknown } from "../base/values";
import { type ResourceInput, resourceKey, type ShareInputs } from "../model/inputs";

/** As outputs have it: of a recipient its account, of a resource its identity. */
type Status = Partial<ResourceInput> & { id?: string; accountId?: string };

/**
 * The records of what a share declares, by their ids: they are the share's, whatever attached them. Pure.
 *
 * @param outputs of the share, as the state has them or Cloudflare does
 */
export function declaredRecords(inputs: ShareInputs, outputs: Record<string, unknown>): string[] {
  const known = <T>(property: "recipients" | "resources", items: T[]): T[] =>
    isNamed(inputs.ignoreChanges, property) ? [] : listed(items).filter((item) => !holdsUnknown(item));
  const accounts = new Set(known("recipients", inputs.recipients).map((one) => one.recipientAccountId));
  const resources = new Set(known("resources", inputs.resources).map(resourceKey));
  const isDeclared = (one: Status) =>
    one.resourceId === undefined
      ? accounts.has(one.accountId)
      : resources.has(resourceKey(one as ResourceInput));
  const statuses = [outputs.recipientStatuses, outputs.resourceStatuses].flatMap((list) =>
    listed(list as Status[]),
  );
  return statuses.flatMap((one) => (one.id !== undefined && isDeclared(one) ? [one.id] : []));
}

/** A state of @pulumi/cloudflare's has none, and in a preview a list may be unknown. */
const listed = <T>(value: T[]): T[] => (Array.isArray(value) ? value : []);
