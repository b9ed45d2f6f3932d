// `npm start`: the quick-start program (Pulumi.yaml, examples/quickstart) on the real engine, against the local
// Cloudflare. Nothing leaves this machine; everything is kept in .quickstart/. `npm start -- --reset` begins anew.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { type LocalState, localAccount, localOwner, startLocalCloudflare } from "../sdk/local";
import { engineEnv, ensureToolchain } from "../tests/toolchain";
import { buildPackageIfStale } from "./buildPackage";
import { linkPackage } from "./linkPackage";

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
  const [operations, share] = await withLocalCloudflare(deploy);
  say(describe(share));
  say(nextSteps(share.recipients.length + 1));
  const times = `${seconds(started, prepared)} s to prepare, ${seconds(prepared, Date.now())} s to run`;
  say(`${changesOf(operations)} ${times}.`);
  if (!isInPlace(share)) process.exitCode = 1;
}

/** Gives `work` a Cloudflare that remembers the runs before. */
async function withLocalCloudflare<T>(work: () => Promise<T>): Promise<T> {
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
    return await work();
  } finally {
    await writeFile(memory, JSON.stringify(cloudflare.snapshot(), undefined, 2));
    await cloudflare.close();
  }
}

/** `pulumi up` on the program; returns what it did and what the program exports. */
async function deploy(): Promise<[Record<string, number>, SharedView]> {
  const stack = await openStack();
  await pulumiUp();
  const [outputs, summary] = await Promise.all([stack.outputs(), stack.info()]);
  const values = Object.entries(outputs).map(([key, { value }]) => [key, value]);
  return [summary?.resourceChanges ?? {}, Object.fromEntries(values)];
}

/**
 * With a look at what is really there first (refresh). Not by stack.up: it would look for the stack's settings
 * beside the root's Pulumi.yaml, and put some there.
 */
async function pulumiUp(): Promise<void> {
  const what = ["--stack", STACK, "--config-file", settingsFile, "--refresh"];
  const how = ["--yes", "--skip-preview", "--non-interactive", "--suppress-outputs", "--suppress-progress"];
  // Ctrl-C reaches Pulumi as well: it ends in good order, and then we do.
  const waitForPulumi = () => say("Interrupted: waiting for Pulumi to end");
  process.on("SIGINT", waitForPulumi);
  const stdio = ["ignore", "inherit", "inherit"] as const;
  const child = spawn("pulumi", ["up", ...what, ...how], { cwd: ROOT, stdio: [...stdio] });
  const [code] = await once(child, "close");
  process.off("SIGINT", waitForPulumi);
  if (code !== 0) throw new Error("pulumi up failed; Pulumi says above why.");
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
    "`npm start -- --reset` begins anew.",
    "",
  ].join("\n");
}

function changesOf({ same: _same, ...changes }: Record<string, number>): string {
  const list = Object.entries(changes).map(([operation, count]) => `${count} ${operation}`);
  return list.length > 0 ? `Changes: ${list.join(", ")}.` : "No change: everything is as declared.";
}

function seconds(from: number, to: number): string {
  return ((to - from) / 1000).toFixed(1);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
