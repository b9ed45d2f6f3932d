import { type ChildProcess, execFile } from "node:child_process";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import type { Stack as PulumiStack, UpOptions } from "@pulumi/pulumi/automation";
import {
  configure,
  type EngineRun,
  envOf,
  type Listening,
  openStack,
  runEngine,
  setUp,
  startUp,
} from "../engine";
import { WarmRuns } from "../warmHosts";

const execute = promisify(execFile);

export interface PluginRun extends Omit<EngineRun, "failure"> {
  ok: boolean;
}

interface RunOptions {
  /** Ends the run in good order, as Ctrl-C does. */
  signal?: AbortSignal;
  /** Gets all that was printed so far, whenever that is more. */
  watch?: (output: string) => void;
}

/** What the engine logs. */
type LogOptions = Pick<UpOptions, "debug" | "logToStdErr" | "logVerbosity" | "logFlow">;

interface StateResource {
  type: string;
  id?: string;
  outputs?: Record<string, unknown>;
  initErrors?: string[];
}

/** A program on the plugin of the packed package, in any language, with a stack of its own. */
export class PluginStack {
  constructor(
    readonly folder: string,
    protected readonly stack: PulumiStack,
    private readonly secrets: readonly string[],
  ) {}

  /**
   * @param folder has the program, and a Pulumi.yaml from {@link writeProject}
   * @param env the Cloudflare settings, and what a run is to find on PATH, unless all
   * @param secrets what no run may show, and no state hold
   * @param folders where the engine finds the language's host, and the host its tools
   * @param ownProcess the engine starts the plugin, as users' does; else it runs in a process that is there already
   */
  static async openIn<T extends PluginStack>(
    this: new (
      ...parts: ConstructorParameters<typeof PluginStack>
    ) => T,
    folder: string,
    env: Record<string, string>,
    secrets: readonly string[],
    { folders = [], ownProcess = false }: { folders?: string[]; ownProcess?: boolean } = {},
  ): Promise<T> {
    const path = [...folders, setUp("SHARING_TEST_TOOLCHAIN"), process.env.PATH].join(delimiter);
    const warm = ownProcess
      ? undefined
      : new WarmRuns({ estate: setUp("SHARING_TEST_ESTATE"), parts: ["plugins", "plugins"] });
    const options = { name: "test", state: join(folder, ".state"), env: { PATH: path, ...env }, warm };
    return new this(folder, await openStack(folder, options), secrets);
  }

  /** What its runs and commands find, to be changed between them. */
  get env(): Record<string, string> {
    return envOf(this.stack);
  }

  configure(changes: Record<string, unknown>): Promise<void> {
    return configure(this.stack, changes);
  }

  up({ watch, ...options }: RunOptions & LogOptions = {}): Promise<PluginRun> {
    return this.run((listening) => this.stack.up({ ...listening, ...options }), watch);
  }

  preview(): Promise<PluginRun> {
    return this.run((listening) => this.stack.preview({ ...listening, diff: true }));
  }

  refresh({ watch, ...options }: RunOptions = {}): Promise<PluginRun> {
    return this.run((listening) => this.stack.refresh({ ...listening, ...options }), watch);
  }

  destroy({ watch, ...options }: RunOptions = {}): Promise<PluginRun> {
    return this.run((listening) => this.stack.destroy({ ...listening, ...options }), watch);
  }

  /** `pulumi up` as a process of its own, to be killed. */
  startUp(): ChildProcess {
    return startUp(this.folder, envOf(this.stack));
  }

  /** What a killed run leaves locked: `pulumi cancel`. */
  unlock(): Promise<void> {
    return this.stack.cancel();
  }

  /** `pulumi …`, as it is typed. */
  async pulumi(...args: string[]): Promise<string> {
    const env = { ...process.env, ...envOf(this.stack) };
    const options = { cwd: this.folder, env };
    const { stdout, stderr } = await execute("pulumi", [...args, "--non-interactive"], options).catch(
      (error: { stdout: string; stderr: string }) => {
        throw new Error(`pulumi ${args.join(" ")}: ${error.stdout}${error.stderr}`);
      },
    );
    await this.assertNoSecret(stdout, stderr);
    return stdout;
  }

  async resources(): Promise<StateResource[]> {
    const { checkpoint } = JSON.parse(await this.stateText());
    return checkpoint.latest?.resources ?? [];
  }

  /** The shares in the state. */
  async shares(): Promise<StateResource[]> {
    const all = await this.resources();
    return all.filter(({ type }) => type === "cloudflare-sharing:index:Share");
  }

  /** What the program exports, from the state: cheaper than a run of the CLI. */
  async outputs(): Promise<Record<string, unknown>> {
    const stack = (await this.resources()).find(({ type }) => type === "pulumi:pulumi:Stack");
    return stack?.outputs ?? {};
  }

  private async stateText(): Promise<string> {
    const { name } = await this.stack.workspace.projectSettings();
    return readFile(join(this.folder, ".state", ".pulumi", "stacks", name, "test.json"), "utf8");
  }

  protected async run(
    operation: (listening: Listening) => Promise<unknown>,
    watch?: (output: string) => void,
  ): Promise<PluginRun> {
    const { failure, ...run } = await runEngine(operation, watch);
    await this.assertNoSecret(run.output, JSON.stringify(run.events), String(failure));
    return { ...run, ok: failure === undefined };
  }

  private async assertNoSecret(...shown: string[]): Promise<void> {
    const places = [...shown, await this.stateText()];
    for (const text of places) {
      const at = this.secrets.map((secret) => text.indexOf(secret)).find((index) => index >= 0);
      if (at !== undefined)
        throw new Error(`a run showed what is secret, after: ${text.slice(Math.max(0, at - 200), at)}`);
    }
  }
}

/** A folder for a program; the packed package is installed above it. */
export function programFolder(language: string): Promise<string> {
  return mkdtemp(join(setUp("SHARING_TEST_ESTATE"), `${language}-`));
}

/** @param project the parts of Pulumi.yaml beside its name and the plugin */
export async function writeProject(folder: string, project: object): Promise<void> {
  const path = "../node_modules/pulumi-cloudflare-sharing/dist/provider/plugin";
  const plugins = { providers: [{ name: "cloudflare-sharing", path }] };
  const text = JSON.stringify({ name: "estate", plugins, ...project }, null, 2);
  await writeFile(join(folder, "Pulumi.yaml"), text);
}
