import {
  type ExcludedRecipientWire,
  excludedWire,
  type RecipientWire,
  recipientWire,
  type ShareResourceWire,
  type ShareWire,
  shareWire,
} from "./api/shapes";
import { Changes, type ResourceSpec } from "./world/changes";
import type { Share } from "./world/share";
import { type DeliveryRefusal, isLive, type ResourceType } from "./world/state";
import type { Store } from "./world/store";

/** A share with everything known about it, in the words of the API, at this moment. */
export interface ShareDetails extends Required<ShareWire> {
  /** Including former ones. */
  recipients: Required<RecipientWire>[];
  /** The accounts that an organization share excludes. */
  excluded: ExcludedRecipientWire[];
}

/** A resource as {@link Dashboard} takes it. */
export interface ResourceByHand {
  /** Default "custom-ruleset". */
  resourceType?: ResourceType;
  /** The id of the shared thing itself: any text, it need not exist. */
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
  /** Account ids, or "organization" for every member. */
  recipients: string[] | "organization";
  /** At least one. */
  resources: ResourceByHand[];
  /** Account ids; only for an organization share. Default none. */
  excluded?: string[];
  /** The tags that the query `tag` of lists filters by. No documented request sets them. Default none. */
  tags?: Record<string, string>;
}

/** Changes by hand, as in Cloudflare's dashboard. They are not logged, not rate limited and not faulted. */
export class Dashboard {
  constructor(private readonly store: Store) {}

  /** All shares, or those that one account sent, including deleted ones. */
  shares(accountId?: string): ShareDetails[] {
    const shares = accountId === undefined ? this.store.all() : this.store.sentBy(accountId);
    return shares.map((share) => this.details(share));
  }

  /** @throws Error when there is no share with this id */
  share(id: string): ShareDetails {
    return this.details(this.known(id));
  }

  /** Creates a share without any check. Its recipients begin associating. */
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

  /** Starts deleting the share. */
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
   * @throws Error when the account is not a live recipient
   */
  removeRecipient(shareId: string, accountId: string): void {
    const share = this.known(shareId);
    const recipient = share.recipients.newestOf(accountId);
    if (!recipient || !isLive(recipient)) throw new Error(`${accountId} is no recipient of share ${shareId}`);
    this.changes.removeRecipient(share, recipient);
  }

  /**
   * Replaces the excluded accounts.
   *
   * @throws Error when the share is for accounts
   */
  setExcluded(shareId: string, accountIds: string[]): void {
    const share = this.known(shareId);
    if (share.targetType !== "organization") throw new Error(`share ${shareId} is for accounts`);
    this.changes.replaceExcluded(share, accountIds);
  }

  /** Adds a resource and begins delivering it. */
  addResource(shareId: string, resource: ResourceByHand): ShareResourceWire {
    const share = this.known(shareId);
    const { id } = this.changes.addResource(share, resourceSpec(resource, share.accountId));
    const added = this.share(shareId).resources.find((one) => one.id === id);
    return added as ShareResourceWire;
  }

  /**
   * Removes a resource, even the last one. `resourceId` is the id of the share resource or of the shared thing
   * itself.
   */
  removeResource(shareId: string, resourceId: string): void {
    this.changes.removeResource(this.resource(shareId, resourceId));
  }

  /** Changes meta and begins delivering the new version. `resourceId` is as for {@link removeResource}. */
  setMeta(shareId: string, resourceId: string, meta: Record<string, unknown>): void {
    this.changes.setMeta(this.resource(shareId, resourceId), meta);
  }

  /** From now on the account receives nothing, or not this resource: as a recipient it stays associating. */
  refuseDelivery(refusal: Omit<DeliveryRefusal, "since">): void {
    this.store.all();
    this.store.refusals.push({ ...refusal, since: this.store.flow.now() });
  }

  /** Undoes every {@link refuseDelivery} for the account. */
  acceptDelivery(accountId: string): void {
    this.store.refusals = this.store.refusals.filter((refusal) => refusal.accountId !== accountId);
  }

  /** How long the transitions take that start from now on. */
  setTransitionMs(ms: number): void {
    this.store.settings.transitionMs = ms;
  }

  /** Freezes all transitions until {@link release}. */
  hold(): void {
    this.store.flow.hold();
  }

  /** Ends {@link hold}: transitions go on where they stopped. */
  release(): void {
    this.store.flow.release();
  }

  private get changes(): Changes {
    return new Changes(this.store, this.store.settings.transitionMs);
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
