import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Stack as PulumiStack } from "@pulumi/pulumi/automation";
import { type Dashboard, type LocalCloudflare, localAccount } from "../../../sdk/local";
import { configure, envOf, type Listening, openStack, outputsOf, runEngine, setUp, writes } from "../engine";
import { WarmRuns } from "../warmHosts";

const root = join(__dirname, "../../..");

type Config = Record<string, unknown>;

export interface ExampleSettings {
  cloudflare: LocalCloudflare;
  /** The stack's config; a key without a namespace is the project's own. */
  config: Config;
  token?: string;
  stack?: string;
  /** The example whose state folder this one shares, as stack references need it. */
  beside?: Example;
  /** The first run checks the program's types and starts every process, as a user's does; else all of them are warm. */
  firstIsOwn?: boolean;
  /** What `npm install` would bring beside the package and @pulumi/pulumi. */
  packages?: string[];
}

export interface StepResult {
  ok: boolean;
  /** Everything the CLI printed, both streams. */
  output: string;
  /** Operation -> how many resources; the stack itself, its provider and stack references are left out. */
  operations: Record<string, number>;
  /** "POST /accounts/A/shares": the writes that reached Cloudflare. */
  written: string[];
  /** Reads and writes. */
  requests: number;
}

/** One of examples/ as a user has it: a folder of its own, the packed package installed, a stack. */
export class Example {
  private constructor(
    readonly folder: string,
    private readonly stack: PulumiStack,
    private readonly project: string,
    private readonly cloudflare: LocalCloudflare,
    private readonly warm: WarmRuns,
  ) {}

  static async open(name: string, settings: ExampleSettings): Promise<Example> {
    const { cloudflare, token = "local-token", stack = "test", packages = [], beside, firstIsOwn } = settings;
    const folder = await copyExample(name, packages);
    const env = { CLOUDFLARE_BASE_URL: cloudflare.url, CLOUDFLARE_API_TOKEN: token, PULUMI_STACK: stack };
    const state = join(beside?.folder ?? folder, ".state");
    const warm = new WarmRuns({ estate: setUp("SHARING_TEST_ESTATE"), firstIsOwn });
    const opened = await openStack(folder, { name: stack, state, env, warm });
    const project = (await opened.workspace.projectSettings()).name;
    const example = new Example(folder, opened, project, cloudflare, warm);
    await example.configure(settings.config);
    return example;
  }

  /** As another stack references this one. */
  get reference(): string {
    return `organization/${this.project}/${this.stack.name}`;
  }

  configure(changes: Config): Promise<void> {
    return configure(this.stack, changes);
  }

  /** Edits one line of index.ts. */
  async edit(before: string, after: string): Promise<void> {
    const path = join(this.folder, "index.ts");
    const text = await readFile(path, "utf8");
    const parts = text.split(before);
    if (parts.length !== 2) throw new Error(`index.ts has ${parts.length - 1} times: ${before}`);
    await writeFile(path, parts.join(after));
  }

  use(token: string): void {
    this.env.CLOUDFLARE_API_TOKEN = token;
  }

  up(options: { refresh?: boolean } = {}): Promise<StepResult> {
    return this.run((common) => this.stack.up({ ...common, ...options }));
  }

  preview(options: { refresh?: boolean } = {}): Promise<StepResult> {
    return this.run((common) => this.stack.preview({ ...common, diff: true, ...options }));
  }

  destroy(): Promise<StepResult> {
    return this.run((common) => this.stack.destroy(common));
  }

  /** What a killed run leaves locked: `pulumi cancel`. */
  async unlock(): Promise<void> {
    await this.stack.cancel();
  }

  /** A command as a pipeline's shell runs it, `pulumi` and what it is to do first. */
  async shell(command: string): Promise<{ code: number | null; output: string }> {
    const [, operation = ""] = command.split(" ");
    return this.warm.run(operation, this.folder, this.env, (env) => this.end(this.start(command, env)));
  }

  private async end(child: ChildProcess): Promise<{ code: number | null; output: string }> {
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    const [code] = await once(child, "close");
    this.assertNoToken(output);
    return { code, output };
  }

  /** The same as a process, to be killed. */
  start(command: string, own = this.env): ChildProcess {
    const env = { ...process.env, ...own };
    return spawn("sh", ["-c", command], { cwd: this.folder, env, stdio: ["ignore", "pipe", "pipe"] });
  }

  async outputs(): Promise<Record<string, unknown>> {
    return outputsOf(this.stack);
  }

  get env(): Record<string, string> {
    return envOf(this.stack);
  }

  private async run(operation: (listening: Listening) => Promise<unknown>): Promise<StepResult> {
    this.cloudflare.clearRequests();
    const { output, operations, failure } = await runEngine(operation);
    this.assertNoToken(output);
    const { requests } = this.cloudflare;
    const written = writes(requests);
    return { ok: failure === undefined, output, operations, written, requests: requests.length };
  }

  private assertNoToken(output: string): void {
    if (output.includes(this.env.CLOUDFLARE_API_TOKEN ?? "")) throw new Error("a run showed the token");
  }
}

/** Below the estate, so that the program finds the package and @pulumi/pulumi; its other packages from this clone. */
async function copyExample(name: string, packages: string[]): Promise<string> {
  const estate = setUp("SHARING_TEST_ESTATE");
  const folder = await mkdtemp(join(estate, `${name.replace("/", "-")}-`));
  await cp(join(root, "examples", name), folder, { recursive: true });
  await linkTypeScript(join(estate, "node_modules/typescript"));
  // Linked, they would find this clone's @pulumi/pulumi rather than the program's.
  for (const one of packages) {
    await cp(join(root, "node_modules", one), join(folder, "node_modules", one), { recursive: true });
  }
  return folder;
}

/** Where npm puts it for @pulumi/pulumi, which looks for it from its own place. */
async function linkTypeScript(path: string): Promise<void> {
  try {
    await symlink(join(root, "node_modules/typescript"), path, "junction");
  } catch (error) {
    // Another example was first.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** Accounts as a stack's config has them. */
export const accounts = (...indexes: number[]) => indexes.map(localAccount);

/** What Cloudflare's dashboard shows of the shares that are not deleted. */
export function liveShares(dashboard: Dashboard) {
  const active = dashboard.shares().filter((one) => one.status === "active");
  return active.map((one) => ({
    id: one.id,
    owner: one.account_id,
    name: one.name,
    targetType: one.target_type,
    accounts: one.recipients
      .filter(({ association_status }) => association_status === "associated")
      .map(({ account_id }) => account_id)
      .sort(),
    excluded: one.excluded.map(({ account_id }) => account_id).sort(),
    resources: one.resources
      .filter(({ status }) => status === "active")
      .map(({ resource_type, resource_id }) => `${resource_type} ${resource_id}`),
  }));
}
