import { type ChildProcess, execFile } from "node:child_process";
import { cp, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect, promisify } from "node:util";
import type { Deployment, EngineEvent, Stack as PulumiStack } from "@pulumi/pulumi/automation";
import { pick } from "../../provider/base/values";
import { envOf, type Listening, openStack, outputsOf, runEngine, setUp, startUp } from "./engine";
import { WarmRuns } from "./warmHosts";

const execute = promisify(execFile);

/** A share in a program, in JSON. */
export interface ShareDeclaration {
  name: string;
  args: Record<string, unknown>;
  opts?: Record<string, unknown>;
}

/** A recipient or a resource attached to a share. */
export interface AttachmentDeclaration extends ShareDeclaration {
  kind: "ShareRecipient" | "ShareResource";
}

export interface ProgramDeclaration {
  /** Providers for the plugin, by name with their settings: { "$provider": "owner" } in options stands for one. */
  providers?: Record<string, Record<string, unknown>>;
  shares?: ShareDeclaration[];
  attachments?: AttachmentDeclaration[];
  /**
   * Resources whose id is unknown until they exist: { "$id": "waf" } in args stands for it. The program has
   * other stand-ins too, for what JSON can't say.
   */
  rulesets?: Record<string, string>;
  /** Read by `get` of the class, `Share` unless told otherwise, and exported. */
  gets?: { kind?: "Share" | AttachmentDeclaration["kind"]; name: string; id: string; opts?: object }[];
}

export interface RunResult {
  ok: boolean;
  /** Everything the CLI printed, both streams. */
  output: string;
  /** Operation -> how many resources; the stack itself and its provider are left out. */
  operations: Record<string, number>;
  events: EngineEvent[];
}

interface RunOptions {
  refresh?: boolean;
  /** Of a refresh or a destroy, which run none unless told. */
  runProgram?: boolean;
  debug?: boolean;
  replace?: string[];
  /** URNs. */
  target?: string[];
  exclude?: string[];
  targetDependents?: boolean;
  continueOnError?: boolean;
  /** How many operations at once. */
  parallel?: number;
  /** Of a refresh. */
  previewOnly?: boolean;
  /** Of a destroy. */
  excludeProtected?: boolean;
  /** The paths of policy packs. */
  policyPacks?: string[];
  /** The files of their settings. */
  policyPackConfigs?: string[];
  /** The file of an update plan, which a preview writes and an `up` follows; PULUMI_EXPERIMENTAL allows it. */
  plan?: string;
  /** Ends the run in good order, as Ctrl-C does. */
  signal?: AbortSignal;
  /** Gets all that was printed so far, whenever that is more. */
  watch?: (output: string) => void;
}

interface Place {
  /** A folder with the package installed; else that of the global setup, with the newest Pulumi SDK. */
  estate?: string;
  /**
   * The CLI starts the program and the provider, as users' does, in every run or in the first with a program; else
   * they run in processes that have Pulumi's SDK loaded already.
   */
  ownProcess?: boolean | "first";
  /** The project says where the package's plugin is. */
  plugin?: boolean;
}

/** As docs/settings.md has it, from a folder below the one where the package is installed. */
const pluginPath = "../node_modules/pulumi-cloudflare-sharing/dist/provider/plugin";
const plugins = { providers: [{ name: "cloudflare-sharing", path: pluginPath }] };

/** A program of a user's with a stack of its own on the real engine, state in a folder. */
export class TestStack {
  /** The settings that nothing may show; by their names in the environment. */
  secrets = ["CLOUDFLARE_API_TOKEN", "CLOUDFLARE_API_KEY", "CLOUDFLARE_EMAIL"];

  private constructor(
    readonly folder: string,
    private readonly stack: PulumiStack,
  ) {}

  /** What the programs and the provider see as environment, to be changed between runs. */
  get env(): Record<string, string> {
    return envOf(this.stack);
  }

  /**
   * @param env the Cloudflare settings, as CLOUDFLARE_BASE_URL
   */
  static async open(
    program: ProgramDeclaration,
    env: Record<string, string>,
    { estate, ownProcess, plugin }: Place = {},
  ): Promise<TestStack> {
    const installed = estate ?? setUp("SHARING_TEST_ESTATE");
    const folder = await mkdtemp(join(installed, "program-"));
    await cp(join(__dirname, "program"), folder, { recursive: true });
    const project = { name: "estate", runtime: "nodejs", ...(plugin ? { plugins } : {}) };
    // JSON is YAML too.
    await writeFile(join(folder, "Pulumi.yaml"), JSON.stringify(project));
    const parts = plugin ? (["programs", "providers", "plugins", "plugins"] as const) : undefined;
    const hosted = { estate: installed, firstIsOwn: ownProcess === "first", parts };
    const warm = ownProcess === true ? undefined : new WarmRuns(hosted);
    const stack = await openStack(folder, { name: "test", state: join(folder, ".state"), env, warm });
    const test = new TestStack(folder, stack);
    await test.declare(program);
    return test;
  }

  /** Edits the program. */
  async declare(program: ProgramDeclaration): Promise<void> {
    await writeFile(join(this.folder, "program.json"), JSON.stringify(program));
  }

  up({ watch, ...options }: RunOptions = {}): Promise<RunResult> {
    return this.run((common) => this.stack.up({ ...common, ...options, ...debugging(options) }), watch);
  }

  preview(options: RunOptions = {}): Promise<RunResult> {
    return this.run((common) =>
      this.stack.preview({ ...common, diff: true, ...options, ...debugging(options) }),
    );
  }

  refresh(options: RunOptions = {}): Promise<RunResult> {
    return this.run((common) =>
      this.stack.refresh({ ...common, ...withoutProgram(options), ...debugging(options) }),
    );
  }

  destroy(options: RunOptions = {}): Promise<RunResult> {
    return this.run(
      (common) => this.stack.destroy({ ...common, ...withoutProgram(options), ...debugging(options) }),
      options.watch,
    );
  }

  /** `pulumi up` with processes of its own, to be killed: what a killed engine leaves of a program serves no other run. */
  startUp(): ChildProcess {
    return startUp(this.folder, this.env);
  }

  /** After every run of every engine test: no credential in the state, the output, the events or the error. */
  private async assertNoSecret(...shown: string[]): Promise<void> {
    const places = [...shown, await this.stateText()];
    for (const name of this.secrets) {
      const secret = this.env[name];
      // By name: the value may be a real one.
      if (secret && places.some((text) => text.includes(secret)))
        throw new Error(`a run showed the credential ${name}`);
    }
  }

  /** The next up replaces the resource: `pulumi state taint`. */
  async taint(urn: string): Promise<void> {
    await this.command(["state", "taint", urn, "--yes"]);
  }

  /**
   * Another command of the CLI, on this stack unless the arguments name one.
   *
   * @param input what the command reads, where others are asked in a terminal
   * @returns what it printed on stdout
   */
  async command(args: string[], input = ""): Promise<string> {
    const stack = args.includes("--stack") || args.includes("--source") ? [] : ["--stack", "test"];
    const running = execute("pulumi", [...args, "--non-interactive", ...stack], {
      cwd: this.folder,
      env: { ...process.env, ...this.env },
    });
    running.child.stdin?.end(input);
    const { stdout, stderr } = await running;
    await this.assertNoSecret(stdout, stderr);
    return stdout;
  }

  /** What a killed run leaves locked: `pulumi cancel`. */
  async unlock(): Promise<void> {
    await this.stack.cancel();
  }

  async setConfig(key: string, value: string, secret = false): Promise<void> {
    await this.stack.setConfig(key, { value, secret });
  }

  /** The share resources in the state, read from its file: cheaper than `pulumi stack export`. Secrets are encrypted. */
  async resources(): Promise<StateResource[]> {
    const { checkpoint } = JSON.parse(await this.stateText()) as StateFile;
    const all = checkpoint.latest?.resources ?? [];
    return all.filter((one) => /^(pulumi-nodejs:dynamic\/)?cloudflare-sharing:/.test(one.type));
  }

  async outputs(): Promise<Record<string, unknown>> {
    return outputsOf(this.stack);
  }

  /** The state as `pulumi stack export` has it. */
  async exportState(): Promise<unknown> {
    return this.stack.exportStack();
  }

  /** Puts an exported state in the place of the stack's own. */
  async importState(state: unknown): Promise<void> {
    await this.stack.importStack(state as Deployment);
  }

  /** The state file, letter by letter. */
  stateText(): Promise<string> {
    return readFile(join(this.folder, ".state", ".pulumi", "stacks", "estate", "test.json"), "utf8");
  }

  private async run(
    operation: (listening: Listening) => Promise<unknown>,
    watch?: (output: string) => void,
  ): Promise<RunResult> {
    const { output, events, operations, failure } = await runEngine(operation, watch);
    // The events came as JSON. To inspect them takes seconds when there are many.
    const error = inspect(failure, { depth: 20, maxArrayLength: null, maxStringLength: null });
    await this.assertNoSecret(output, JSON.stringify(events), error);
    // Without a word of the engine's, Pulumi failed before it ran the program.
    if (failure && !events.some((event) => event.summaryEvent || event.diagnosticEvent)) throw failure;
    return { ok: failure === undefined, output, operations, events };
  }
}

interface StateFile {
  checkpoint: { latest?: { resources?: StateResource[] } };
}

export interface StateResource {
  urn: string;
  type: string;
  id: string;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
  initErrors?: string[];
}

/** What a refresh and a destroy take, which know nothing of the others. */
const withoutProgram = (options: RunOptions): RunOptions =>
  pick(options, ["signal", "runProgram", "target", "exclude", "previewOnly", "excludeProtected"]);

function debugging({ debug }: RunOptions): {
  debug?: boolean;
  logToStdErr?: boolean;
  logVerbosity?: number;
  logFlow?: boolean;
} {
  return debug ? { debug: true, logToStdErr: true, logVerbosity: 11, logFlow: true } : {};
}
