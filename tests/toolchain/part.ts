import { rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { assertComplete, cacheBase, cacheKey, findInCache, publish, stagingFolder } from "./cache";
import { firstWith, foldersOf } from "./onPath";
import { firstThatWorks, type Log } from "./steps";

/** What some tests need beside the CLI. Its place in the cache is its own: the CLI, which takes longer to build, stays. */
export interface Part {
  name: string;
  /** With its version, as a name in the cache. */
  label: string;
  /** Paths of what the folder holds that is executable: programs, and folders too. */
  holds: readonly [string, ...string[]];
  /** What it is made from: a change makes another. */
  sources: Record<string, string>;
  make(bin: string): Promise<void>;
  advice: string;
}

/**
 * The folder of a part, found or made.
 *
 * @param cliBin the folder of the CLI, for a part that Pulumi's own packages have there
 */
export function ensurePart(part: Part, log: Log, cliBin?: string): Promise<string> {
  const base = cacheBase(process.env, homedir());
  const key = cacheKey(part.label, part.sources, `${process.platform}-${process.arch}`);
  const installed = { name: `${part.name} beside the CLI or on PATH`, run: () => find(part, cliBin ?? "") };
  const steps = [
    ...(cliBin === undefined ? [] : [installed]),
    { name: `earlier ${part.name} in the cache`, run: () => cached(part, base, key) },
    { name: `${part.name}, made anew`, run: () => made(part, base, key) },
  ];
  return firstThatWorks(steps, log, part.advice);
}

async function find({ holds: [first] }: Part, cliBin: string): Promise<string> {
  const folders = [cliBin, ...foldersOf(process.env.PATH ?? "")];
  const bin = await firstWith(first, folders);
  if (!bin) throw new Error(`no ${first} in ${cliBin} or on PATH`);
  return bin;
}

async function cached({ holds }: Part, base: string, key: string): Promise<string> {
  const bin = await findInCache(base, key);
  await assertComplete(bin, holds);
  return bin;
}

async function made({ holds, make }: Part, base: string, key: string): Promise<string> {
  const staging = await stagingFolder(base, key);
  try {
    await make(join(staging, "bin"));
    return join(await publish(staging, base, key, holds), "bin");
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}
