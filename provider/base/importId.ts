import { ProviderError } from "./providerError";
import { type CheckFailure, show, shownId } from "./schema";
import { isLikelySecret } from "./text";
import { canonicalId, isHexId, isUnknown } from "./values";

/** What the option `import` and `get` name: a share, or the record of a recipient or resource in one. */
export interface ImportRef {
  accountId: string;
  shareId: string;
  /** Of the record, where it is not the share itself. */
  recordId: string | undefined;
}

export const shareIdForm = "ACCOUNT_ID/SHARE_ID";
export const recipientIdForm = "ACCOUNT_ID/SHARE_ID/RECIPIENT_ID";
export const resourceIdForm = "ACCOUNT_ID/SHARE_ID/SHARE_RESOURCE_ID";

/** Reads "ACCOUNT/SHARE" or, with a record, "ACCOUNT/SHARE/RECORD"; undefined if it is not of that form. */
export function parseImportId(text: unknown, hasRecord: boolean): ImportRef | undefined {
  if (typeof text !== "string") return undefined;
  const [accountId = "", shareId = "", recordId, ...rest] = text.trim().split("/").map(canonicalId);
  const isWhole = rest.length === 0 && isHexId(accountId) && isHexId(shareId);
  const isRight = isWhole && (hasRecord ? isRecordId(recordId) : recordId === undefined);
  return isRight ? { accountId, shareId, recordId } : undefined;
}

export const notOfForm = (form: string): CheckFailure => ({
  property: "import",
  reason: `must have the form ${form}`,
});

function isRecordId(id: string | undefined): boolean {
  return id !== undefined && /^[\x21-\x7e]{1,32}$/.test(id);
}

/** What an option `import` names in another account, or in another share, than the inputs do; undefined if nowhere else. */
export function namedElsewhere(
  ref: ImportRef,
  inputs: { accountId?: unknown; shareId?: unknown },
): CheckFailure | undefined {
  const { accountId, shareId } = inputs;
  const isOther = (given: unknown, named: string) =>
    typeof given === "string" && !isUnknown(given) && given !== named;
  const fault = (reason: string) => ({ property: "import", reason });
  if (isOther(accountId, ref.accountId))
    return fault(`names account ${ref.accountId}, and accountId is ${shownId(accountId)}`);
  if (isOther(shareId, ref.shareId))
    return fault(`names share ${ref.shareId}, and shareId is ${shownId(shareId)}`);
  return undefined;
}

/** A bare id, as the state has it. No token that was given for one goes into a path, which errors repeat. */
const isBareId = (id: string) => !id.includes("/") && !isLikelySecret(id);

/** Which share an id means: the bare id of one in the state, or the form that `get` takes. */
export function resolveShareId(id: string, accountId: string | undefined): ImportRef {
  const named = parseImportId(id, false);
  if (named) return named;
  if (isBareId(id) && accountId) return { accountId, shareId: canonicalId(id), recordId: undefined };
  throw new ProviderError(`reading ${show(id)}: the id must have the form ${shareIdForm}`);
}

/** The same of a recipient or resource, whose state names its share. */
export function resolveRecordId(
  id: string,
  state: { accountId?: string; shareId?: string },
  form: string,
): ImportRef & { recordId: string } {
  const named = parseImportId(id, true);
  if (named?.recordId) return { ...named, recordId: named.recordId };
  const { accountId, shareId } = state;
  if (isBareId(id) && accountId && shareId) return { accountId, shareId, recordId: id };
  throw new ProviderError(`reading ${show(id)}: the id must have the form ${form}`);
}

/**
 * What an option `import` names, where that is something else than the resource manages.
 *
 * @param before the option in the state: one that only stayed may name what was replaced since
 */
export function otherImport(
  value: unknown,
  id: string,
  isOfShare: boolean,
  before: unknown,
): ImportRef | undefined {
  if (value === before) return undefined;
  const ref = parseImportId(value, !isOfShare);
  const named = ref?.recordId ?? ref?.shareId;
  return named === undefined || named === id || id.endsWith(`/${named}`) ? undefined : ref;
}
