import { holdsUnknown } from "../../../provider/base/values";
import type { LocalCloudflare } from "../../../sdk/local";
import { type Door, dynamicDoor } from "./doors";
import type { LimitClock } from "./limitClock";
import { type Entry, type Program, plain } from "./program";
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
    private readonly door: Door = dynamicDoor,
  ) {}

  /** With a preview before it where providers take part in previews, as whoever types `pulumi up` gets it. */
  async up(program: Program, options: UpOptions = {}): Promise<RunOutcome> {
    const { refresh = false, replace = [], atOnce = false } = options;
    const work = async (run: Run) => {
      if (refresh) await run.refresh(atOnce);
      await run.up(program, new Set(replace), atOnce);
    };
    const previewed = await this.preview(work);
    if (!previewed.ok) return previewed;
    const outcome = await this.run(work);
    // With a refresh both see Cloudflare, and at different times.
    if (outcome.ok && !refresh) this.expectForeseen(previewed.state);
    return outcome;
  }

  refresh({ atOnce = false }: Pick<UpOptions, "atOnce"> = {}): Promise<RunOutcome> {
    return this.run((run) => run.refresh(atOnce));
  }

  destroy({ refresh = false }: Pick<UpOptions, "refresh"> = {}): Promise<RunOutcome> {
    return this.run(async (run) => {
      if (refresh) await run.refresh(false);
      await run.deleteAll(() => true);
    });
  }

  /** `pulumi state taint` */
  taint(name: string): void {
    for (const entry of this.state) if (entry.name === name) entry.tainted = true;
  }

  /** How often an `up` reads what the program gets by `get`. */
  get readsOfUp(): number {
    return this.door.openPreview ? 2 : 1;
  }

  idOf(name: string): string | undefined {
    return this.state.find((entry) => entry.name === name && !entry.isReplaced)?.id;
  }

  /** The same work on a copy of the state; nothing may be changed on Cloudflare's side. */
  private async preview(work: (run: Run) => Promise<void>) {
    const state = plain(this.state);
    const { door, cloudflare } = this;
    const before = cloudflare.requests.length;
    const outcome = await outcomeOf(async () => {
      const providers = await door.openPreview?.(this.settings);
      if (providers) await work(new Run(state, providers, door.options));
    });
    const writes = cloudflare.requests.slice(before).filter(({ method }) => method !== "GET");
    if (writes.length > 0)
      throw new Error(`a preview sent ${writes.map(({ method, path }) => method + path)}`);
    return { ...outcome, state };
  }

  /** What a preview says of an output is what it becomes. */
  private expectForeseen(previewed: readonly Entry[]): void {
    if (!this.door.openPreview) return;
    // What an import or a `get` reads, both read, at different times and with different faults.
    const foreseen = previewed.filter(({ external, importId }) => !external && !importId);
    for (const { name, isReplaced, outputs } of foreseen) {
      const real = this.state.find((entry) => entry.name === name && !isReplaced);
      for (const [key, value] of Object.entries(real ? outputs : {})) {
        const [seen, is] = [JSON.stringify(value), JSON.stringify(real?.outputs[key])];
        // The fault "created-absent" plays answers without it, to the run and not to its preview.
        if (key === "created" && is === undefined) continue;
        if (!holdsUnknown(value) && seen !== is)
          throw new Error(`${name}: the preview said that ${key} is ${seen}, and it is ${is}`);
      }
    }
  }

  /** Each run has a process of its own. */
  private run(work: (run: Run) => Promise<void>): Promise<RunOutcome> {
    return outcomeOf(async () => {
      const providers = await this.door.open(this.settings);
      await work(new Run(this.state, providers, this.door.options));
    });
  }

  private get settings() {
    const { clock, cloudflare } = this;
    return { clock, url: cloudflare.url, token: "local-token", hear: (line: string) => this.hear(line) };
  }

  /** The trace has a line for each attempt, when it ends: the clock needs to know. */
  private hear(line: string): void {
    if (/^(GET|POST|PUT|DELETE) \S+ .* try \d+, paced \d+ ms$/.test(line)) this.clock.noteEndOfAttempt();
    else this.said.push(line);
  }
}

async function outcomeOf(work: () => Promise<void>): Promise<RunOutcome> {
  try {
    await work();
    return { ok: true };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { ok: false, message: error.message };
  }
}
