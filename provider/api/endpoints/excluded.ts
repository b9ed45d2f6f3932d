import type { CloudflareClient } from "../client";
import { listWhole } from "../pages";
import {
  type ExcludedRecipientWire,
  type Read,
  readExcludedRecipient,
  readExcludedRecipients,
  readNothing,
} from "../wire";
import { collectionPath, recordPath, type ShareRef } from "./paths";

/** The accounts that an organization's share leaves out; refused for other shares. One answer, as of recipients. */
export function listExcludedRecipients(
  client: CloudflareClient,
  ref: ShareRef,
): Promise<ExcludedRecipientWire[]> {
  const path = collectionPath(ref, "excluded-recipients");
  return listWhole(client, { path, read: readExcludedRecipients });
}

/** Reconciles the accounts that are left out to this list. */
export function putExcludedRecipients(
  client: CloudflareClient,
  ref: ShareRef,
  accountIds: readonly string[],
): Promise<undefined> {
  const path = collectionPath(ref, "excluded-recipients");
  const body = accountIds.map((account_id) => ({ account_id }));
  return client.send({ method: "PUT", path, body, read: readNothing });
}

/** @param find looks for the record when the answer was lost */
export function addExcludedRecipient(
  client: CloudflareClient,
  ref: ShareRef,
  accountId: string,
  find: () => Promise<ExcludedRecipientWire | undefined>,
): Promise<ExcludedRecipientWire> {
  const path = collectionPath(ref, "excluded-recipients");
  const body = { account_id: accountId };
  const read: Read<ExcludedRecipientWire> = (envelope) => {
    const wire = readExcludedRecipient(envelope);
    if (wire.account_id === accountId) return wire;
    throw new Error(`result.account_id: ${wire.account_id} was answered, and ${accountId} was added`);
  };
  return client.send({ method: "POST", path, body, read, find });
}

export function removeExcludedRecipient(
  client: CloudflareClient,
  ref: ShareRef,
  id: string,
): Promise<undefined> {
  return client.send({
    method: "DELETE",
    path: recordPath(ref, "excluded-recipients", id),
    read: readNothing,
  });
}
