import { Changes, type ResourceSpec } from "./changes";
import type { Timing } from "./exchange";
import {
  type ExcludedRecipientWire,
  excludedWire,
  type RecipientWire,
  recipientWire,
  type ShareResourceWire,
  type ShareWire,
  shareWire,
} from "./shapes";
import { type DeliveryRefusal, isLive, type ResourceType } from "./state";
import type { Share, Store } from "./store";

/** A share with everything there is to know about it, as the API would word it at this moment. */
export interface ShareDetails extends Required<ShareWire> {
  /** Former ones too. */
  recipients: Required<RecipientWire>[];
  /** The accounts that a share with the organization leaves out. */
  excluded: ExcludedRecipientWire[];
}

/** A resource as {@link Dashboard} takes it. */
export interface ResourceByHand {
  /** Default "custom-ruleset". */
  resourceType?: ResourceType;
  /** The shared resource's own id: any text, nothing looks for it. */
  resourceId: string;
  /** Default: the owner of the share. */
  resourceAccountId?: string;
  /** Default `{}`. */
  meta?: Record<string, unknown>;
}

/** A share as {@link Dashboard} takes it. */
export interface ShareByHand {
  /** The account that owns it. */
  accountId: string;
  /** Its display name. */
  name: string;
  /** Account ids, or "organization" for all of them. */
  recipients: string[] | "organization";
  /** At least one. */
  resources: ResourceByHand[];
  /** Account ids; of a share with the organization. Default none. */
  excluded?: string[];
  /** What the query `tag` of lists filters by; no documented request sets them. Default none. */
  tags?: Record<string, string>;
}

/** What someone does by hand in Cloudflare's dashboard: neither logged nor rate limited nor faulted. */
export class Dashboard {
  constructor(
    private readonly store: Store,
    private readonly timing: Timing,
  ) {}

  /** All shares, or those that one account sent; deleted ones too. */
  shares(accountId?: string): ShareDetails[] {
    const shares = accountId === undefined ? this.store.all() : this.store.sentBy(accountId);
    return shares.map((share) => this.details(share));
  }

  /** @throws Error when there is none with this id */
  share(id: string): ShareDetails {
    return this.details(this.known(id));
  }

  /** Its recipients begin associating; nothing is checked. */
  createShare(spec: ShareByHand): ShareDetails {
    const { recipients, resources, ...rest } = spec;
    const toAccounts = recipients !== "organization";
    const share = this.changes.createShare({
      ...rest,
      targetType: toAccounts ? "account" : "organization",
      accountIds: toAccounts ? recipients : [],
      resources: resources.map((one) => resourceSpec(one, spec.accountId)),
    });
    return this.share(share.id);
  }

  /** Changes the display name at once. */
  rename(shareId: string, name: string): void {
    this.changes.rename(this.known(shareId), name);
  }

  /** Starts deleting. */
  deleteShare(shareId: string): void {
    this.changes.deleteShare(this.known(shareId));
  }

  /** The account begins associating. */
  addRecipient(shareId: string, accountId: string): void {
    this.changes.addRecipient(this.known(shareId), accountId);
  }

  /**
   * The account begins disassociating.
   *
   * @throws Error when it is no live recipient
   */
  removeRecipient(shareId: string, accountId: string): void {
    const share = this.known(shareId);
    const recipient = share.recipients.newestOf(accountId);
    if (!recipient || !isLive(recipient)) throw new Error(`${accountId} is no recipient of share ${shareId}`);
    this.changes.removeRecipient(share, recipient);
  }

  /**
   * The accounts that the share leaves out from now on.
   *
   * @throws Error when it is a share with accounts
   */
  setExcluded(shareId: string, accountIds: string[]): void {
    const share = this.known(shareId);
    if (share.targetType !== "organization") throw new Error(`share ${shareId} is for accounts`);
    this.changes.replaceExcluded(share, accountIds);
  }

  /** Begins delivering it. */
  addResource(shareId: string, resource: ResourceByHand): ShareResourceWire {
    const share = this.known(shareId);
    const { id } = this.changes.addResource(share, resourceSpec(resource, share.accountId));
    const added = this.share(shareId).resources.find((one) => one.id === id);
    return added as ShareResourceWire;
  }

  /** `resourceId`: the share resource's id or the shared resource's own. Even the last one goes. */
  removeResource(shareId: string, resourceId: string): void {
    this.changes.removeResource(this.resource(shareId, resourceId));
  }

  /** Raises the resource's version and begins delivering it; `resourceId` as for {@link removeResource}. */
  setMeta(shareId: string, resourceId: string, meta: Record<string, unknown>): void {
    this.changes.setMeta(this.resource(shareId, resourceId), meta);
  }

  /** From now on nothing (or not this shared resource) reaches the account: its recipients stay associating. */
  refuseDelivery(refusal: Omit<DeliveryRefusal, "since">): void {
    this.store.all();
    this.store.refusals.push({ ...refusal, since: this.store.flow.now() });
  }

  /** Takes back what {@link refuseDelivery} said of the account. */
  acceptDelivery(accountId: string): void {
    this.store.refusals = this.store.refusals.filter((refusal) => refusal.accountId !== accountId);
  }

  /** For the transitions that start from now on. */
  setTransitionMs(ms: number): void {
    this.timing.transitionMs = ms;
  }

  /** Freezes all transitions until `release`. */
  hold(): void {
    this.store.flow.hold();
  }

  /** Ends what {@link hold} began: transitions go on where they stood. */
  release(): void {
    this.store.flow.release();
  }

  private get changes(): Changes {
    return new Changes(this.store, this.timing.transitionMs);
  }

  private known(id: string): Share {
    const share = this.store.find(id);
    if (!share) throw new Error(`there is no share ${id}`);
    return share;
  }

  private resource(shareId: string, id: string) {
    const all = this.known(shareId).resources;
    const active = all.filter((one) => one.status === "active");
    const found = all.find((one) => one.id === id) ?? active.find((one) => one.resourceId === id);
    if (!found) throw new Error(`share ${shareId} has no resource ${id}`);
    return found;
  }

  private details(share: Share): ShareDetails {
    const all = { include_resources: true, include_recipient_counts: true };
    const details = {
      ...shareWire(this.store, share, "sent", all),
      recipients: share.recipients.all().map((one) => recipientWire(this.store, share, one, all)),
      excluded: share.excluded.map(excludedWire),
    };
    return structuredClone(details) as ShareDetails;
  }
}

const resourceSpec = (byHand: ResourceByHand, owner: string): ResourceSpec => ({
  resourceType: byHand.resourceType ?? "custom-ruleset",
  resourceId: byHand.resourceId,
  resourceAccountId: byHand.resourceAccountId ?? owner,
  meta: byHand.meta ?? {},
});
