import { keepOrder } from "../base/keyedDiff";
import { givenPart } from "../base/meta";
import { canonicalMeta, isSameName, withoutNulls } from "../base/values";
import {
  type ExcludedInput,
  isExclusive,
  type RecipientInput,
  recipientKey,
  resourceKey,
  type ShareInputs,
} from "./inputs";
import {
  liveRecipients,
  type ObservedRecipient,
  type ObservedResource,
  type ObservedShare,
} from "./observed";
import { declaredTarget, knownTarget } from "./target";

export type ShareOutputs = ShareInputs & Record<string, unknown>;

/**
 * What a program sees of the share beside its inputs: the live facts.
 *
 * @param inputs what outputs repeat: as declared after create and update, as it is after read
 */
export function shareOutputs(inputs: ShareInputs, observed: ObservedShare): ShareOutputs {
  const { share } = observed;
  return withoutNulls({
    ...inputs,
    accountName: share.account_name,
    created: share.created,
    modified: share.modified,
    kind: share.kind ?? "sent",
    organizationId: share.organization_id,
    status: share.status,
    targetType: observed.target ?? share.target_type ?? knownTarget(inputs),
    associatedRecipientCount: share.associated_recipient_count,
    associatingRecipientCount: share.associating_recipient_count,
    disassociatedRecipientCount: share.disassociated_recipient_count,
    disassociatingRecipientCount: share.disassociating_recipient_count,
    recipientStatuses: recipientStatuses(observed),
    resourceStatuses: inDeclaredOrder(inputs, observed.resources).map(resourceStatus),
  }) as ShareOutputs;
}

/** Sorted by account, so that two reads of the same share are the same text. */
function recipientStatuses(observed: ObservedShare): Record<string, unknown>[] {
  const live = liveRecipients(observed);
  live.sort((a, b) => (a.accountId < b.accountId ? -1 : 1));
  return live.map(recipientStatus);
}

export function recipientStatus({ accountId, wire }: ObservedRecipient): Record<string, unknown> {
  return withoutNulls({
    id: wire.id,
    accountId,
    associationStatus: wire.association_status,
    created: wire.created,
    modified: wire.modified,
    resources: (wire.resources ?? []).map((delivery) =>
      withoutNulls({
        resourceId: delivery.resource_id,
        resourceVersion: delivery.resource_version,
        error: delivery.error || undefined,
        terminal: delivery.terminal,
      }),
    ),
  });
}

export function resourceStatus({ wire, ...resource }: ObservedResource): Record<string, unknown> {
  return withoutNulls({
    id: wire.id,
    ...resource,
    meta: canonicalMeta(wire.meta),
    resourceVersion: wire.resource_version,
    status: wire.status,
    created: wire.created,
    modified: wire.modified,
  });
}

function inDeclaredOrder(inputs: ShareInputs, resources: ObservedResource[]): ObservedResource[] {
  const place = new Map(inputs.resources.map((resource, index) => [resourceKey(resource), index]));
  const at = (resource: ObservedResource) => place.get(resourceKey(resource)) ?? inputs.resources.length;
  return [...resources].sort((a, b) => at(a) - at(b));
}

/**
 * The inputs as the live share has them, in the state's order: what a refresh puts in their place, so that the
 * next preview shows exactly the drift.
 *
 * @param before the inputs that the state remembers
 */
export function liveInputs(before: ShareInputs, observed: ObservedShare): ShareInputs {
  const metas = new Map((before.resources ?? []).map((one) => [resourceKey(one), [one.meta]]));
  const resources = observed.resources.map(({ wire, ...resource }) => ({
    ...resource,
    meta: givenPart(resource.meta, metas.get(resourceKey(resource)) ?? []),
  }));
  const excluded = observed.excluded.map(({ account_id }) => ({ accountId: account_id }));
  const inputs: ShareInputs = {
    ...before,
    name: isSameName(observed.share.name, before.name) ? before.name : observed.share.name,
    recipients: managed(before, before.recipients, liveRecipientInputs(before, observed), recipientKey),
    resources: managed(before, before.resources, resources, resourceKey),
  };
  delete inputs.excludedRecipients;
  if (excluded.length > 0 || before.excludedRecipients) {
    const key = ({ accountId }: ExcludedInput) => accountId;
    const ours = managed(before, before.excludedRecipients, excluded, key);
    if (ours.length > 0 || before.excludedRecipients) inputs.excludedRecipients = ours;
  }
  return inputs;
}

/** What the resource answers for: everything of an exclusive share, else only what it declared. */
function managed<T>(
  inputs: ShareInputs,
  declared: readonly T[] | undefined,
  live: T[],
  key: (item: T) => string,
): T[] {
  const ours = new Set((declared ?? []).map(key));
  const counted = isExclusive(inputs) ? live : live.filter((item) => ours.has(key(item)));
  return keepOrder(declared ?? [], counted, key);
}

function liveRecipientInputs(before: ShareInputs, observed: ObservedShare): RecipientInput[] {
  const declared = before.recipients ?? [];
  if ((observed.target ?? knownTarget(before)) !== "organization") {
    return liveRecipients(observed).map(({ accountId }) => ({ recipientAccountId: accountId }));
  }
  // {} and the id of the own organization mean the same: the declared form stays.
  const { organization_id } = observed.share;
  const target = declared.length > 0 ? declaredTarget(declared) : undefined;
  const isSame = target?.kind === "organization" && (!organization_id || target.organizationId === undefined);
  if (isSame) return [...declared];
  return [organization_id ? { organizationId: organization_id } : {}];
}
