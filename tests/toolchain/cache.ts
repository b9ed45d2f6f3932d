import { createHash, randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { access, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";

/** What the engine needs beside each other to run a Node program with dynamic providers. */
export const EXECUTABLES = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"] as const;

/** Outside the clone, so that a fresh clone finds what an earlier one has built. */
export function cacheBase(env: NodeJS.ProcessEnv, home: string): string {
  if (env.PULUMI_TOOLCHAIN_CACHE) return env.PULUMI_TOOLCHAIN_CACHE;
  return join(env.XDG_CACHE_HOME || join(home, ".cache"), "pulumi-cloudflare-sharing");
}

/** Changes with the Go files and the machine's kind: a home folder may be shared between kinds. */
export function cacheKey(version: string, goFiles: Record<string, string>, machine: string): string {
  const hash = createHash("sha256").update(machine);
  for (const name of Object.keys(goFiles).sort()) hash.update(`\0${name}\0${goFiles[name]}`);
  return `pulumi-${version}-${hash.digest("hex").slice(0, 12)}`;
}

/** Throws, naming the first one that is missing. */
export async function assertComplete(bin: string, names: readonly string[] = EXECUTABLES): Promise<void> {
  for (const name of names) {
    await access(join(bin, name), constants.X_OK).catch(() => {
      throw new Error(`no ${name} in ${bin}`);
    });
  }
}

export async function findInCache(base: string, key: string): Promise<string> {
  const folder = join(base, key);
  await access(folder).catch(() => {
    throw new Error(`no ${folder}`);
  });
  return join(folder, "bin");
}

/** A folder to fill beside the final one: on the same file system, so that the rename is atomic. */
export async function stagingFolder(base: string, key: string): Promise<string> {
  await mkdir(base, { recursive: true });
  await removeAbandoned(base);
  const folder = join(base, `.new-${key}-${process.pid}-${randomBytes(4).toString("hex")}`);
  await mkdir(join(folder, "bin"), { recursive: true });
  return folder;
}

/** Puts a filled staging folder in its place; if another process was first, theirs stays and ours goes. */
export async function publish(
  staging: string,
  base: string,
  key: string,
  names: readonly string[] = EXECUTABLES,
): Promise<string> {
  await assertComplete(join(staging, "bin"), names);
  const target = join(base, key);
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      await rename(staging, target);
      return target;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code !== "ENOTEMPTY" && code !== "EEXIST") throw error;
    }
    const theirsIsWhole = await assertComplete(join(target, "bin"), names).then(
      () => true,
      () => false,
    );
    if (theirsIsWhole) break;
    // Someone deleted part of it: out of the way by rename, as another process may be doing the same.
    await rename(target, `${staging}-broken`).catch(() => undefined);
    await rm(`${staging}-broken`, { recursive: true, force: true });
  }
  await rm(staging, { recursive: true, force: true });
  await assertComplete(join(target, "bin"), names);
  return target;
}

const DAY = 24 * 60 * 60 * 1000;

/** Leftovers of killed builds; a day is far longer than any build that still runs. */
async function removeAbandoned(base: string): Promise<void> {
  for (const name of await readdir(base)) {
    if (!name.startsWith(".new-")) continue;
    const info = await stat(join(base, name)).catch(() => undefined);
    if (info && Date.now() - info.mtimeMs > DAY) await rm(join(base, name), { recursive: true, force: true });
  }
}
