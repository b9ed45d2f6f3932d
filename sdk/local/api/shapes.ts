import type { Share } from "../world/share";
import type {
  AssociationStatus,
  ExcludedRecord,
  RecipientRecord,
  ResourceRecord,
  ResourceType,
  ShareStatus,
  TargetType,
} from "../world/state";
import type { Store } from "../world/store";
import { deliveriesTo } from "../world/transitions";

/**
 * A share as [the API](https://developers.cloudflare.com/api/resources/resource_sharing/) answers it. Dates are
 * RFC 3339 with six fractional digits.
 */
export interface ShareWire {
  /** The share's id. */
  id: string;
  /** The account that owns it. */
  account_id: string;
  /** That account's display name. */
  account_name: string;
  /** When it was created. */
  created: string;
  /** When it was last changed. */
  modified: string;
  /** Its display name. */
  name: string;
  /** The organization of its owner. */
  organization_id: string;
  /** `active`; later `deleting` for a while, then `deleted`. */
  status: ShareStatus;
  /** Who it is for: `account` or `organization`. */
  target_type: TargetType;
  /** As seen by the account that asks. */
  kind: "sent" | "received";
  /** Like the other counts, only with `include_recipient_counts`. */
  associated_recipient_count?: number;
  /** Accounts that are about to receive it. */
  associating_recipient_count?: number;
  /** Former recipients. */
  disassociated_recipient_count?: number;
  /** Accounts that are leaving. */
  disassociating_recipient_count?: number;
  /** Only with `include_resources`; deleted ones too. */
  resources?: ShareResourceWire[];
}

/** A resource of a share. */
export interface ShareResourceWire {
  /** The id of this record. */
  id: string;
  /** When it was added to the share. */
  created: string;
  /** When the record was last changed. */
  modified: string;
  /** What was sent with it. */
  meta: Record<string, unknown>;
  /** The account that it belongs to. */
  resource_account_id: string;
  /** The id of the shared thing itself. */
  resource_id: string;
  /** What it is. */
  resource_type: ResourceType;
  /** Every change of meta raises it. */
  resource_version: number;
  /** `active`; later `deleting` for a while, then `deleted`. */
  status: ShareStatus;
}

/** A recipient, or a former one. */
export interface RecipientWire {
  /** The id of this record. */
  id: string;
  /** The account that receives. */
  account_id: string;
  /** `associating`, `associated`, `disassociating` or `disassociated`. */
  association_status: AssociationStatus;
  /** When it was added to the share. */
  created: string;
  /** When the record was last changed. */
  modified: string;
  /** Only with `include_resources`: what it has received of each resource. */
  resources?: DeliveryWire[];
}

/** What a recipient has received of one resource. */
export interface DeliveryWire {
  /** The shared resource's own id. */
  resource_id: string;
  /** The version that has arrived. */
  resource_version: number;
  /** Why it was not delivered; empty when nothing is wrong. */
  error: string;
  /** With an error: it will not be retried. */
  terminal: boolean;
}

/** An account that is excluded from an organization share. */
export interface ExcludedRecipientWire {
  /** The id of this record. */
  id: string;
  /** The account. */
  account_id: string;
  /** When it was excluded. */
  created: string;
  /** When the record was last changed. */
  modified: string;
}

export interface Including {
  include_resources?: boolean;
  include_recipient_counts?: boolean;
}

export function shareWire(
  store: Store,
  share: Share,
  kind: ShareWire["kind"],
  including: Including = {},
): ShareWire {
  return {
    id: share.id,
    account_id: share.accountId,
    account_name: store.directory.nameOf(share.accountId),
    created: share.created,
    modified: share.modified,
    name: share.name,
    organization_id: store.directory.organizationOf(share.accountId),
    status: share.status,
    target_type: share.targetType,
    kind,
    ...(including.include_recipient_counts ? recipientCounts(share) : {}),
    ...(including.include_resources ? { resources: share.resources.map(resourceWire) } : {}),
  };
}

function recipientCounts(share: Share) {
  const count = { associated: 0, associating: 0, disassociated: 0, disassociating: 0 };
  for (const recipient of share.recipients.each()) count[recipient.status] += 1;
  return {
    associated_recipient_count: count.associated,
    associating_recipient_count: count.associating,
    disassociated_recipient_count: count.disassociated,
    disassociating_recipient_count: count.disassociating,
  };
}

export function resourceWire(resource: ResourceRecord): ShareResourceWire {
  return {
    id: resource.id,
    created: resource.created,
    modified: resource.modified,
    meta: resource.meta,
    resource_account_id: resource.resourceAccountId,
    resource_id: resource.resourceId,
    resource_type: resource.resourceType,
    resource_version: resource.version,
    status: resource.status,
  };
}

export function recipientWire(
  store: Store,
  share: Share,
  recipient: RecipientRecord,
  including: Including = {},
): RecipientWire {
  const deliveries = () =>
    deliveriesTo(store, share, recipient).map((one) => ({
      resource_id: one.resourceId,
      resource_version: one.version,
      error: one.error,
      terminal: one.terminal,
    }));
  return {
    id: recipient.id,
    account_id: recipient.accountId,
    association_status: recipient.status,
    created: recipient.created,
    modified: recipient.modified,
    ...(including.include_resources ? { resources: deliveries() } : {}),
  };
}

export function excludedWire(record: ExcludedRecord): ExcludedRecipientWire {
  return {
    id: record.id,
    account_id: record.accountId,
    created: record.created,
    modified: record.modified,
  };
}
