import type { CloudflareClient } from "../client";
import { pageSize } from "../pageInfo";
import { fetchPage, listAll } from "../pages";
import { aboutId, type EnvelopeWire, ifAny, type Read, readShare, readShares, type ShareWire } from "../wire";
import { queryOf, type ShareRef, sharePath, sharesPath } from "./paths";
import type { RecipientBody } from "./recipients";
import type { ShareResourceBody } from "./resources";

export interface ShareBody {
  name: string;
  recipients: RecipientBody[];
  resources: ShareResourceBody[];
}

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

/**
 * @param find looks for the share when the answer was lost
 * @param isNew whether an answered id can be the new share's: an id that was there before answers something else
 */
export function createShare(
  client: CloudflareClient,
  accountId: string,
  body: ShareBody,
  find: () => Promise<ShareWire | undefined>,
  isNew: (id: string) => boolean,
): Promise<ShareWire> {
  const read: Read<ShareWire> = (envelope) => {
    const share = readSent(accountId, readShare)(envelope);
    if (!isNew(share.id)) throw new Error(`result.id: ${share.id} is another share's`);
    return share;
  };
  return client.send({ method: "POST", path: sharesPath(accountId), body, read, find });
}

/** A share that the account sent or received. */
export function getShare(client: CloudflareClient, ref: ShareRef, query: Including): Promise<ShareWire> {
  return client.send({
    method: "GET",
    path: sharePath(ref),
    query: queryOf(query),
    read: aboutId(ref.shareId, readShare),
  });
}

/** A share of the account's own, with resources and recipient counts: they cost no request of their own. */
export function getSentShare(client: CloudflareClient, ref: ShareRef): Promise<ShareWire> {
  const query = { include_resources: true, include_recipient_counts: true };
  const read = aboutId(ref.shareId, readSent(ref.accountId, readShareWithResources));
  return client.send({ method: "GET", path: sharePath(ref), query, read });
}

/** Resources that were asked for and are missing must not count as none: a refresh would call them all drift. */
function readShareWithResources(envelope: EnvelopeWire): ShareWire {
  const share = readShare(envelope);
  if (share.status === "active" && !share.resources)
    throw new Error("result.resources: missing, though asked for");
  return share;
}

/** A share that another account owns, or that this account received, is no answer about one of its own. */
function readSent(accountId: string, read: Read<ShareWire>): Read<ShareWire> {
  return (envelope) => {
    const share = read(envelope);
    if (!isSent(accountId, share))
      throw new Error(`result: share ${share.id} is not one of the account's own`);
    return share;
  };
}

const isSent = (accountId: string, { account_id, kind }: ShareWire) =>
  (account_id || accountId) === accountId && kind !== "received";

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

/** The shares of all accounts of an organization. Cloudflare offers neither resources nor counts nor tags here. */
export function listOrganizationShares(
  client: CloudflareClient,
  organizationId: string,
  query: OrganizationShareQuery,
  maxItems: number,
): Promise<ShareWire[]> {
  const path = `/organizations/${encodeURIComponent(organizationId)}/shares`;
  return listAll(client, { path, query: queryOf(query), read: readShares, maxItems });
}

/** The account's own active shares with their resources, oldest first: what is new comes at the end. */
export async function listActiveShares(client: CloudflareClient, accountId: string): Promise<ShareWire[]> {
  const listed = await listAll(client, activeShares(accountId, "asc"));
  return listed.filter((share) => isSent(accountId, share));
}

/** The account's own active shares that were not listed before, newest first; older pages are not asked for. */
export async function listNewShares(
  client: CloudflareClient,
  accountId: string,
  before: ReadonlySet<string>,
): Promise<ShareWire[]> {
  const enough = (page: ShareWire[]) => page.every(({ id }) => before.has(id));
  const listed = await listAll(client, { ...activeShares(accountId, "desc"), enough });
  return listed.filter((share) => isSent(accountId, share) && !before.has(share.id));
}

export type Direction = "asc" | "desc";

/** A page that helps comes sooner. */
export const pageLimitMs = 5_000;

/**
 * Those of a page of the account's own active shares that came whole, with resources and counts; when its first one
 * was created, and how many pages there are, if that can be told.
 */
export async function pageOfActiveShares(
  client: CloudflareClient,
  accountId: string,
  { number, direction }: { number: number; direction: Direction },
): Promise<{ shares: ShareWire[]; since: string | undefined; pageCount: number | undefined }> {
  const active = activeShares(accountId, direction);
  const query = { ...active.query, include_recipient_counts: true };
  const listing = { ...active, query, spareAfterMs: pageLimitMs };
  const { items, info } = await fetchPage(client, listing, { page: number, size: pageSize });
  const isWhole = (share: ShareWire) =>
    isSent(accountId, share) && share.status === "active" && share.resources;
  const pageCount = info?.totalPages ?? (items.length < pageSize ? number : undefined);
  return { shares: items.filter(isWhole), since: items[0]?.created ?? undefined, pageCount };
}

const activeShares = (accountId: string, direction: Direction) => ({
  path: sharesPath(accountId),
  query: { status: "active", kind: "sent", order: "created", direction, include_resources: true },
  read: readShares,
});

/** @returns the share as answered; undefined if the answer says nothing of it */
export function renameShare(
  client: CloudflareClient,
  ref: ShareRef,
  name: string,
): Promise<ShareWire | undefined> {
  return client.send({ method: "PUT", path: sharePath(ref), body: { name }, read: readChanged(ref) });
}

/** @returns the share as answered; undefined if the answer says nothing of it */
export function deleteShare(client: CloudflareClient, ref: ShareRef): Promise<ShareWire | undefined> {
  return client.send({ method: "DELETE", path: sharePath(ref), read: readChanged(ref) });
}

/** A PUT or DELETE that was answered with success is done, whatever else the answer says. */
const readChanged = (ref: ShareRef) => ifAny(aboutId(ref.shareId, readSent(ref.accountId, readShare)));
