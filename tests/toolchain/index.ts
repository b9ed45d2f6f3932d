import { readFile, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { assertComplete, cacheBase, cacheKey, findInCache, publish, stagingFolder } from "./cache";
import { exec, withProgress } from "./exec";
import { buildFromGo } from "./goBuild";
import { findOnPath } from "./onPath";
import { firstThatWorks, type Log } from "./steps";
import { isAtLeast, MINIMUM_VERSION, parseVersion, pinnedVersion } from "./version";

export interface Toolchain {
  /** The folder with the CLI; engineEnv puts it first on PATH. */
  bin: string;
  /** The path of the CLI. */
  pulumi: string;
  version: string;
  source: "path" | "cache" | "install" | "go";
}

const ADVICE = `Install Pulumi ${MINIMUM_VERSION} or later, or make one of the steps above possible.`;

/** Finds a Pulumi CLI with its Node plugins, or makes one; the first time may take minutes. */
export async function ensureToolchain(log: Log = toStderr): Promise<Toolchain> {
  const goFiles = await readGoFiles();
  const cliGoMod = goFiles["cli/go.mod"] ?? "";
  const version = pinnedVersion(cliGoMod);
  const base = cacheBase(process.env, homedir());
  const key = cacheKey(version, goFiles, `${process.platform}-${process.arch}`);
  const fill = async (source: Toolchain["source"], make: (folder: string) => Promise<void>) => {
    const staging = await stagingFolder(base, key);
    try {
      await make(staging);
      return await verified(join(await publish(staging, base, key), "bin"), source);
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  };
  const steps = [
    { name: "Pulumi on PATH", run: async () => verified(await findOnPath(process.env.PATH ?? ""), "path") },
    { name: "earlier build in the cache", run: async () => verified(await findInCache(base, key), "cache") },
    {
      name: "official install",
      run: () => fill("install", (folder) => officialInstall(folder, version, log)),
    },
    {
      name: "build from Go modules",
      run: () =>
        fill("go", (folder) =>
          buildFromGo({ sources: __dirname, cliGoMod, version }, join(folder, "bin"), log),
        ),
    },
  ];
  const toolchain = await firstThatWorks(steps, log, ADVICE);
  log(`Pulumi ${toolchain.version} (${toolchain.source})`);
  return toolchain;
}

/** What a process needs in its environment to use the toolchain, with state and plugins in folders of its own. */
export function engineEnv(
  toolchain: Pick<Toolchain, "bin">,
  folders: { home: string; backend: string },
): Record<string, string> {
  return {
    PATH: [toolchain.bin, process.env.PATH].filter(Boolean).join(delimiter),
    PULUMI_HOME: folders.home,
    PULUMI_BACKEND_URL: `file://${folders.backend}`,
    PULUMI_CONFIG_PASSPHRASE: "for tests only",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // Everything needed lies beside the CLI; anything else is a mistake and must not become a download.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}

/** Complete and recent enough, judged by running it. */
async function verified(bin: string, source: Toolchain["source"]): Promise<Toolchain> {
  // On PATH the plugins may lie in other folders than the CLI: findOnPath has looked.
  if (source !== "path") await assertComplete(bin);
  const pulumi = join(bin, "pulumi");
  const output = await exec(pulumi, ["version"], {
    env: { PULUMI_SKIP_UPDATE_CHECK: "true" },
    limitSeconds: 30,
  });
  if (!isAtLeast(output, MINIMUM_VERSION)) {
    throw new Error(
      `${pulumi} is ${output.trim() || "of no known version"}; ${MINIMUM_VERSION} or later is needed`,
    );
  }
  return { bin, pulumi, version: `v${parseVersion(output)?.join(".")}`, source };
}

async function officialInstall(folder: string, version: string, log: Log): Promise<void> {
  const script = join(__dirname, "officialInstall.mjs");
  const args = [script, folder, version.replace(/^v/, "")];
  await withProgress("installing Pulumi", "a download of about 100 MB", log, () =>
    exec(process.execPath, args, { cwd: __dirname, limitSeconds: 5 * 60 }),
  );
}

async function readGoFiles(): Promise<Record<string, string>> {
  const names = ["cli", "host"].flatMap((folder) =>
    ["go.mod", "go.sum", "tools.go"].map((file) => `${folder}/${file}`),
  );
  const contents = await Promise.all(names.map((name) => readFile(join(__dirname, name), "utf8")));
  return Object.fromEntries(names.map((name, index) => [name, contents[index] ?? ""]));
}

export function toStderr(line: string): void {
  process.stderr.write(`toolchain: ${line}\n`);
}
