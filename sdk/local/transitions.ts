import type { DeliveryRefusal, RecipientRecord, ResourceRecord, ShareStatus } from "./state";
import type { Share, Store } from "./store";

/**
 * Brings a share up to the present. Nothing here runs on a timer: every transition has a time at which it
 * ends, and whoever looks after that time finds it done. So states survive a snapshot, and fake clocks work.
 */
export function settle(store: Store, share: Share): void {
  for (const recipient of share.recipients.each()) settleRecipient(store, share, recipient);
  for (const resource of share.resources) settleDeleting(store, resource);
  settleDeleting(store, share);
}

export function settleRecipient(store: Store, share: Share, recipient: RecipientRecord): void {
  if (!isDue(recipient, store.flow.now())) return;
  const associating = recipient.status === "associating";
  if (associating && isRefused(store, share, recipient.accountId)) return;
  finish(store, recipient, associating ? "associated" : "disassociated");
}

export function settleDeleting(store: Store, record: Changing<ShareStatus>): void {
  if (isDue(record, store.flow.now())) finish(store, record, "deleted");
}

interface Changing<S> {
  status: S;
  until?: number;
  modified: string;
}

const isDue = ({ until }: { until?: number }, now: number): boolean => until !== undefined && until <= now;

/** Puts a record into a passing state that ends after `ms`. */
export function begin<S>(store: Store, record: Changing<S>, status: S, ms: number): void {
  record.status = status;
  record.until = store.flow.now() + ms;
  record.modified = store.stamp();
}

function finish<S>(store: Store, record: Changing<S>, status: S): void {
  record.modified = store.stamp(store.flow.toWall(record.until ?? store.flow.now()));
  record.status = status;
  record.until = undefined;
}

const concerns = (refusal: DeliveryRefusal, accountId: string, resource: ResourceRecord): boolean =>
  refusal.accountId === accountId &&
  (refusal.resourceId === undefined || refusal.resourceId === resource.resourceId);

function isRefused(store: Store, share: Share, accountId: string): boolean {
  if (store.refusals.length === 0) return false;
  return share.resources.some(
    (resource) =>
      resource.status === "active" &&
      store.refusals.some((refusal) => concerns(refusal, accountId, resource)),
  );
}

export interface Delivery {
  resourceId: string;
  version: number;
  error: string;
  terminal: boolean;
}

/** What has reached one recipient so far, per resource of the share. */
export function deliveriesTo(store: Store, share: Share, recipient: RecipientRecord): Delivery[] {
  const now = store.flow.now();
  const onItsWay = recipient.status === "associating" && !isDue(recipient, now);
  if (onItsWay || recipient.status === "disassociated") return [];
  return share.resources
    .filter((resource) => resource.status !== "deleted")
    .map((resource) => deliveryOf(store, resource, recipient, now))
    .filter((delivery) => delivery !== undefined);
}

function deliveryOf(
  store: Store,
  resource: ResourceRecord,
  recipient: RecipientRecord,
  now: number,
): Delivery | undefined {
  const refusal = store.refusals.find((one) => concerns(one, recipient.accountId, resource));
  // A recipient that is past its time and still associating never received anything of what it refuses.
  const since = recipient.status === "associating" ? Number.NEGATIVE_INFINITY : refusal?.since;
  const arrived = resource.arrivals.filter(({ at }) => at <= now);
  const accepted = refusal && since !== undefined ? arrived.filter(({ at }) => at <= since) : arrived;
  const { resourceId } = resource;
  const version = accepted.at(-1)?.version;
  if (refusal && accepted.length < arrived.length) {
    const { error, terminal } = refusal;
    return { resourceId, version: version ?? resource.version, error, terminal };
  }
  return version === undefined ? undefined : { resourceId, version, error: "", terminal: false };
}
