import { listActiveShares, listRecipients, listSharesSince } from "../api/endpoints";
import { ApiError } from "../api/errors";
import type { ShareWire } from "../api/wire";
import { canonicalId } from "../base/values";
import {
  isLiveRecipient,
  type ObservedShare,
  observedShare,
  resourceKey,
  type ShareInputs,
  targetOf,
} from "../model/model";
import type { Context } from "../process";

/** Cloudflare's clock is known to the second, and the request was some time on its way. */
const clockSlackMs = 5_000;

/** The shares that were active before this process created any, one page walk for an account. */
export class ShareListing {
  private readonly byAccount = new Map<string, Promise<ShareWire[]>>();

  before(context: Context, accountId: string): Promise<ShareWire[]> {
    const known = this.byAccount.get(accountId);
    if (known !== undefined) return known;
    const listing = listActiveShares(context.client, accountId);
    this.byAccount.set(accountId, listing);
    // A listing that failed is no listing: the next create asks again.
    listing.catch(() => this.byAccount.delete(accountId));
    return listing;
  }
}

/** The listed shares that declare the same; recipients are fetched only for those that could be. */
export async function findSame(
  context: Context,
  inputs: ShareInputs,
  listed: readonly ShareWire[],
): Promise<ShareWire[]> {
  const same: ShareWire[] = [];
  for (const share of listed) {
    if (context.claims.isKnown(share.id) || !couldBeSame(inputs, share)) continue;
    const recipients = await listRecipients(context.client, {
      accountId: inputs.accountId,
      shareId: share.id,
    }).catch(undefinedIfMissing);
    // It was deleted since it was listed.
    if (!recipients) continue;
    if (hasSameRecipients(inputs, observedShare(share, recipients, [], inputs.accountId))) same.push(share);
  }
  return same;
}

/**
 * The share that a POST made whose answer was lost: as declared, not there before, not another resource's, and
 * created since the attempt began.
 */
export async function findMade(
  context: Context,
  inputs: ShareInputs,
  since: number,
  before: ReadonlySet<string>,
): Promise<ShareWire | undefined> {
  const { client, clock } = context;
  // By Cloudflare's clock, which may be known only since the first page of this list.
  const from = () => since + client.serverNow() - clock.now() - clockSlackMs;
  const listed = await listSharesSince(client, inputs.accountId, from);
  const fresh = listed.filter((share) => !before.has(share.id) && Date.parse(share.created ?? "") >= from());
  return (await findSame(context, inputs, fresh))[0];
}

function undefinedIfMissing(error: unknown): undefined {
  if (!(error instanceof ApiError && error.isMissing)) throw error;
}

function couldBeSame(inputs: ShareInputs, share: ShareWire): boolean {
  if (share.name !== inputs.name || share.status !== "active") return false;
  const target = targetOf(inputs.recipients);
  if ((share.target_type ?? target.kind) !== target.kind) return false;
  const live = observedShare(share, [], [], inputs.accountId).resources;
  return isSameSet(live.map(resourceKey), inputs.resources.map(resourceKey));
}

function hasSameRecipients(inputs: ShareInputs, observed: ObservedShare): boolean {
  const target = targetOf(inputs.recipients);
  if (target.kind === "organization") {
    const { organization_id } = observed.share;
    const named = target.organizationId;
    return named === undefined || !organization_id || canonicalId(organization_id) === named;
  }
  const live = observed.recipients.filter(({ wire }) => isLiveRecipient(wire));
  return isSameSet(
    live.map(({ accountId }) => accountId),
    target.accounts,
  );
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  const set = new Set(a);
  return set.size === new Set(b).size && b.every((item) => set.has(item));
}
