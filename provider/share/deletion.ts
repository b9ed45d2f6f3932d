import { deleteShare, getSentShare, type ShareRef } from "../api/endpoints";
import { ApiError, unlessMissing } from "../api/errors";
import type { ShareWire } from "../api/wire";
import { formatDuration } from "../base/clock";
import { ProviderError } from "../base/providerError";
import { limitOf } from "../base/timeouts";
import { type Poll, waitFor } from "../base/waitFor";
import type { ShareInputs } from "../model/inputs";
import { isGone } from "../model/observed";
import type { Context } from "../process";

/** Deletes the share, and waits until it is deleted. One that is gone already is as it was asked for. */
export async function deleteAndWait(context: Context, ref: ShareRef, inputs: ShareInputs): Promise<void> {
  const { clock, say } = context;
  const limit = limitOf(inputs.timeouts, "delete");
  const deletion = new Deletion(context, ref, inputs.name ?? ref.shareId);
  const deadline = clock.now() + limit;
  if (await waitFor<true>({ clock, deadline, say, poll: () => deletion.poll() })) return;
  if (deletion.refusal) throw deletion.refusal;
  throw new ProviderError(
    `deleting share ${ref.shareId} of account ${ref.accountId}: still not deleted after ${formatDuration(limit)}\nrun \`pulumi destroy\` again, or allow more time by customTimeouts.delete`,
  );
}

/** One deletion on its way: asked for until Cloudflare takes the request, then waited for. */
class Deletion {
  private isAccepted = false;
  /** Why Cloudflare did not take the last request. */
  refusal: ApiError | undefined;

  constructor(
    private readonly context: Context,
    private readonly ref: ShareRef,
    private readonly name: string,
  ) {}

  async poll(): Promise<Poll<true>> {
    if (!this.isAccepted) {
      const outcome = await this.request();
      if (outcome === "deleted") return { state: "done", value: true };
      if (outcome === "refused")
        return {
          state: "pending",
          progress: `${this.name}: to be deleted once its recipients are associated`,
        };
      this.isAccepted = true;
      this.refusal = undefined;
    }
    const share = await this.find();
    if (!share || share.status === "deleted")
      return { state: "done", value: true, progress: `${this.name}: deleted` };
    return { state: "pending", progress: `${this.name}: ${share.status}` };
  }

  private async request(): Promise<"deleted" | "accepted" | "refused"> {
    const { client } = this.context;
    try {
      return (await deleteShare(client, this.ref))?.status === "deleted" ? "deleted" : "accepted";
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.isMissing) return "deleted";
      return this.explain(error);
    }
  }

  /** A share that is deleting already can't be deleted again, and one with recipients on their way not yet. */
  private async explain(refusal: ApiError): Promise<"deleted" | "accepted" | "refused"> {
    const share = await this.find().catch(() => {
      throw refusal;
    });
    if (!share || share.status === "deleted") return "deleted";
    if (isGone(share)) return "accepted";
    // The last recipient may have arrived between the refusal and the look: once more then.
    const isPassing = refusal.status === 409 && (isAssociating(share) || this.refusal === undefined);
    if (!isPassing) throw refusal;
    this.refusal = refusal;
    return "refused";
  }

  private find(): Promise<ShareWire | undefined> {
    return unlessMissing(getSentShare(this.context.client, this.ref));
  }
}

const isAssociating = (share: ShareWire) => (share.associating_recipient_count ?? 0) > 0;
