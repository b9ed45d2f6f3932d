import { readFile, rename, writeFile } from "node:fs/promises";
import { type LocalCloudflare, type LocalState, startLocalCloudflare } from "../../../local";
import type { Terminal } from "../../output/terminal";
import { plural } from "../../output/text";
import type { CommandLine } from "../../usage/command";
import { UsageError } from "../../usage/usageError";

const token = "local-token";

/** @public: commands/index.ts requires it by name. */
export async function local(line: CommandLine, terminal: Terminal): Promise<void> {
  const port = portOf(line.values.get("port"));
  const seedFile = line.values.get("seed");
  const saveFile = line.values.get("save");
  const seed = seedFile === undefined ? undefined : await readSeed(seedFile, seedFile === saveFile);
  const cloudflare = await start(port, seed, seedFile);
  // From here on, a signal must not end the process before the shares are saved.
  const ended = endSignal();
  terminal.print(
    line.flags.has("json") ? JSON.stringify(environment(cloudflare)) : welcome(cloudflare, seed),
  );
  await ended;
  try {
    if (saveFile !== undefined) await save(saveFile, cloudflare.snapshot());
  } finally {
    await cloudflare.close();
  }
  if (saveFile !== undefined) terminal.note(`saved to ${saveFile}`);
}

function portOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError("--port is no port: a number up to 65535");
}

/** @param mayBeMissing true for a file that is also saved to: the first run starts without it */
async function readSeed(file: string, mayBeMissing: boolean): Promise<LocalState | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && mayBeMissing) return undefined;
    throw new Error(
      `reading the seed ${file}: ${code === "ENOENT" ? "there is no such file" : (code ?? message)}`,
    );
  }
  try {
    return JSON.parse(text) as LocalState;
  } catch {
    throw new Error(`reading the seed ${file}: it is no JSON`);
  }
}

async function start(
  port: number,
  seed: LocalState | undefined,
  seedFile?: string,
): Promise<LocalCloudflare> {
  let cloudflare: LocalCloudflare | undefined;
  try {
    cloudflare = await startLocalCloudflare({ port, ...(seed === undefined ? {} : { state: seed }) });
    // A file that is not a saved state fails here, and not later when it is saved.
    cloudflare.dashboard.shares();
    return cloudflare;
  } catch (error) {
    await cloudflare?.close();
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") throw new Error(`port ${port} is in use: --port takes another one`);
    if (code === "EACCES") throw new Error(`port ${port} is not open to this user: --port takes another one`);
    if (seed === undefined) throw error;
    throw new Error(`reading the seed ${seedFile}: it is no file that --save wrote`);
  }
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function endSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of signals) process.once(signal, () => resolve());
  });
}

/** Replaces the file in one step: a second Ctrl-C during the write must not leave half a file. */
async function save(file: string, state: LocalState): Promise<void> {
  try {
    await writeFile(`${file}.new`, `${JSON.stringify(state, undefined, 2)}\n`);
    await rename(`${file}.new`, file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`saving to ${file}: ${code ?? message}`);
  }
}

/** Names the owner of the first share, or else the first account of the organization. */
function environment(cloudflare: LocalCloudflare): Record<string, string> {
  const { organization, shares } = cloudflare.snapshot();
  const account = shares[0]?.accountId ?? organization.accounts[0]?.id;
  return {
    CLOUDFLARE_BASE_URL: cloudflare.url,
    CLOUDFLARE_API_TOKEN: token,
    ...(account === undefined ? {} : { CLOUDFLARE_ACCOUNT_ID: account }),
  };
}

function welcome(cloudflare: LocalCloudflare, seed: LocalState | undefined): string {
  const { organization, shares } = cloudflare.snapshot();
  const { accounts } = organization;
  const content = seed ? plural(shares.length, "share") : "no shares";
  const lines = Object.entries(environment(cloudflare)).map(([name, value]) => `  export ${name}=${value}`);
  return [
    `Local Cloudflare at ${cloudflare.url}`,
    `with ${content} and ${plural(accounts.length, "account")} in one organization,`,
    `${accounts[0]?.id} to ${accounts.at(-1)?.id}.`,
    "",
    ...lines,
    "",
    "Ctrl-C ends it.",
  ].join("\n");
}
