import type {
  AssociationStatus,
  ExcludedRecord,
  RecipientRecord,
  ResourceRecord,
  ResourceType,
  ShareStatus,
  TargetType,
} from "./state";
import type { Share, Store } from "./store";
import { deliveriesTo } from "./transitions";

export interface ShareWire {
  id: string;
  account_id: string;
  account_name: string;
  created: string;
  modified: string;
  name: string;
  organization_id: string;
  status: ShareStatus;
  target_type: TargetType;
  kind: "sent" | "received";
  associated_recipient_count?: number;
  associating_recipient_count?: number;
  disassociated_recipient_count?: number;
  disassociating_recipient_count?: number;
  resources?: ShareResourceWire[];
}

export interface ShareResourceWire {
  id: string;
  created: string;
  modified: string;
  meta: Record<string, unknown>;
  resource_account_id: string;
  resource_id: string;
  resource_type: ResourceType;
  resource_version: number;
  status: ShareStatus;
}

export interface RecipientWire {
  id: string;
  account_id: string;
  association_status: AssociationStatus;
  created: string;
  modified: string;
  resources?: DeliveryWire[];
}

export interface DeliveryWire {
  resource_id: string;
  resource_version: number;
  error: string;
  terminal: boolean;
}

export interface ExcludedRecipientWire {
  id: string;
  account_id: string;
  created: string;
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
