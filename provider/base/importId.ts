import { ProviderError } from "./providerError";
import { canonicalId, isHexId } from "./values";

/** What the option `import` and `get` name: a share, or a recipient or resource of one. */
export interface ImportRef {
  accountId: string;
  shareId: string;
  /** Of the record in the share, where it is not the share itself. */
  partId: string | undefined;
}

export const shareIdForm = "ACCOUNT_ID/SHARE_ID";
export const recipientIdForm = "ACCOUNT_ID/SHARE_ID/RECIPIENT_ID";
export const resourceIdForm = "ACCOUNT_ID/SHARE_ID/SHARE_RESOURCE_ID";

/** Reads "ACCOUNT/SHARE" or, with a part, "ACCOUNT/SHARE/PART"; undefined if it is not of that form. */
export function parseImportId(text: unknown, hasPart: boolean): ImportRef | undefined {
  if (typeof text !== "string") return undefined;
  const [accountId = "", shareId = "", partId, ...rest] = text.trim().split("/").map(canonicalId);
  const isWhole = rest.length === 0 && isHexId(accountId) && isHexId(shareId);
  const isRight = isWhole && (hasPart ? isPartId(partId) : partId === undefined);
  return isRight ? { accountId, shareId, partId } : undefined;
}

function isPartId(id: string | undefined): boolean {
  return id !== undefined && /^[\x21-\x7e]{1,32}$/.test(id);
}

/** Which share an id means: the bare id of one in the state, or the form that `get` takes. */
export function resolveShareId(id: string, accountId: string | undefined): ImportRef {
  const named = parseImportId(id, false);
  if (named) return named;
  if (!id.includes("/") && accountId) return { accountId, shareId: canonicalId(id), partId: undefined };
  throw new ProviderError(`reading "${id}": the id must have the form ${shareIdForm}`);
}

/** The same of a recipient or resource, whose state names its share. */
export function resolvePartId(
  id: string,
  state: { accountId?: string; shareId?: string },
  form: string,
): ImportRef & { partId: string } {
  const named = parseImportId(id, true);
  if (named?.partId) return { ...named, partId: named.partId };
  const { accountId, shareId } = state;
  if (!id.includes("/") && accountId && shareId) return { accountId, shareId, partId: id };
  throw new ProviderError(`reading "${id}": the id must have the form ${form}`);
}
