import type { ExcludedRecipientWire, RecipientWire, ShareResourceWire, ShareWire } from "../api/wire";
import type { Timeouts } from "../base/timeouts";
import { canonicalId, canonicalMeta, pick } from "../base/values";

/** A share as the program declares it: what `check` makes of the inputs and what the state keeps of them. */
export interface ShareInputs {
  accountId: string;
  name: string;
  recipients: RecipientInput[];
  resources: ResourceInput[];
  excludedRecipients?: ExcludedInput[];
  exclusive?: boolean;
  waitForRecipients?: boolean;
  onDeliveryError?: "fail" | "warn";
  onDuplicate?: "fail" | "adopt" | "create";
  timeouts?: Timeouts;
  /** The option: kept, so that one that only stays in the program is known from one that is new. */
  import?: string;
}

const inputNames = [
  "accountId",
  "name",
  "recipients",
  "resources",
  "excludedRecipients",
  "exclusive",
  "waitForRecipients",
  "onDeliveryError",
  "onDuplicate",
  "timeouts",
  "import",
] as const;

/** The inputs among the properties that the engine hands over: outputs repeat them. */
export function inputsOf(properties: object): ShareInputs {
  return pick(properties, inputNames) as unknown as ShareInputs;
}

/** The live facts among the properties: all but the inputs. */
export function factsOf(properties: object): Record<string, unknown> {
  const names = new Set<string>(inputNames);
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.has(name)));
}

/** Exactly one of the two, or neither: the caller's own organization. */
export interface RecipientInput {
  recipientAccountId?: string;
  organizationId?: string;
}

export interface ResourceInput {
  resourceType: string;
  resourceId: string;
  resourceAccountId: string;
  /** JSON text with sorted keys. */
  meta: string;
}

export interface ExcludedInput {
  accountId: string;
}

/** Whom a share is for. It can't be turned from the one kind into the other. */
export type Target =
  | { kind: "account"; accounts: string[] }
  /** Without an id: the organization of the account that owns the share. */
  | { kind: "organization"; organizationId: string | undefined };

export function targetOf(recipients: readonly RecipientInput[]): Target {
  const accounts = recipients.flatMap((recipient) => recipient.recipientAccountId ?? []);
  if (accounts.length > 0) return { kind: "account", accounts };
  return { kind: "organization", organizationId: recipients[0]?.organizationId };
}

export function recipientKey(recipient: RecipientInput): string {
  if (recipient.recipientAccountId !== undefined) return `account ${recipient.recipientAccountId}`;
  return `organization ${recipient.organizationId ?? ""}`;
}

/** An exclusive share answers for everything that is attached to it; another one for what it declares. */
export function isExclusive(inputs: Pick<ShareInputs, "exclusive">): boolean {
  return inputs.exclusive ?? true;
}

/** At most one live resource of a share has this key. */
export function resourceKey(resource: Omit<ResourceInput, "meta">): string {
  const { resourceType, resourceAccountId, resourceId } = resource;
  return `${resourceType}/${resourceAccountId}/${resourceId.toLowerCase()}`;
}

/** A share as Cloudflare has it now. */
export interface ObservedShare {
  share: ShareWire;
  /** One for each account: its live record, or else its latest, as records stay listed for ever. */
  recipients: ObservedRecipient[];
  /** The live ones. */
  resources: ObservedResource[];
  /** Of an organization's share; empty for others. */
  excluded: ExcludedRecipientWire[];
}

export interface ObservedRecipient {
  accountId: string;
  wire: RecipientWire;
}

export interface ObservedResource extends ResourceInput {
  wire: ShareResourceWire;
}

export function isGone(share: Pick<ShareWire, "status">): boolean {
  return share.status === "deleting" || share.status === "deleted";
}

/** A status that we don't know counts as live: nothing is removed, or added anew, for a word that is new. */
export function isLiveRecipient(recipient: Pick<RecipientWire, "association_status">): boolean {
  return !recipient.association_status.startsWith("disassociat");
}

function isLiveResource(resource: ShareResourceWire): boolean {
  return resource.status !== "deleting" && resource.status !== "deleted";
}

/** Dates have up to six fractional digits: without the Z that ends them they sort as text. */
function dateText({ modified }: RecipientWire): string {
  return (modified ?? "").replace(/Z$/, "");
}

function latestByAccount(records: readonly RecipientWire[]): ObservedRecipient[] {
  const byAccount = new Map<string, ObservedRecipient>();
  for (const wire of records) {
    const accountId = canonicalId(wire.account_id ?? "");
    const known = byAccount.get(accountId)?.wire;
    const isBetter =
      known === undefined ||
      (isLiveRecipient(wire) && !isLiveRecipient(known)) ||
      (isLiveRecipient(wire) === isLiveRecipient(known) && dateText(wire) > dateText(known));
    if (isBetter) byAccount.set(accountId, { accountId, wire });
  }
  return [...byAccount.values()];
}

export function observedResource(wire: ShareResourceWire, ownerId: string): ObservedResource {
  return {
    resourceType: wire.resource_type,
    resourceId: canonicalId(wire.resource_id),
    resourceAccountId: canonicalId(wire.resource_account_id ?? ownerId),
    meta: canonicalMeta(wire.meta),
    wire,
  };
}

export function observedShare(
  share: ShareWire,
  recipients: readonly RecipientWire[],
  excluded: readonly ExcludedRecipientWire[],
  ownerId: string,
): ObservedShare {
  return {
    share,
    recipients: latestByAccount(recipients),
    resources: (share.resources ?? []).filter(isLiveResource).map((wire) => observedResource(wire, ownerId)),
    excluded: [...excluded],
  };
}
