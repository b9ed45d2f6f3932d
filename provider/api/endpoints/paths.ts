import type { Query } from "../client";

/** A share is always named with its account. */
export interface ShareRef {
  accountId: string;
  shareId: string;
}

export const sharesPath = (accountId: string) => `/accounts/${encodeURIComponent(accountId)}/shares`;

export const sharePath = ({ accountId, shareId }: ShareRef) =>
  `${sharesPath(accountId)}/${encodeURIComponent(shareId)}`;

/** What a share has a list of. */
type Collection = "recipients" | "resources" | "excluded-recipients";

export const collectionPath = (ref: ShareRef, collection: Collection) => `${sharePath(ref)}/${collection}`;

export const recordPath = (ref: ShareRef, collection: Collection, id: string) =>
  `${collectionPath(ref, collection)}/${encodeURIComponent(id)}`;

/** An interface has no index signature, and the client's query needs one. */
export const queryOf = (query: object): Query => ({ ...query });
