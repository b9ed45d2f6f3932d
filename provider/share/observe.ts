import { listExcludedRecipients, listRecipients, type ShareRef } from "../api/endpoints";
import { findLiveShare } from "../model/liveShare";
import { type ObservedShare, observedShare } from "../model/observed";
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
  const recipients = listRecipients(client, ref);
  const excluded = known === "organization" ? listExcludedRecipients(client, ref) : undefined;
  // Whether they fail matters only once it is known that the share is there.
  recipients.catch(() => undefined);
  excluded?.catch(() => undefined);
  const share = await findLiveShare(client, ref);
  if (!share) return undefined;
  const target = targetKindOf(share.target_type) ?? known;
  const left = target === "organization" ? await (excluded ?? listExcludedRecipients(client, ref)) : [];
  return observedShare(share, await recipients, left, ref.accountId, target);
}
