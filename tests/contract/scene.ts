import { ProviderProcess } from "../../provider/process";
import { ShareLifecycle } from "../../provider/share/lifecycle";
import { type LocalCloudflare, startLocalCloudflare } from "../../sdk/local";
import { type RecordingProxy, startRecordingProxy } from "../live/recordingProxy";
import { Traffic } from "../live/traffic";
import { FakeClock } from "../unit/support/fakeClock";
import type { Process } from "../unit/support/sharing";

/** A local Cloudflare, and in front of it a proxy that records what goes by. */
export class Scene {
  private constructor(
    readonly cloudflare: LocalCloudflare,
    readonly clock: FakeClock,
    readonly traffic: Traffic,
    private readonly proxy: RecordingProxy,
  ) {}

  static async open(requests = 1_200): Promise<Scene> {
    const clock = new FakeClock();
    const tokens = { "local-token": {}, "read-token": { permission: "read" as const } };
    const rateLimit = { requests, windowMs: 300_000, lockoutMs: 300_000 };
    const cloudflare = await startLocalCloudflare({ now: clock.now, tokens, rateLimit });
    const traffic = new Traffic();
    return new Scene(cloudflare, clock, traffic, await startRecordingProxy(cloudflare.url, traffic));
  }

  /** Usable as CLOUDFLARE_BASE_URL. */
  get url(): string {
    return this.proxy.url;
  }

  /** A provider process whose requests are recorded. */
  start(token = "local-token"): Process {
    const said: string[] = [];
    const env = { CLOUDFLARE_API_TOKEN: token, CLOUDFLARE_BASE_URL: this.url };
    const contexts = new ProviderProcess({ clock: this.clock, env, say: (line) => said.push(line) });
    return { share: new ShareLifecycle(contexts), contexts, said };
  }

  async close(): Promise<void> {
    await this.proxy.close();
    await this.cloudflare.close();
  }
}
