import type { CloudflareClient } from "../client";
import { listWhole } from "../pages";
import { aboutId, type Read, type RecipientWire, readNothing, readRecipient, readRecipients } from "../wire";
import { collectionPath, queryOf, recordPath, type ShareRef } from "./paths";

/** A recipient as Cloudflare takes it. The deprecated `account_id` is never sent. */
export interface RecipientBody {
  recipient_account_id?: string;
  organization_id?: string;
}

interface IncludingDeliveries {
  include_resources?: boolean;
}

/** Every recipient that the share ever had; without page and per_page it is one answer, or should be. */
export function listRecipients(
  client: CloudflareClient,
  ref: ShareRef,
  query: IncludingDeliveries = { include_resources: true },
): Promise<RecipientWire[]> {
  const path = collectionPath(ref, "recipients");
  return listWhole(client, { path, query: queryOf(query), read: readRecipients });
}

/** Reconciles the share's recipients to this list. */
export function putRecipients(
  client: CloudflareClient,
  ref: ShareRef,
  body: RecipientBody[],
): Promise<undefined> {
  const path = collectionPath(ref, "recipients");
  return client.send({ method: "PUT", path, body, read: readNothing });
}

/** @param find looks for the record when the answer was lost */
export function addRecipient(
  client: CloudflareClient,
  ref: ShareRef,
  body: RecipientBody,
  find: () => Promise<RecipientWire | undefined>,
): Promise<RecipientWire> {
  const path = collectionPath(ref, "recipients");
  return client.send({ method: "POST", path, body, read: aboutAccount(body, readRecipient), find });
}

function aboutAccount(body: RecipientBody, read: Read<RecipientWire>): Read<RecipientWire> {
  return (envelope) => {
    const wire = read(envelope);
    const asked = body.recipient_account_id;
    if (asked && wire.account_id && wire.account_id !== asked)
      throw new Error(`result.account_id: ${wire.account_id} was answered, and ${asked} was added`);
    return wire;
  };
}

export function getRecipient(
  client: CloudflareClient,
  ref: ShareRef,
  id: string,
  query: IncludingDeliveries = { include_resources: true },
): Promise<RecipientWire> {
  const path = recordPath(ref, "recipients", id);
  return client.send({ method: "GET", path, query: queryOf(query), read: aboutId(id, readRecipient) });
}

export function removeRecipient(client: CloudflareClient, ref: ShareRef, id: string): Promise<undefined> {
  return client.send({ method: "DELETE", path: recordPath(ref, "recipients", id), read: readNothing });
}
