import { delimiter, join } from "node:path";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { newHosts, type WarmHosts } from "./pool";

declare global {
  /** In the engine tests, by their environment. */
  var warmHosts: WarmHosts | undefined;
}

type Env = Record<string, string>;

export interface WarmOptions {
  /** Where the package is installed. */
  estate: string;
  /** The CLI starts the first program itself, and the provider, as users' does. */
  firstIsOwn?: boolean;
}

/** Runs of the CLI whose programs and dynamic providers run in processes that are there already. */
export class WarmRuns {
  private readonly estate: string;
  private nextIsOwn: boolean;

  constructor({ estate, firstIsOwn = false }: WarmOptions) {
    this.estate = estate;
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
    globalThis.warmHosts ??= newHosts();
    const { programs, providers } = globalThis.warmHosts;
    const all = { ...process.env, ...env };
    const provider = await providers.take(this.estate, {});
    const program = hasProgram ? await programs.take(this.estate, { folder, env: all }) : undefined;
    const path = [join(__dirname, "bin"), all.PATH].join(delimiter);
    const hosts = {
      SHARING_TEST_PROVIDER_HOST: String(provider.port),
      ...(program ? { SHARING_TEST_PROGRAM_HOST: String(program.port) } : {}),
    };
    try {
      return await run({ ...env, PATH: path, ...hosts });
    } finally {
      providers.give(provider);
      if (program) programs.give(program);
    }
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
