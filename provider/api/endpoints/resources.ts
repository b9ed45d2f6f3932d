import type { CloudflareClient } from "../client";
import { listAll } from "../pages";
import {
  aboutId,
  ifAny,
  type Read,
  readNothing,
  readShareResource,
  readShareResources,
  type ShareResourceWire,
} from "../wire";
import { collectionPath, queryOf, recordPath, type ShareRef } from "./paths";

/** A resource of a share as Cloudflare takes it. */
export interface ShareResourceBody {
  meta: unknown;
  resource_account_id: string;
  resource_id: string;
  resource_type: string;
}

export interface ShareResourceQuery {
  status?: string;
  resource_type?: string;
}

export function listShareResources(
  client: CloudflareClient,
  ref: ShareRef,
  query: ShareResourceQuery,
  maxItems: number,
): Promise<ShareResourceWire[]> {
  const path = collectionPath(ref, "resources");
  return listAll(client, { path, query: queryOf(query), read: readShareResources, maxItems });
}

/** @param find looks for the record when the answer was lost */
export function addShareResource(
  client: CloudflareClient,
  ref: ShareRef,
  body: ShareResourceBody,
  find: () => Promise<ShareResourceWire | undefined>,
): Promise<ShareResourceWire> {
  const path = collectionPath(ref, "resources");
  return client.send({ method: "POST", path, body, read: aboutResource(body), find });
}

function aboutResource(body: ShareResourceBody): Read<ShareResourceWire> {
  return (envelope) => {
    const wire = readShareResource(envelope);
    const isAsked =
      wire.resource_type === body.resource_type &&
      wire.resource_id.toLowerCase() === body.resource_id.toLowerCase();
    if (!isAsked) throw new Error(`result: ${wire.resource_type} ${wire.resource_id} is another resource`);
    return wire;
  };
}

/** @param id of the share's record, not of the shared resource */
export function getShareResource(
  client: CloudflareClient,
  ref: ShareRef,
  id: string,
): Promise<ShareResourceWire> {
  const path = recordPath(ref, "resources", id);
  return client.send({ method: "GET", path, read: aboutId(id, readShareResource) });
}

/**
 * Only meta can change.
 *
 * @returns the record as answered; undefined if the answer says nothing of its meta
 */
export function putShareResourceMeta(
  client: CloudflareClient,
  ref: ShareRef,
  id: string,
  meta: unknown,
): Promise<ShareResourceWire | undefined> {
  const path = recordPath(ref, "resources", id);
  const readAny = ifAny(aboutId(id, readShareResource));
  const read: Read<ShareResourceWire | undefined> = (envelope) => {
    const wire = readAny(envelope);
    return wire?.meta ? wire : undefined;
  };
  return client.send({ method: "PUT", path, body: { meta }, read });
}

export function removeShareResource(client: CloudflareClient, ref: ShareRef, id: string): Promise<undefined> {
  return client.send({ method: "DELETE", path: recordPath(ref, "resources", id), read: readNothing });
}
