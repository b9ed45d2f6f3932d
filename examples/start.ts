// `npm start`: the quick-start program (Pulumi.yaml, examples/quickstart) on the real engine, against the local
// Cloudflare. Nothing leaves this machine; everything is kept in .quickstart/. `npm start -- --reset` begins anew,
// `npm start -- --tour` shows a second act: tour.ts.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import {
  type LocalCloudflare,
  type LocalState,
  localAccount,
  localOwner,
  startLocalCloudflare,
} from "../sdk/local";
import { engineEnv, ensureToolchain } from "../tests/toolchain";
import { buildPackageIfStale } from "./buildPackage";
import { linkPackage } from "./linkPackage";
import { tour } from "./tour";

const ROOT = join(__dirname, "..");
const PROJECT = "cloudflare-sharing-quickstart";
const STACK = "quickstart";

/** What the program exports. */
interface SharedView {
  shareId: string;
  name: string;
  status: string;
  targetType: string;
  resources: { resourceType: string; resourceId: string; status: string }[];
  recipients: { accountId: string; associationStatus: string }[];
}

const folder = resolve(process.env.QUICKSTART_FOLDER || join(ROOT, ".quickstart"));
const inFolder = (name: string) => join(folder, name);
const settingsFile = inFolder(`Pulumi.${STACK}.yaml`);
const say = (line: string) => console.log(line);

async function main(): Promise<void> {
  const started = Date.now();
  if (process.argv.includes("--reset")) await rm(folder, { recursive: true, force: true });
  await mkdir(inFolder("state"), { recursive: true });
  buildPackageIfStale(say);
  linkPackage();
  const toolchain = await ensureToolchain((line) => say(`Toolchain: ${line}`));
  Object.assign(process.env, engineEnv(toolchain, { home: inFolder("home"), backend: inFolder("state") }));

  const prepared = Date.now();
  const share = await withLocalCloudflare((cloudflare) => play(cloudflare, prepared - started));
  say(nextSteps(share.recipients.length + 1));
  if (!isInPlace(share)) process.exitCode = 1;
}

/** The first act, and the second if it is asked for; returns the share in the end. */
async function play(cloudflare: LocalCloudflare, preparedMs: number): Promise<SharedView> {
  const started = Date.now();
  const stack = await openStack();
  await pulumiUp();
  const [share, summary] = await Promise.all([view(stack), stack.info()]);
  say(describe(share));
  const times = `${seconds(preparedMs)} s to prepare, ${seconds(Date.now() - started)} s to run`;
  say(`${changesOf(summary?.resourceChanges ?? {})} ${times}.\n`);
  if (!process.argv.includes("--tour")) return share;

  const isWhole = await tour({ cloudflare, share, pulumi, up: pulumiUp, say, goesOn });
  if (!isWhole) say("The rest of the tour is left out.");
  const last = await view(stack);
  say(describe(last));
  say(`The tour took ${seconds(Date.now() - started)} s.\n`);
  return last;
}

/**
 * Whoever sits at the terminal reads each step before it begins, and leaves by Ctrl-C or Ctrl-D too; in a pipeline the
 * steps follow each other.
 */
async function goesOn(): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = terminal.question("Enter goes on, s skips the rest: ");
    const left = once(terminal, "close").then(() => "s");
    return !/^s/i.test(await Promise.race([answer.catch(() => "s"), left]));
  } finally {
    terminal.close();
  }
}

/** Gives `work` a Cloudflare that remembers the runs before. */
async function withLocalCloudflare<T>(work: (cloudflare: LocalCloudflare) => Promise<T>): Promise<T> {
  const memory = inFolder("cloudflare.json");
  const state: LocalState | undefined = existsSync(memory)
    ? JSON.parse(await readFile(memory, "utf8"))
    : undefined;
  // Slow enough for the waiting to be seen.
  const cloudflare = await startLocalCloudflare({ transitionMs: 1000, state });
  say(`Local Cloudflare: ${cloudflare.url}`);
  process.env.CLOUDFLARE_BASE_URL = cloudflare.url;
  process.env.CLOUDFLARE_API_TOKEN = "local-token";
  try {
    return await work(cloudflare);
  } finally {
    await writeFile(memory, JSON.stringify(cloudflare.snapshot(), undefined, 2));
    await cloudflare.close();
  }
}

/** What the program exports. */
async function view(stack: Stack): Promise<SharedView> {
  const outputs = Object.entries(await stack.outputs()).map(([key, { value }]) => [key, value]);
  return Object.fromEntries(outputs);
}

/** With a look at what is really there first (refresh). */
const pulumiUp = () =>
  pulumi("up", "--refresh", "--yes", "--skip-preview", "--suppress-outputs", "--suppress-progress");

/**
 * Not by the Automation API: it would look for the stack's settings beside the root's Pulumi.yaml, and put some
 * there.
 */
async function pulumi(...args: string[]): Promise<void> {
  const where = ["--stack", STACK, "--config-file", settingsFile, "--non-interactive"];
  // Ctrl-C reaches Pulumi as well: it ends in good order, and then we do.
  const waitForPulumi = () => say("Interrupted: waiting for Pulumi to end");
  process.on("SIGINT", waitForPulumi);
  const child = spawn("pulumi", [...args, ...where], { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] });
  const [code] = await once(child, "close");
  process.off("SIGINT", waitForPulumi);
  if (code !== 0) throw new Error(`pulumi ${args[0]} failed; Pulumi says above why.`);
}

/** The stack, with its settings in our folder: the clone stays as it is. */
async function openStack(): Promise<Stack> {
  await cp(join(ROOT, "Pulumi.yaml"), inFolder("Pulumi.yaml"));
  if (!existsSync(settingsFile)) await writeFile(settingsFile, firstSettings());
  return LocalWorkspace.createOrSelectStack({ stackName: STACK, workDir: folder });
}

function firstSettings(): string {
  return `config:
  cloudflare-sharing:accountId: ${localOwner}
  ${PROJECT}:rulesetId: "0123456789abcdef0123456789abcdef"
  ${PROJECT}:recipientAccountIds:
${[1, 2, 3].map((i) => `    - ${localAccount(i)}`).join("\n")}
`;
}

function isInPlace({ status, recipients }: SharedView): boolean {
  return status === "active" && recipients.every((one) => one.associationStatus === "associated");
}

function describe({ name, shareId, status, targetType, resources, recipients }: SharedView): string {
  return [
    `Share "${name}"`,
    `  id           ${shareId}`,
    `  status       ${status}`,
    `  target type  ${targetType}`,
    "  resources",
    ...resources.map((one) => `    ${one.resourceType} ${one.resourceId}  ${one.status}`),
    "  recipients",
    ...recipients.map((one) => `    account ${one.accountId}  ${one.associationStatus}`),
    "",
  ].join("\n");
}

function nextSteps(next: number): string {
  const settings = relative(process.cwd(), settingsFile);
  return [
    `Next: add ${localAccount(next)} to recipientAccountIds in ${settings},`,
    "or edit examples/quickstart/index.ts, and run `npm start` again: the share is updated in place.",
    "`npm start -- --tour` shows what happens then, and when somebody changes the share by hand; `--reset` begins anew.",
    "",
  ].join("\n");
}

function changesOf({ same: _same, ...changes }: Record<string, number>): string {
  const list = Object.entries(changes).map(([operation, count]) => `${count} ${operation}`);
  return list.length > 0 ? `Changes: ${list.join(", ")}.` : "No change: everything is as declared.";
}

const seconds = (ms: number) => (ms / 1000).toFixed(1);

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
