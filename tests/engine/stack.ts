import { type ChildProcess, spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "node:util";
import {
  type Deployment,
  type EngineEvent,
  LocalWorkspace,
  PulumiCommand,
  type Stack as PulumiStack,
} from "@pulumi/pulumi/automation";
import type { LoggedRequest } from "../../sdk/local";
import { engineEnv } from "../toolchain";

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
  shares?: ShareDeclaration[];
  attachments?: AttachmentDeclaration[];
  /** Resources whose id is unknown until they exist: { "$id": "waf" } in args stands for it. */
  rulesets?: Record<string, string>;
  /** Read by `Share.get`, and exported. */
  gets?: { name: string; id: string }[];
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
  debug?: boolean;
  replace?: string[];
  /** Ends the run in good order, as Ctrl-C does. */
  signal?: AbortSignal;
}

function countOperations(events: EngineEvent[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { resourcePreEvent } of events) {
    const metadata = resourcePreEvent?.metadata;
    if (!metadata || metadata.type.startsWith("pulumi:")) continue;
    counts[metadata.op] = (counts[metadata.op] ?? 0) + 1;
  }
  return counts;
}

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
    return this.stack.workspace.envVars as Record<string, string>;
  }

  /**
   * @param env the Cloudflare settings, as CLOUDFLARE_BASE_URL
   * @param estate a folder with the package installed; that of the global setup, with the newest Pulumi SDK
   */
  static async open(
    program: ProgramDeclaration,
    env: Record<string, string>,
    estate = setUp("SHARING_TEST_ESTATE"),
  ): Promise<TestStack> {
    const folder = await mkdtemp(join(estate, "program-"));
    await cp(join(__dirname, "program"), folder, { recursive: true });
    const folders = { home: join(folder, ".home"), backend: join(folder, ".state") };
    await mkdir(folders.backend);
    const bin = setUp("SHARING_TEST_TOOLCHAIN");
    const all = { ...engineEnv({ bin }, folders), ...env };
    await writeFile(join(folder, "Pulumi.yaml"), "name: estate\nruntime: nodejs\n");
    const options = {
      envVars: all,
      pulumiHome: folders.home,
      pulumiCommand: await PulumiCommand.get({ root: join(bin, "..") }),
    };
    const stack = await LocalWorkspace.createStack({ stackName: "test", workDir: folder }, options);
    const test = new TestStack(folder, stack);
    await test.declare(program);
    return test;
  }

  /** Edits the program. */
  async declare(program: ProgramDeclaration): Promise<void> {
    await writeFile(join(this.folder, "program.json"), JSON.stringify(program));
  }

  up(options: RunOptions = {}): Promise<RunResult> {
    return this.run((common) => this.stack.up({ ...common, ...options, ...debugging(options) }));
  }

  preview(options: RunOptions = {}): Promise<RunResult> {
    return this.run((common) =>
      this.stack.preview({ ...common, diff: true, ...options, ...debugging(options) }),
    );
  }

  refresh(options: RunOptions = {}): Promise<RunResult> {
    return this.run((common) =>
      this.stack.refresh({ ...common, signal: options.signal, ...debugging(options) }),
    );
  }

  destroy(options: RunOptions = {}): Promise<RunResult> {
    return this.run((common) =>
      this.stack.destroy({ ...common, signal: options.signal, ...debugging(options) }),
    );
  }

  /** `pulumi up` as a process of its own, to be killed. */
  startUp(): ChildProcess {
    const args = ["up", "--yes", "--skip-preview", "--non-interactive", "--stack", "test"];
    return spawn("pulumi", args, { cwd: this.folder, env: { ...process.env, ...this.env }, stdio: "ignore" });
  }

  /** After every run of every engine test: no credential in the state, the output, the events or the error. */
  private async assertNoSecret(...shown: unknown[]): Promise<void> {
    const places = [
      ...shown.map((value) => inspect(value, { depth: 20, maxArrayLength: null, maxStringLength: null })),
      await this.stateText(),
    ];
    for (const name of this.secrets) {
      const secret = this.env[name];
      // By name: the value may be a real one.
      if (secret && places.some((text) => text.includes(secret)))
        throw new Error(`a run showed the credential ${name}`);
    }
  }

  /** What a killed run leaves locked: `pulumi cancel`. */
  async unlock(): Promise<void> {
    await this.stack.cancel();
  }

  async setConfig(key: string, value: string, secret = false): Promise<void> {
    await this.stack.setConfig(key, { value, secret });
  }

  /** The share resources in the state. */
  async resources(): Promise<StateResource[]> {
    const { deployment } = await this.stack.exportStack();
    const all = (deployment as { resources?: StateResource[] }).resources ?? [];
    return all.filter((one) => one.type.startsWith("pulumi-nodejs:dynamic/cloudflare-sharing"));
  }

  async outputs(): Promise<Record<string, unknown>> {
    const outputs = await this.stack.outputs();
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
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
    operation: (common: {
      onOutput: (text: string) => void;
      onEvent: (event: EngineEvent) => void;
      color: "never";
    }) => Promise<unknown>,
  ): Promise<RunResult> {
    const events: EngineEvent[] = [];
    let output = "";
    const common = {
      onOutput: (text: string) => {
        output += text;
      },
      onError: (text: string) => {
        output += text;
      },
      onEvent: (event: EngineEvent) => {
        events.push(event);
      },
      color: "never" as const,
    };
    try {
      await operation(common);
      await this.assertNoSecret(output, events);
      return { ok: true, output, operations: countOperations(events), events };
    } catch (error) {
      const { commandResult } = error as { commandResult?: unknown };
      if (commandResult) await this.assertNoSecret(output, events, error);
      if (!commandResult || !events.some((event) => event.summaryEvent || event.diagnosticEvent)) throw error;
      return { ok: false, output, operations: countOperations(events), events };
    }
  }
}

export interface StateResource {
  urn: string;
  type: string;
  id: string;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
  initErrors?: string[];
}

function debugging({ debug }: RunOptions): {
  debug?: boolean;
  logToStdErr?: boolean;
  logVerbosity?: number;
  logFlow?: boolean;
} {
  return debug ? { debug: true, logToStdErr: true, logVerbosity: 11, logFlow: true } : {};
}

function setUp(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: the engine tests' global setup has not run`);
  return value;
}

/** "POST /accounts/A/shares": the writes among the requests. */
export function writes(requests: readonly LoggedRequest[]): string[] {
  return requests.filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`);
}
