import type { CloudflareClient } from "./client";
import { listAll } from "./pages";
import {
  type EnvelopeWire,
  type ExcludedRecipientWire,
  type RecipientWire,
  readExcludedRecipients,
  readRecipient,
  readRecipients,
  readShare,
  readShareResource,
  readShares,
  type ShareResourceWire,
  type ShareWire,
} from "./wire";

/** Bodies as Cloudflare takes them. The deprecated `account_id` of a recipient is never sent. */
export interface RecipientBody {
  recipient_account_id?: string;
  organization_id?: string;
}
export interface ShareResourceBody {
  meta: unknown;
  resource_account_id: string;
  resource_id: string;
  resource_type: string;
}
export interface ShareBody {
  name: string;
  recipients: RecipientBody[];
  resources: ShareResourceBody[];
}

/** A share is always named with its account. */
export interface ShareRef {
  accountId: string;
  shareId: string;
}

export const sharesPath = (accountId: string) => `/accounts/${encodeURIComponent(accountId)}/shares`;
export const sharePath = ({ accountId, shareId }: ShareRef) =>
  `${sharesPath(accountId)}/${encodeURIComponent(shareId)}`;
export const childPath = (ref: ShareRef, kind: string, id: string) =>
  `${sharePath(ref)}/${kind}/${encodeURIComponent(id)}`;
const nothing = () => undefined;

export function createShare(
  client: CloudflareClient,
  accountId: string,
  body: ShareBody,
  find: () => Promise<ShareWire | undefined>,
): Promise<ShareWire> {
  return client.send({ method: "POST", path: sharesPath(accountId), body, read: readShare, find });
}

/** With resources and recipient counts: they cost no request of their own. */
export function getShare(client: CloudflareClient, ref: ShareRef): Promise<ShareWire> {
  const query = { include_resources: true, include_recipient_counts: true };
  return client.send({ method: "GET", path: sharePath(ref), query, read: readShareWithResources });
}

/** Resources that were asked for and are not there must not count as none: a refresh would call them all drift. */
function readShareWithResources(envelope: EnvelopeWire): ShareWire {
  const share = readShare(envelope);
  if (share.status === "active" && !share.resources)
    throw new Error("result.resources: missing, though asked for");
  return share;
}

/** The account's own active shares with their resources, oldest first: what is new comes at the end. */
export function listActiveShares(client: CloudflareClient, accountId: string): Promise<ShareWire[]> {
  return listAll(client, {
    path: sharesPath(accountId),
    query: { status: "active", kind: "sent", order: "created", direction: "asc", include_resources: true },
    read: readShares,
  });
}

/** The account's own active shares, newest first, back to the given time. */
export function listSharesSince(
  client: CloudflareClient,
  accountId: string,
  since: () => number,
): Promise<ShareWire[]> {
  return listAll(client, {
    path: sharesPath(accountId),
    query: { status: "active", kind: "sent", order: "created", direction: "desc", include_resources: true },
    read: readShares,
    enough: (page) => page.some((share) => Date.parse(share.created ?? "") < since()),
  });
}

export function renameShare(client: CloudflareClient, ref: ShareRef, name: string): Promise<ShareWire> {
  return client.send({ method: "PUT", path: sharePath(ref), body: { name }, read: readShare });
}

export function deleteShare(client: CloudflareClient, ref: ShareRef): Promise<ShareWire> {
  return client.send({ method: "DELETE", path: sharePath(ref), read: readShare });
}

/** Every recipient that the share ever had, with its deliveries; without page and per_page it is one answer. */
export function listRecipients(client: CloudflareClient, ref: ShareRef): Promise<RecipientWire[]> {
  return client.send({
    method: "GET",
    path: `${sharePath(ref)}/recipients`,
    query: { include_resources: true },
    read: readRecipients,
  });
}

/** Reconciles the share's recipients to this list. */
export function putRecipients(
  client: CloudflareClient,
  ref: ShareRef,
  body: RecipientBody[],
): Promise<undefined> {
  return client.send({ method: "PUT", path: `${sharePath(ref)}/recipients`, body, read: nothing });
}

export function addRecipient(
  client: CloudflareClient,
  ref: ShareRef,
  body: RecipientBody,
  find: () => Promise<RecipientWire | undefined>,
): Promise<RecipientWire> {
  return client.send({
    method: "POST",
    path: `${sharePath(ref)}/recipients`,
    body,
    read: readRecipient,
    find,
  });
}

export function getRecipient(client: CloudflareClient, ref: ShareRef, id: string): Promise<RecipientWire> {
  const query = { include_resources: true };
  return client.send({ method: "GET", path: childPath(ref, "recipients", id), query, read: readRecipient });
}

export function removeRecipient(client: CloudflareClient, ref: ShareRef, id: string): Promise<RecipientWire> {
  return client.send({ method: "DELETE", path: childPath(ref, "recipients", id), read: readRecipient });
}

export function listExcludedRecipients(
  client: CloudflareClient,
  ref: ShareRef,
): Promise<ExcludedRecipientWire[]> {
  const path = `${sharePath(ref)}/excluded-recipients`;
  return client.send({ method: "GET", path, read: readExcludedRecipients });
}

/** Reconciles the accounts that an organization's share leaves out to this list. */
export function putExcludedRecipients(
  client: CloudflareClient,
  ref: ShareRef,
  accountIds: readonly string[],
): Promise<undefined> {
  const body = accountIds.map((account_id) => ({ account_id }));
  return client.send({ method: "PUT", path: `${sharePath(ref)}/excluded-recipients`, body, read: nothing });
}

export function addShareResource(
  client: CloudflareClient,
  ref: ShareRef,
  body: ShareResourceBody,
  find: () => Promise<ShareResourceWire | undefined>,
): Promise<ShareResourceWire> {
  const path = `${sharePath(ref)}/resources`;
  return client.send({ method: "POST", path, body, read: readShareResource, find });
}

export function putShareResourceMeta(
  client: CloudflareClient,
  ref: ShareRef,
  id: string,
  meta: unknown,
): Promise<ShareResourceWire> {
  const path = childPath(ref, "resources", id);
  return client.send({ method: "PUT", path, body: { meta }, read: readShareResource });
}

export function removeShareResource(
  client: CloudflareClient,
  ref: ShareRef,
  id: string,
): Promise<ShareResourceWire> {
  return client.send({ method: "DELETE", path: childPath(ref, "resources", id), read: readShareResource });
}
