import { execFile } from "node:child_process";
import { access, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { cacheBase } from "../../toolchain/cache";
import { type Manager, managerPins } from "./axes";

export interface Output {
  stdout: string;
  /** Both streams: what to show when something is wrong. */
  all: string;
}

const LIMIT_MS = 20 * 60_000;

/**
 * Runs a command to its end; a failure's message has the end of what it printed. The toolchain's `exec` tells its
 * reader one line and nothing of a success's stderr; here a failure is to be understood from the report alone, and
 * warnings are looked for in both streams.
 */
export function runTool(
  command: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Output> {
  return new Promise((resolve, reject) => {
    const limits = { timeout: LIMIT_MS, maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(command, args, { ...options, ...limits }, (error, stdout, stderr) => {
      const all = `${stdout}${stderr}`;
      if (!error) return resolve({ stdout, all });
      const why = error.killed ? `not done after ${LIMIT_MS / 1000} s` : `exit ${error.code ?? error.signal}`;
      reject(
        new Error(`${[command, ...args].join(" ")}: ${why}\n${all.trim().split("\n").slice(-25).join("\n")}`),
      );
    });
    // Nothing may wait for an answer.
    child.stdin?.end();
  });
}

/** The bin folder of a Node. Its binaries come as npm packages, one for each platform. */
export async function nodeBin(version: string): Promise<string> {
  return join(await fromRegistry(`node-${process.platform}-${process.arch}`, version), "bin");
}

export async function managerScript(manager: Manager): Promise<string> {
  const pin = managerPins[manager];
  return join(await fromRegistry(pin.package, pin.version), pin.script);
}

/** Where the managers keep their downloads: neither in the clone nor among the user's own. */
export const downloads = (manager: Manager): string => join(base(), "downloads", manager.replace(" ", "-"));

const base = () => join(cacheBase(process.env, homedir()), "packaging");

/** The folder of a package, fetched by the machine's own npm. */
export async function fromRegistry(name: string, version: string): Promise<string> {
  const folder = await keptFolder(`${name.replace("/", "-")}-${version}`, async (staging) => {
    await writeFile(join(staging, "package.json"), '{"private":true}');
    // Installed by itself with its own scripts off: pnpm's only save the start of a Node, yarn's do nothing.
    const flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"];
    await runTool("npm", ["install", ...flags, `${name}@${version}`], { cwd: staging });
  });
  return join(folder, "node_modules", name);
}

/** A folder that is filled once, and kept outside the clone. */
export async function keptFolder(name: string, fill: (staging: string) => Promise<void>): Promise<string> {
  const folder = join(base(), name);
  if (await exists(folder)) return folder;
  await mkdir(base(), { recursive: true });
  const staging = await mkdtemp(join(base(), ".new-"));
  try {
    await fill(staging);
    await rename(staging, folder);
  } catch (error) {
    // Another process may have been first: its folder is as good as ours.
    if (!(await exists(folder))) throw error;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return folder;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
