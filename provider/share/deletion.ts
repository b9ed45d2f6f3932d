import { deleteShare, getSentShare, type ShareRef } from "../api/endpoints";
import { ApiError, unlessMissing } from "../api/errors";
import { formatDuration } from "../base/clock";
import { ProviderError } from "../base/providerError";
import { limitOf } from "../base/timeouts";
import { waitGone } from "../base/waitFor";
import type { ShareInputs } from "../model/inputs";
import { isGone } from "../model/observed";
import type { Context } from "../process";

/** Asks for the deletion; true if nothing is left to wait for. */
export async function requestDeletion(context: Context, ref: ShareRef): Promise<boolean> {
  try {
    return (await deleteShare(context.client, ref))?.status === "deleted";
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.isMissing) return true;
    // A share that is deleting already can't be deleted again: look whether that is why.
    const share = await findShare(context, ref).catch(() => {
      throw error;
    });
    if (share && !isGone(share)) throw error;
    return !share || share.status === "deleted";
  }
}

const findShare = ({ client }: Context, ref: ShareRef) => unlessMissing(getSentShare(client, ref));

export async function waitShareDeleted(context: Context, ref: ShareRef, inputs: ShareInputs): Promise<void> {
  const { clock, say } = context;
  const limit = limitOf(inputs.timeouts, "delete");
  const isGone = await waitGone(
    { clock, say, deadline: clock.now() + limit },
    inputs.name ?? ref.shareId,
    async () => {
      const status = (await findShare(context, ref))?.status;
      return status === "deleted" ? undefined : status;
    },
  );
  if (isGone) return;
  throw new ProviderError(
    `deleting share ${ref.shareId} of account ${ref.accountId}: still not deleted after ${formatDuration(limit)}\nrun \`pulumi destroy\` again, or allow more time by customTimeouts.delete`,
  );
}
