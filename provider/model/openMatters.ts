import type { DeliveryWire, RecipientWire } from "../api/wire";
import { differentPaths, givenPart, hasMeta } from "../base/meta";
import { cut, printable, showBeside } from "../base/text";
import { isSameName } from "../base/values";
import { type ResourceInput, resourceKey, type ShareInputs } from "./inputs";
import { liveRecipients, type ObservedResource, type ObservedShare } from "./observed";
import { declaredTarget } from "./target";

/** Something declared that is not so yet. */
export interface Open {
  /** The account it is about; undefined for the share itself. */
  account: string | undefined;
  reason: string;
  state: OpenState;
  /** Where Cloudflare has another value: which, and what to say of it once it is known not to be merely late. */
  kept?: Kept;
}

export interface Kept {
  what: string;
  value: string;
  reason: string;
}

type OpenState =
  /** It is on its way. */
  | "waiting"
  /** There is no record of it. Lists may lag; what stays unlisted must be asked for again. */
  | "unlisted"
  /** It was there and has gone: it must be asked for again. */
  | "left"
  /** Cloudflare will not try again. */
  | "failed";

/**
 * What of the declaration the live share doesn't meet yet: nothing when every recipient is associated and every
 * resource delivered. Pure.
 */
export function openMatters(desired: ShareInputs, observed: ObservedShare): Open[] {
  return [...openOfShare(desired, observed), ...openOfRecipients(desired, observed)];
}

/** The part that the share alone tells. */
export function openOfShare(desired: ShareInputs, { share, resources }: ObservedShare): Open[] {
  const live = new Map(resources.map((resource) => [resourceKey(resource), resource]));
  const content = desired.resources.flatMap((one) => openOfContent(one, live.get(resourceKey(one))));
  return [...openOfName(desired.name, share.name), ...content];
}

/** Whether the name is as declared. */
export function openOfName(declared: string, live: string): Open[] {
  if (isSameName(live, declared)) return [];
  const [value, wanted] = [showBeside(live, declared), showBeside(declared, live)];
  const reason = `Cloudflare has the name ${value}, and ${wanted} is declared`;
  return [inShare(`the name is still ${value}`, { what: "name", value: live, reason })];
}

/** What of a resource's record in the share is not as declared, before it goes to anybody. */
export function openOfContent(declared: ResourceInput, live: ObservedResource | undefined): Open[] {
  const named = `${declared.resourceType} ${declared.resourceId}`;
  if (!live) return [inShare(`${named} is not listed yet`)];
  if (hasMeta(live.meta, declared.meta)) return [];
  const value = givenPart(live.meta, [declared.meta]);
  const reason = `Cloudflare has a meta of ${named} that is not as declared at ${differentPaths(live.meta, declared.meta)}`;
  return [inShare(`the meta of ${named} is still the old one`, { what: named, value, reason })];
}

const inShare = (reason: string, kept?: Kept): Open => ({
  account: undefined,
  reason,
  state: "waiting",
  ...(kept ? { kept } : {}),
});

const longestShown = 500;

function openOfRecipients(desired: ShareInputs, observed: ObservedShare): Open[] {
  const declared = new Set(desired.resources.map(resourceKey));
  const resources = observed.resources.filter((resource) => declared.has(resourceKey(resource)));
  const target = declaredTarget(desired.recipients);
  if (target.kind === "organization") {
    const live = liveRecipients(observed);
    return live.flatMap((recipient) => openOfRecipient(recipient, resources));
  }
  const byAccount = new Map(observed.recipients.map((recipient) => [recipient.accountId, recipient]));
  return target.accounts.flatMap((account) =>
    openOfRecipient(byAccount.get(account) ?? { accountId: account }, resources),
  );
}

/** What is open of one recipient and the resources that it is to get; without a record it is not listed. */
export function openOfRecipient(
  { accountId, wire }: { accountId: string; wire?: RecipientWire },
  resources: readonly ObservedResource[],
): Open[] {
  if (!wire) return [{ account: accountId, reason: "not listed yet", state: "unlisted" }];
  const status = wire.association_status;
  const records = deliveryRecords(wire);
  const deliveries = resources.flatMap((resource) => openDelivery(resource, records) ?? []);
  const about = (open: OpenDelivery): Open => ({ account: accountId, ...open });
  if (status === "associated") return deliveries.map(about);
  const failed = deliveries.filter((open) => open.state === "failed");
  if (failed.length > 0) return failed.map(about);
  const error = wire.resources?.find((delivery) => delivery.error)?.error;
  // Asked for while it is still disassociating, Cloudflare may take the request for what is there already.
  const state = status === "disassociated" ? "left" : "waiting";
  return [{ account: accountId, reason: error ? `${status}: ${error}` : status, state }];
}

/** What is open of one resource's way to those who are associated: one that is associating gets it with its association. */
export function openOfResource({ recipients }: ObservedShare, resource: ObservedResource): Open[] {
  return recipients
    .filter(({ wire }) => wire.association_status === "associated")
    .flatMap(({ accountId, wire }) => {
      const open = openDelivery(resource, deliveryRecords(wire));
      return open ? [{ account: accountId, ...open }] : [];
    });
}

type OpenDelivery = Pick<Open, "reason" | "state">;

/** A recipient's deliveries by their ids in lower case; undefined where the answer tells nothing of them. */
function deliveryRecords({ resources }: RecipientWire): Map<string, DeliveryWire> | undefined {
  // Of two for one resource the first counts.
  const entries = resources?.map((one) => [one.resource_id.toLowerCase(), one] as const).reverse();
  return entries && new Map(entries);
}

/** What is open of one resource's way to one recipient; undefined when it has arrived. */
function openDelivery(
  resource: ObservedResource,
  records: Map<string, DeliveryWire> | undefined,
): OpenDelivery | undefined {
  // Without a word of deliveries, the association is all there is to go by.
  if (!records) return undefined;
  const { resource_id, id } = resource.wire;
  const delivery = records.get(resource_id.toLowerCase()) ?? records.get(id.toLowerCase());
  const what = `${resource.resourceType} ${resource.resourceId}`;
  if (!delivery) return { reason: `${what} not delivered yet`, state: "waiting" };
  if (delivery.error) {
    return { reason: `${what}: ${delivery.error}`, state: delivery.terminal ? "failed" : "waiting" };
  }
  const version = resource.wire.resource_version ?? 0;
  const isStale = typeof delivery.resource_version === "number" && delivery.resource_version < version;
  return isStale
    ? { reason: `${what} still in version ${delivery.resource_version} of ${version}`, state: "waiting" }
    : undefined;
}

const longest = 2 * longestShown + 200;

/** The open matters for a person, one each, at most so many. */
export function describeOpen(open: readonly Open[]): string[] {
  return open.map(({ account, reason }) =>
    printable(account ? `account ${account}: ${cut(reason, longest)}` : cut(reason, longest)),
  );
}

/** The same in one line. */
export function summarize(open: readonly Open[], most: number): string {
  const shown = describeOpen(open.slice(0, most)).join("; ");
  return open.length > most ? `${shown}; and ${open.length - most} more` : shown;
}
