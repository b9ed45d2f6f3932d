import { readFile, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { assertComplete, cacheBase, cacheKey, findInCache, publish, stagingFolder } from "./cache";
import { buildYamlHost } from "./goBuild";
import { toStderr } from "./index";
import { firstWith } from "./onPath";
import { firstThatWorks, type Log } from "./steps";
import { requiredVersion } from "./version";

const HOST = "pulumi-language-yaml";
const sources = join(__dirname, "yaml");

/**
 * The folder of the language host that runs YAML programs, found or built. Its place in the cache is its own: the
 * CLI, which takes longer to build, stays.
 *
 * @param cliBin the folder of the CLI, where Pulumi's own packages have the host
 */
export async function ensureYamlHost(cliBin: string, log: Log = toStderr): Promise<string> {
  const goMod = await readFile(join(sources, "go.mod"), "utf8");
  const goSum = await readFile(join(sources, "go.sum"), "utf8");
  const version = requiredVersion(goMod, "github.com/pulumi/pulumi-yaml");
  const base = cacheBase(process.env, homedir());
  const machine = `${process.platform}-${process.arch}`;
  const key = cacheKey(`yaml-${version}`, { "yaml/go.mod": goMod, "yaml/go.sum": goSum }, machine);
  const steps = [
    { name: "YAML host beside the CLI or on PATH", run: () => findHost(cliBin) },
    { name: "earlier build of it in the cache", run: () => cached(base, key) },
    { name: "build of it from Go modules", run: () => built(base, key, goMod, log) },
  ];
  return firstThatWorks(
    steps,
    log,
    "Install Pulumi with its YAML host, or make one of the steps above possible.",
  );
}

async function findHost(cliBin: string): Promise<string> {
  const folders = [cliBin, ...(process.env.PATH ?? "").split(delimiter).filter((one) => one !== "")];
  const bin = await firstWith(HOST, folders);
  if (!bin) throw new Error(`no ${HOST} in ${cliBin} or on PATH`);
  return bin;
}

async function cached(base: string, key: string): Promise<string> {
  const bin = await findInCache(base, key);
  await assertComplete(bin, [HOST]);
  return bin;
}

async function built(base: string, key: string, goMod: string, log: Log): Promise<string> {
  const staging = await stagingFolder(base, key);
  try {
    await buildYamlHost(sources, goMod, join(staging, "bin", HOST), log);
    return join(await publish(staging, base, key, [HOST]), "bin");
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}
