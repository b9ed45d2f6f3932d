import type { FlowClock } from "./flowClock";
import type { Share } from "./share";
import type { DeliveryRefusal, RecipientRecord, ResourceRecord, ShareStatus } from "./state";

/** What transitions need to know; the store has it. */
export interface Surroundings {
  readonly flow: FlowClock;
  readonly refusals: DeliveryRefusal[];
  stamp(wallTime?: number): string;
}

/**
 * Brings a share up to the present. Nothing here runs on a timer: every transition has an end time, and a reader
 * who looks after that time finds it done. That is why states survive a snapshot and fake clocks work.
 */
export function settle(world: Surroundings, share: Share): void {
  for (const recipient of share.recipients.each()) settleRecipient(world, share, recipient);
  for (const resource of share.resources) settleDeleting(world, resource);
  settleDeleting(world, share);
}

export function settleRecipient(world: Surroundings, share: Share, recipient: RecipientRecord): void {
  if (!isDue(recipient, world.flow.now())) return;
  const associating = recipient.status === "associating";
  if (associating && isRefused(world, share, recipient.accountId)) return;
  finish(world, recipient, associating ? "associated" : "disassociated");
}

export function settleDeleting(world: Surroundings, record: Changing<ShareStatus>): void {
  if (isDue(record, world.flow.now())) finish(world, record, "deleted");
}

interface Changing<S> {
  status: S;
  until?: number;
  modified: string;
}

const isDue = ({ until }: { until?: number }, now: number): boolean => until !== undefined && until <= now;

/** Puts a record into a temporary state that ends after `ms`. */
export function begin<S>(world: Surroundings, record: Changing<S>, status: S, ms: number): void {
  record.status = status;
  record.until = world.flow.now() + ms;
  record.modified = world.stamp();
}

function finish<S>(world: Surroundings, record: Changing<S>, status: S): void {
  record.modified = world.stamp(world.flow.toWall(record.until ?? world.flow.now()));
  record.status = status;
  record.until = undefined;
}

const concerns = (refusal: DeliveryRefusal, accountId: string, resource: ResourceRecord): boolean =>
  refusal.accountId === accountId &&
  (refusal.resourceId === undefined || refusal.resourceId === resource.resourceId);

function isRefused(world: Surroundings, share: Share, accountId: string): boolean {
  if (world.refusals.length === 0) return false;
  return share.resources.some(
    (resource) =>
      resource.status === "active" &&
      world.refusals.some((refusal) => concerns(refusal, accountId, resource)),
  );
}

export interface Delivery {
  resourceId: string;
  version: number;
  error: string;
  terminal: boolean;
}

/** What one recipient has received so far, per resource of the share. */
export function deliveriesTo(world: Surroundings, share: Share, recipient: RecipientRecord): Delivery[] {
  const now = world.flow.now();
  const onItsWay = recipient.status === "associating" && !isDue(recipient, now);
  if (onItsWay || recipient.status === "disassociated") return [];
  return share.resources
    .filter((resource) => resource.status !== "deleted")
    .map((resource) => deliveryOf(world, resource, recipient, now))
    .filter((delivery) => delivery !== undefined);
}

function deliveryOf(
  world: Surroundings,
  resource: ResourceRecord,
  recipient: RecipientRecord,
  now: number,
): Delivery | undefined {
  const refusal = world.refusals.find((one) => concerns(one, recipient.accountId, resource));
  // A recipient that is overdue and still associating has never received what is refused for it.
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
