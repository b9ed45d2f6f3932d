import { RecipientBook } from "./recipientBook";
import type { Share } from "./share";
import {
  type ExcludedRecord,
  isLive,
  type RecipientRecord,
  type ResourceRecord,
  type TargetType,
} from "./state";
import type { Store } from "./store";
import { begin, settleDeleting, settleRecipient } from "./transitions";

export type ResourceSpec = Pick<ResourceRecord, "resourceType" | "resourceId" | "resourceAccountId" | "meta">;

export interface ShareSpec {
  accountId: string;
  name: string;
  targetType: TargetType;
  /** Only for an account share; an organization share works out its own. */
  accountIds: string[];
  resources: ResourceSpec[];
  excluded?: string[];
  tags?: Record<string, string>;
  created?: string;
}

/** Every change to the store. It refuses nothing: that is the job of the API's rules. */
export class Changes {
  constructor(
    private readonly store: Store,
    /** How long the transitions that start here take. */
    private readonly ms: number,
  ) {}

  createShare(spec: ShareSpec): Share {
    const created = spec.created ?? this.store.stamp();
    const { accountId, name, targetType, tags = {} } = spec;
    const share: Share = {
      id: this.store.newId(),
      accountId,
      name,
      targetType,
      tags,
      status: "active",
      created,
      modified: created,
      recipients: new RecipientBook(),
      resources: [],
      excluded: [],
    };
    // The first version arrives with the association itself, not one transition later.
    for (const resource of spec.resources) this.publishNew(share, resource, 0);
    for (const excluded of spec.excluded ?? []) this.noteExcluded(share, excluded);
    for (const account of targetType === "account" ? spec.accountIds : this.eligible(share)) {
      this.addRecipient(share, account);
    }
    this.store.insert(share);
    return share;
  }

  rename(share: Share, name: string): void {
    share.name = name;
    share.modified = this.store.stamp();
  }

  /** Recipients and resources go with the share. */
  deleteShare(share: Share): void {
    if (share.status !== "active") return;
    begin(this.store, share, "deleting", this.ms);
    for (const recipient of share.recipients.each()) this.removeRecipient(share, recipient);
    for (const resource of share.resources) this.removeResource(resource);
    settleDeleting(this.store, share);
  }

  addRecipient(share: Share, accountId: string): RecipientRecord {
    const old = share.recipients.newestOf(accountId);
    if (old && (isLive(old) || this.ignoresReAdding(old))) return old;
    if (old && this.store.settings.reAdd !== "new-record") {
      begin(this.store, old, "associating", this.ms);
      settleRecipient(this.store, share, old);
      return old;
    }
    const created = this.store.stamp();
    const recipient: RecipientRecord = {
      id: this.store.newId(),
      accountId,
      status: "associating",
      created,
      modified: created,
      until: this.store.flow.now() + this.ms,
    };
    share.recipients.add(recipient);
    settleRecipient(this.store, share, recipient);
    return recipient;
  }

  /** Cloudflare documents a soft removal: the record stays forever. */
  removeRecipient(share: Share, recipient: RecipientRecord): void {
    if (isLive(recipient)) begin(this.store, recipient, "disassociating", this.ms);
    settleRecipient(this.store, share, recipient);
  }

  replaceRecipients(share: Share, accountIds: Iterable<string>): void {
    const wanted = new Set(accountIds);
    for (const recipient of share.recipients.all()) {
      if (!wanted.has(recipient.accountId)) this.removeRecipient(share, recipient);
    }
    for (const accountId of wanted) this.addRecipient(share, accountId);
  }

  addResource(share: Share, spec: ResourceSpec): ResourceRecord {
    return this.publishNew(share, spec, this.ms);
  }

  setMeta(resource: ResourceRecord, meta: Record<string, unknown>): void {
    resource.meta = meta;
    resource.version += 1;
    resource.arrivals.push({ version: resource.version, at: this.store.flow.now() + this.ms });
    resource.modified = this.store.stamp();
  }

  removeResource(resource: ResourceRecord): void {
    if (resource.status === "active") begin(this.store, resource, "deleting", this.ms);
    settleDeleting(this.store, resource);
  }

  exclude(share: Share, accountId: string): ExcludedRecord {
    const record = this.noteExcluded(share, accountId);
    this.replaceRecipients(share, this.eligible(share));
    return record;
  }

  include(share: Share, accountId: string): void {
    share.excluded = share.excluded.filter((record) => record.accountId !== accountId);
    this.replaceRecipients(share, this.eligible(share));
  }

  replaceExcluded(share: Share, accountIds: string[]): void {
    const wanted = new Set(accountIds);
    share.excluded = share.excluded.filter((record) => wanted.has(record.accountId));
    for (const accountId of wanted) this.noteExcluded(share, accountId);
    this.replaceRecipients(share, this.eligible(share));
  }

  private noteExcluded(share: Share, accountId: string): ExcludedRecord {
    const old = share.excluded.find((record) => record.accountId === accountId);
    if (old) return old;
    const created = this.store.stamp();
    const record = { id: this.store.newId(), accountId, created, modified: created };
    share.excluded.push(record);
    return record;
  }

  /** An organization share reaches every member except the owner and the excluded accounts. */
  private eligible(share: Share): string[] {
    const out = new Set([share.accountId, ...share.excluded.map((record) => record.accountId)]);
    return this.store.directory.organization.accounts.map(({ id }) => id).filter((id) => !out.has(id));
  }

  private publishNew(share: Share, spec: ResourceSpec, ms: number): ResourceRecord {
    const created = this.store.stamp();
    const resource: ResourceRecord = {
      id: this.store.newId(),
      ...spec,
      status: "active",
      version: 1,
      created,
      modified: created,
      arrivals: [{ version: 1, at: this.store.flow.now() + ms }],
    };
    share.resources.push(resource);
    return resource;
  }

  private ignoresReAdding(old: RecipientRecord): boolean {
    return this.store.settings.reAdd === "ignore-while-disassociating" && old.status === "disassociating";
  }
}
