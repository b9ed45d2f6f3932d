import { CloudflareClient } from "../../provider/api/client";
import { deleteShare, getSentShare, listActiveShares, listRecipients } from "../../provider/api/endpoints";
import { unlessMissing } from "../../provider/api/errors";
import { fetchTransport } from "../../provider/api/transport";
import type { ShareWire } from "../../provider/api/wire";
import { formatDuration, systemClock } from "../../provider/base/clock";
import { waitFor } from "../../provider/base/waitFor";
import { isLiveRecipient } from "../../provider/model/observed";
import type { LiveSettings } from "./settings";
import { recorded, type Traffic } from "./traffic";

const attemptLimitMs = 30_000;
const deletionLimitMs = 10 * 60_000;

/** The check's own look at the account, beside the engine under test and not through its proxy. */
export class LiveApi {
  private readonly client: CloudflareClient;

  constructor(
    private readonly settings: Pick<LiveSettings, "credentials" | "baseUrl" | "owner">,
    traffic: Traffic,
    private readonly say: (line: string) => void,
  ) {
    const { credentials, baseUrl } = settings;
    const transport = fetchTransport({
      credentials,
      clock: systemClock,
      limitMs: attemptLimitMs,
      userAgent: "pulumi-cloudflare-sharing live check",
      env: process.env,
    });
    this.client = new CloudflareClient(settings, { transport: recorded(transport, baseUrl, traffic), say });
  }

  /** The account's active shares of which the name is wanted. */
  async sharesNamed(isWanted: (name: string) => boolean): Promise<ShareWire[]> {
    const shares = await listActiveShares(this.client, this.settings.owner);
    return shares.filter(({ name }) => isWanted(name));
  }

  /** The share, or undefined when it is deleted. */
  async find(shareId: string): Promise<ShareWire | undefined> {
    const share = await unlessMissing(getSentShare(this.client, this.ref(shareId)));
    return share?.status === "deleted" ? undefined : share;
  }

  async liveRecipients(shareId: string): Promise<string[]> {
    const recipients = await listRecipients(this.client, this.ref(shareId));
    return recipients.filter(isLiveRecipient).map(({ account_id }) => account_id ?? "");
  }

  /** Deletes and waits until it is done; one that is deleting already is waited for alone. */
  async remove(share: ShareWire): Promise<void> {
    if (share.status !== "deleting") await deleteShare(this.client, this.ref(share.id));
    const isGone = await waitFor<true>({
      clock: systemClock,
      deadline: systemClock.now() + deletionLimitMs,
      progress: this.say,
      poll: async () => {
        const left = await this.find(share.id);
        return left
          ? { state: "pending", progress: `share ${share.id}: ${left.status}` }
          : { state: "done", value: true };
      },
    });
    if (!isGone) throw new Error(`still not deleted after ${formatDuration(deletionLimitMs)}`);
  }

  private ref(shareId: string) {
    return { accountId: this.settings.owner, shareId };
  }
}
