import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type {
  EngineEvent,
  LocalWorkspace,
  PulumiCommand,
  PulumiFn,
  Stack as PulumiStack,
  StackSettings,
} from "@pulumi/pulumi/automation";
import type { LoggedRequest } from "../../sdk/local";
import { engineEnv } from "../toolchain";
import { keyServiceEnv, keySettings } from "./keyService";
import { type WarmRuns, withWarmHosts } from "./warmHosts";

type Automation = typeof import("@pulumi/pulumi/automation");

declare global {
  /** In the engine tests, by their environment. */
  var automation: Automation | undefined;
  var pulumiCommand: PulumiCommand | undefined;
}

const loadAutomation = (): Automation => require("@pulumi/pulumi/automation");

/** What the global setup has put into the environment. */
export function setUp(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: the engine tests' global setup has not run`);
  return value;
}

export interface StackOptions {
  name: string;
  /** The folder of the backend. */
  state: string;
  env: Record<string, string>;
  /** If programs and providers are to run in processes that are there already. */
  warm?: WarmRuns;
  /** Runs in this process, in place of the program in the folder. */
  inline?: PulumiFn;
}

/** A stack of the program in a folder, on the engine that the tests use; its state in a folder too. */
export async function openStack(
  folder: string,
  { name, state, env, warm, inline }: StackOptions,
): Promise<PulumiStack> {
  const bin = setUp("SHARING_TEST_TOOLCHAIN");
  // An inline program runs on the SDK that it imports.
  const automation = (inline ? undefined : globalThis.automation) ?? loadAutomation();
  const folders = { home: join(folder, ".home"), backend: state };
  // To make it asks the CLI for its version.
  command ??= globalThis.pulumiCommand ?? automation.PulumiCommand.get({ root: join(bin, "..") });
  const options = {
    // Commands that name no stack mean this one.
    envVars: { ...engineEnv({ bin }, folders), ...(await keyServiceEnv()), PULUMI_STACK: name, ...env },
    pulumiHome: folders.home,
    pulumiCommand: warm ? withWarmHosts(await command, warm) : await command,
    workDir: folder,
  };
  const workspace = await automation.LocalWorkspace.create(
    inline
      ? { ...options, program: inline, projectSettings: { name: "inline", runtime: "nodejs" } }
      : options,
  );
  await initialize(workspace, name, state);
  // Initialized, it is there.
  workspace.selectStack = async () => undefined;
  return Object.assign(await automation.Stack.select(name, workspace), askNothingAfterRuns);
}

/** Writes what `pulumi stack init` does, at none of its cost: the stack's settings, and its state in the backend. */
async function initialize(workspace: LocalWorkspace, name: string, state: string): Promise<void> {
  const { name: project } = await workspace.projectSettings();
  const stacks = join(state, ".pulumi", "stacks", project);
  await mkdir(stacks, { recursive: true });
  await writeFile(join(state, ".pulumi", "meta.yaml"), "version: 1\n");
  const empty = { version: 3, checkpoint: { stack: `organization/${project}/${name}` } };
  await writeFile(join(stacks, `${name}.json`), JSON.stringify(empty));
  // JSON is YAML too.
  await writeFile(join(workspace.workDir, `Pulumi.${name}.yaml`), JSON.stringify(keySettings));
}

let command: Promise<PulumiCommand> | PulumiCommand | undefined;

/**
 * After an `up` the Automation API runs the CLI three times more, for outputs and history that no test looks at: a
 * sixth of what the `up` costs.
 */
const askNothingAfterRuns: Pick<PulumiStack, "outputs" | "info"> = {
  outputs: async () => ({}),
  info: async () => undefined,
};

/** What its programs and the provider see as environment, to be changed between runs. */
export function envOf(stack: PulumiStack): Record<string, string> {
  return stack.workspace.envVars as Record<string, string>;
}

export async function outputsOf(stack: PulumiStack): Promise<Record<string, unknown>> {
  const outputs = await stack.workspace.stackOutputs(stack.name);
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
}

/** `pulumi up` as a process of its own, to be killed. */
export function startUp(folder: string, env: Record<string, string>): ChildProcess {
  const args = ["up", "--yes", "--skip-preview", "--non-interactive", "--stack", "test"];
  return spawn("pulumi", args, { cwd: folder, env: { ...process.env, ...env }, stdio: "ignore" });
}

/** Edits a stack's config: a key without a namespace is the project's own, and undefined takes a key away. */
export async function configure(stack: PulumiStack, changes: Record<string, unknown>): Promise<void> {
  const { name, workspace } = stack;
  const settings: StackSettings & { config?: Record<string, unknown> } = await workspace.stackSettings(name);
  const project = (await workspace.projectSettings()).name;
  const config = { ...settings.config };
  for (const [key, value] of Object.entries(changes)) {
    const full = key.includes(":") ? key : `${project}:${key}`;
    if (value === undefined) delete config[full];
    else config[full] = value;
  }
  await workspace.saveStackSettings(name, { ...settings, config } as StackSettings);
}

/** What every operation of the Automation API takes. */
export interface Listening {
  onOutput: (text: string) => void;
  onError: (text: string) => void;
  onEvent: (event: EngineEvent) => void;
  color: "never";
}

export interface EngineRun {
  /** Everything the CLI printed, both streams. */
  output: string;
  events: EngineEvent[];
  /** Operation -> how many resources; the stack itself, its provider and stack references are left out. */
  operations: Record<string, number>;
  /** What Pulumi ended with if it failed; anything else is a mistake of the test, and thrown. */
  failure: unknown;
}

/** @param watch gets all that was printed so far, whenever that is more */
export async function runEngine(
  operation: (listening: Listening) => Promise<unknown>,
  watch: (output: string) => void = () => undefined,
): Promise<EngineRun> {
  const events: EngineEvent[] = [];
  const printed: string[] = [];
  const print = (text: string) => {
    printed.push(text);
    watch(printed.join(""));
  };
  const onEvent = (event: EngineEvent) => void events.push(event);
  const failure = await operation({ onOutput: print, onError: print, onEvent, color: "never" }).then(
    () => undefined,
    (error: { commandResult?: unknown }) => error,
  );
  if (failure && !failure.commandResult) throw failure;
  return { output: printed.join(""), events, operations: countOperations(events), failure };
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

/** "POST /accounts/A/shares": the writes among the requests. */
export function writes(requests: readonly LoggedRequest[]): string[] {
  return requests.filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`);
}
