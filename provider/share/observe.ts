import type { CloudflareClient } from "../api/client";
import { listExcludedRecipients, listRecipients, type ShareRef } from "../api/endpoints";
import { unlessMissing } from "../api/errors";
import type { ShareWire } from "../api/wire";
import { findLiveShare } from "../model/liveShare";
import { isGone, type ObservedShare, observedShare } from "../model/observed";
import { type TargetKind, targetKindOf } from "../model/target";
import type { Context } from "../process";

/**
 * The live share with everything that belongs to it, asked for at the same time; undefined if it is gone.
 *
 * @param known what the state knows the share to be for; if it does not, the share is asked first
 */
export async function observe(
  { client }: Pick<Context, "client">,
  ref: ShareRef,
  known: TargetKind | undefined,
): Promise<ObservedShare | undefined> {
  const assemble = askForBelongings(client, ref, known);
  const share = await findLiveShare(client, ref);
  return share && assemble(share);
}

/** What the state has of the share. */
interface Expected {
  created: string | undefined;
  isExpected(observed: ObservedShare): boolean;
}

/**
 * The same for one of many reads: a page of the account's list may have the share, where it is as expected. Of
 * anything else a page says, the share itself is asked.
 */
export async function observeAmongMany(
  { client, lists }: Pick<Context, "client" | "lists">,
  ref: ShareRef,
  known: TargetKind | undefined,
  { created, isExpected }: Expected,
): Promise<ObservedShare | undefined> {
  const assemble = askForBelongings(client, ref, known);
  const seen = await unlessMissing(lists.forReads.read(ref, created));
  if (seen?.isListed) {
    // Of a share that has just gone, its recipients tell first.
    const listed = await unlessMissing(assemble(seen.share));
    if (listed && isExpected(listed)) return listed;
  }
  const share = seen?.isListed ? await findLiveShare(client, ref) : seen?.share;
  return share && !isGone(share) ? assemble(share) : undefined;
}

/** Asks for all that belongs to a share, and returns what puts it together with the share. */
function askForBelongings(client: CloudflareClient, ref: ShareRef, known: TargetKind | undefined) {
  const recipients = listRecipients(client, ref);
  const excluded = known === "organization" ? listExcludedRecipients(client, ref) : undefined;
  // Whether they fail matters only once it is known that the share is there.
  recipients.catch(() => undefined);
  excluded?.catch(() => undefined);
  return async (share: ShareWire): Promise<ObservedShare> => {
    const target = targetKindOf(share.target_type) ?? known;
    const left = target === "organization" ? await (excluded ?? listExcludedRecipients(client, ref)) : [];
    return observedShare(share, await recipients, left, ref.accountId, target);
  };
}
