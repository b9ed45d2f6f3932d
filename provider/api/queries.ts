import type { CloudflareClient, Query } from "./client";
import { childPath, type ShareRef, sharePath, sharesPath } from "./endpoints";
import { listAll } from "./pages";
import {
  type ExcludedRecipientWire,
  type RecipientWire,
  readExcludedRecipients,
  readRecipient,
  readRecipients,
  readShare,
  readShareResource,
  readShareResources,
  readShares,
  type ShareResourceWire,
  type ShareWire,
} from "./wire";

/** What to include; left out, the fields are absent from the answer. */
export interface Including {
  include_resources?: boolean;
  include_recipient_counts?: boolean;
}

export interface OrganizationShareQuery {
  status?: string;
  kind?: string;
  target_type?: string;
  resource_types?: readonly string[];
  order?: string;
  direction?: string;
}

export interface ShareQuery extends OrganizationShareQuery, Including {
  /** `key` or `key=value`; all of them must hold. */
  tag?: readonly string[];
}

export interface ShareResourceQuery {
  status?: string;
  resource_type?: string;
}

/** An interface has no index signature, and the client's query needs one. */
const queryOf = (query: object): Query => ({ ...query });

export function findShare(client: CloudflareClient, ref: ShareRef, query: Including): Promise<ShareWire> {
  return client.send({ method: "GET", path: sharePath(ref), query: queryOf(query), read: readShare });
}

/** The shares that an account sent, or, with kind `received`, that others share with it. */
export function listShares(
  client: CloudflareClient,
  accountId: string,
  query: ShareQuery,
  maxItems: number,
): Promise<ShareWire[]> {
  const path = sharesPath(accountId);
  return listAll(client, { path, query: queryOf(query), read: readShares, maxItems });
}

/** The shares of all accounts of an organization; neither resources nor counts nor tags are to be had. */
export function listOrganizationShares(
  client: CloudflareClient,
  organizationId: string,
  query: OrganizationShareQuery,
  maxItems: number,
): Promise<ShareWire[]> {
  const path = `/organizations/${encodeURIComponent(organizationId)}/shares`;
  return listAll(client, { path, query: queryOf(query), read: readShares, maxItems });
}

export function findRecipient(
  client: CloudflareClient,
  ref: ShareRef,
  recipientId: string,
  query: Pick<Including, "include_resources">,
): Promise<RecipientWire> {
  const path = childPath(ref, "recipients", recipientId);
  return client.send({ method: "GET", path, query: queryOf(query), read: readRecipient });
}

/** Without page and per_page the list is one answer: one request, and nothing can shift under it. */
export async function listRecipients(
  client: CloudflareClient,
  ref: ShareRef,
  query: Pick<Including, "include_resources">,
  maxItems: number,
): Promise<RecipientWire[]> {
  const path = `${sharePath(ref)}/recipients`;
  const all = await client.send({ method: "GET", path, query: queryOf(query), read: readRecipients });
  return all.slice(0, maxItems);
}

/** Of a share with an organization; Cloudflare refuses the call for others. One answer, as of recipients. */
export async function listExcludedRecipients(
  client: CloudflareClient,
  ref: ShareRef,
  maxItems: number,
): Promise<ExcludedRecipientWire[]> {
  const path = `${sharePath(ref)}/excluded-recipients`;
  const all = await client.send({ method: "GET", path, read: readExcludedRecipients });
  return all.slice(0, maxItems);
}

export function findShareResource(
  client: CloudflareClient,
  ref: ShareRef,
  shareResourceId: string,
): Promise<ShareResourceWire> {
  const path = childPath(ref, "resources", shareResourceId);
  return client.send({ method: "GET", path, read: readShareResource });
}

export function listShareResources(
  client: CloudflareClient,
  ref: ShareRef,
  query: ShareResourceQuery,
  maxItems: number,
): Promise<ShareResourceWire[]> {
  const path = `${sharePath(ref)}/resources`;
  return listAll(client, { path, query: queryOf(query), read: readShareResources, maxItems });
}
