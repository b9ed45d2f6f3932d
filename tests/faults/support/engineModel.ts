import { AttachmentLifecycle } from "../../../provider/attachment/lifecycle";
import { recipientKind } from "../../../provider/attachment/recipient";
import { resourceKind } from "../../../provider/attachment/resource";
import { ProviderProcess } from "../../../provider/process";
import { ShareLifecycle } from "../../../provider/share/lifecycle";
import type { LocalCloudflare } from "../../../sdk/local";
import type { LimitClock } from "./limitClock";
import type { Entry, Program } from "./program";
import { Run } from "./run";

export type RunOutcome = { ok: true } | { ok: false; message: string };

export interface UpOptions {
  refresh?: boolean;
  /** Names of resources to replace by force: `--replace`. */
  replace?: readonly string[];
  /** Resources at the same time, as the engine has them; else one after the other. */
  atOnce?: boolean;
}

/**
 * What Pulumi's engine does with a program's resources, as the tests on the real engine show it: thousands of runs
 * in seconds, over a real socket.
 */
export class EngineModel {
  readonly state: Entry[] = [];
  readonly said: string[] = [];

  constructor(
    private readonly cloudflare: LocalCloudflare,
    private readonly clock: LimitClock,
    private readonly token = "local-token",
  ) {}

  up(
    program: Program,
    { refresh = false, replace = [], atOnce = false }: UpOptions = {},
  ): Promise<RunOutcome> {
    return this.run(async (run) => {
      if (refresh) await run.refresh();
      await run.up(program, new Set(replace), atOnce);
    });
  }

  refresh(): Promise<RunOutcome> {
    return this.run((run) => run.refresh());
  }

  destroy({ refresh = false }: Pick<UpOptions, "refresh"> = {}): Promise<RunOutcome> {
    return this.run(async (run) => {
      if (refresh) await run.refresh();
      await run.deleteAll(() => true);
    });
  }

  /** `pulumi state taint` */
  taint(name: string): void {
    for (const entry of this.state) if (entry.name === name) entry.tainted = true;
  }

  idOf(name: string): string | undefined {
    return this.state.find((entry) => entry.name === name && !entry.isReplaced)?.id;
  }

  /** Each run has a process of its own. */
  private async run(work: (run: Run) => Promise<void>): Promise<RunOutcome> {
    const env = { CLOUDFLARE_BASE_URL: this.cloudflare.url, CLOUDFLARE_API_TOKEN: this.token };
    const provider = new ProviderProcess({
      clock: this.clock,
      say: (line) => this.hear(line),
      env: { ...env, CLOUDFLARE_SHARING_DEBUG: "1" },
    });
    const providers = {
      share: new ShareLifecycle(provider),
      recipient: new AttachmentLifecycle(provider, recipientKind),
      resource: new AttachmentLifecycle(provider, resourceKind),
    };
    try {
      await work(new Run(this.state, providers));
      return { ok: true };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return { ok: false, message: error.message };
    }
  }

  /** The trace has a line for each attempt, when it ends: the clock needs to know. */
  private hear(line: string): void {
    if (/^(GET|POST|PUT|DELETE) \S+ .* try \d+, paced \d+ ms$/.test(line)) this.clock.noteEndOfAttempt();
    else this.said.push(line);
  }
}
