import { getSentShare, listRecipients } from "../api/endpoints";
import { unlessMissing } from "../api/errors";
import type { ShareWire } from "../api/wire";
import { isSameName } from "../base/values";
import { resourceKey, type ShareInputs } from "../model/inputs";
import { liveRecipients, liveResources, type ObservedShare, observedShare } from "../model/observed";
import { declaredTarget } from "../model/target";
import type { Context } from "../process";
import { isOfWaves } from "./waves";

/**
 * The listed shares that nobody is known to own and that have the declared content. Recipients are asked for only
 * where the rest is the same.
 */
export async function findSame(
  { client, ownership }: Context,
  inputs: ShareInputs,
  listed: readonly ShareWire[],
): Promise<ShareWire[]> {
  const same: ShareWire[] = [];
  for (const entry of listed) {
    if (!ownership.isUnowned(entry.id) || !isLike(inputs, entry)) continue;
    const ref = { accountId: inputs.accountId, shareId: entry.id };
    // An entry that tells nothing of resources does not have none.
    const share = entry.resources ? entry : await unlessMissing(getSentShare(client, ref));
    if (!share || !hasSameResources(inputs, share)) continue;
    const recipients = await unlessMissing(listRecipients(client, ref));
    // It was deleted since it was listed.
    if (!recipients) continue;
    if (hasSameRecipients(inputs, observedShare(share, recipients, [], inputs.accountId))) same.push(share);
  }
  return same.filter(({ id }) => ownership.isUnowned(id));
}

function isLike(inputs: ShareInputs, share: ShareWire): boolean {
  if (!isSameName(share.name, inputs.name) || share.status !== "active") return false;
  const target = declaredTarget(inputs.recipients);
  return (share.target_type ?? target.kind) === target.kind;
}

function hasSameResources(inputs: ShareInputs, share: ShareWire): boolean {
  const live = liveResources(share, inputs.accountId);
  return isSameSet(live.map(resourceKey), inputs.resources.map(resourceKey));
}

function hasSameRecipients(inputs: ShareInputs, observed: ObservedShare): boolean {
  const target = declaredTarget(inputs.recipients);
  if (target.kind === "organization") {
    const { organization_id } = observed.share;
    const named = target.organizationId;
    return named === undefined || !organization_id || organization_id === named;
  }
  const live = liveRecipients(observed).map(({ accountId }) => accountId);
  return isOfWaves(inputs, live);
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  const set = new Set(a);
  return set.size === new Set(b).size && b.every((item) => set.has(item));
}
