import { delimiter, join } from "node:path";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { newHosts, type WarmHosts } from "./pool";

declare global {
  /** In the engine tests, by their environment. */
  var warmHosts: WarmHosts | undefined;
}

type Env = Record<string, string>;

/** What a run of the CLI is given, and starts itself otherwise. */
type Part = keyof WarmHosts;

const variables: Record<Part, string> = {
  programs: "SHARING_TEST_PROGRAM_HOST",
  providers: "SHARING_TEST_PROVIDER_HOST",
  plugins: "SHARING_TEST_PLUGIN_HOST",
};

export interface WarmOptions {
  /** Where the package is installed. */
  estate: string;
  /**
   * The program, of Node's, and the dynamic provider twice, as an `up` with a preview or a refresh starts it, unless
   * told otherwise; a part as often as a run needs it.
   */
  parts?: readonly Part[];
  /** The CLI starts the first program itself, and the provider, as users' does. */
  firstIsOwn?: boolean;
}

/** Runs of the CLI whose programs, dynamic providers and plugins run in processes that are there already. */
export class WarmRuns {
  private readonly estate: string;
  private readonly parts: readonly Part[];
  private nextIsOwn: boolean;

  constructor({ estate, parts = ["programs", "providers", "providers"], firstIsOwn = false }: WarmOptions) {
    this.estate = estate;
    this.parts = parts;
    this.nextIsOwn = firstIsOwn;
  }

  /**
   * @param operation as `up`
   * @param run gets the environment in which to call `pulumi`, by that name; none if the CLI is to start all itself
   */
  async run<T>(operation: string, folder: string, env: Env, run: (warm?: Env) => Promise<T>): Promise<T> {
    const hasProgram = ["up", "preview"].includes(operation);
    if (this.nextIsOwn || !(hasProgram || ["refresh", "destroy"].includes(operation))) {
      this.nextIsOwn &&= !hasProgram;
      return run();
    }
    const parts = this.parts.filter((part) => hasProgram || part !== "programs");
    const taken = await this.take(parts, folder, env);
    try {
      return await run(taken.env);
    } finally {
      taken.give();
    }
  }

  /** Until they are given back: the environment in which to call `pulumi`, by that name. */
  private async take(parts: readonly Part[], folder: string, env: Env): Promise<{ env: Env; give(): void }> {
    globalThis.warmHosts ??= newHosts();
    const hosts = globalThis.warmHosts;
    const all = { ...process.env, ...env };
    const taken = await Promise.all(
      parts.map(async (part) => ({ part, host: await hosts[part].take(this.estate, { folder, env: all }) })),
    );
    const path = [join(__dirname, "bin"), all.PATH].join(delimiter);
    const ports: Env = {};
    for (const { part, host } of taken)
      ports[variables[part]] = [ports[variables[part]], host.port].filter(Boolean).join(" ");
    const give = () => {
      for (const { part, host } of taken) hosts[part].give(host);
    };
    return { env: { ...env, PATH: path, ...ports }, give };
  }
}

/** What the Automation API calls, and its types keep to themselves. */
interface Running {
  run(args: string[], folder: string, env: Env, ...listening: unknown[]): Promise<unknown>;
}

/** The CLI, as the Automation API calls it. */
export function withWarmHosts(command: PulumiCommand, runs: WarmRuns): PulumiCommand {
  const own = command as PulumiCommand & Running;
  // Called by its path, it would have Node's folder come after its own.
  const byName: typeof own = Object.assign(Object.create(command), { command: "pulumi" });
  const run: Running["run"] = ([operation = "", ...args], folder, env, ...listening) =>
    runs.run(operation, folder, env, (warm) =>
      (warm ? byName : own).run([operation, ...args], folder, warm ?? env, ...listening),
    );
  return Object.assign(Object.create(command), { run });
}
