import type { ExcludedRecipientWire, RecipientWire, ShareResourceWire, ShareWire } from "../api/wire";
import { canonicalMeta } from "../base/values";

/** What every answer tells of a share, whatever was asked to be included. */
export const shareFacts = (wire: ShareWire) => ({
  id: wire.id,
  accountId: wire.account_id ?? "",
  accountName: wire.account_name ?? "",
  created: wire.created ?? "",
  kind: wire.kind ?? "sent",
  modified: wire.modified ?? "",
  name: wire.name,
  organizationId: wire.organization_id ?? "",
  status: wire.status,
  targetType: wire.target_type ?? "",
});

// Counts are absent only for who asked not to have them, as in @pulumi/cloudflare, whose types don't say so.
const count = (value: number | null | undefined) => (value ?? undefined) as number;

export const shareResult = (wire: ShareWire) => ({
  ...shareFacts(wire),
  associatedRecipientCount: count(wire.associated_recipient_count),
  associatingRecipientCount: count(wire.associating_recipient_count),
  disassociatedRecipientCount: count(wire.disassociated_recipient_count),
  disassociatingRecipientCount: count(wire.disassociating_recipient_count),
  resources: (wire.resources ?? []).map((resource) => resourceResult(resource, wire.account_id ?? "")),
});

export const resourceResult = (wire: ShareResourceWire, ownerId: string) => ({
  id: wire.id,
  created: wire.created ?? "",
  meta: canonicalMeta(wire.meta),
  modified: wire.modified ?? "",
  resourceAccountId: wire.resource_account_id ?? ownerId,
  resourceId: wire.resource_id,
  resourceType: wire.resource_type,
  resourceVersion: wire.resource_version ?? 0,
  status: wire.status,
});

export const recipientResult = (wire: RecipientWire) => ({
  id: wire.id,
  accountId: wire.account_id ?? "",
  associationStatus: wire.association_status,
  created: wire.created ?? "",
  modified: wire.modified ?? "",
  resources: (wire.resources ?? []).map((delivery) => ({
    error: delivery.error ?? "",
    resourceId: delivery.resource_id,
    resourceVersion: delivery.resource_version ?? 0,
    terminal: delivery.terminal ?? false,
  })),
});

export const excludedRecipientResult = (wire: ExcludedRecipientWire) => ({
  id: wire.id,
  accountId: wire.account_id,
  created: wire.created ?? "",
  modified: wire.modified ?? "",
});
