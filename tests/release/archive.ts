import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, cp, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { runTool } from "../packed/grid/tools";
import { ROOT } from "../rules/files";
import { nodeFor } from "./node";
import { type Platform, thisPlatform } from "./platforms";

const { version } = require(join(ROOT, "package.json")) as { version: string };
const plugin = "pulumi-resource-cloudflare-sharing";

/** The name that Pulumi asks a release for. */
const archiveName = ({ os, arch }: Pick<Platform, "os" | "arch">): string =>
  `${plugin}-v${version}-${os}-${arch}.tar.gz`;

/**
 * Packs the plugin with a platform's Node; returns the archive's path.
 *
 * @param bundle a folder that `bundlePlugin` has filled
 */
export async function makeArchive(platform: Platform, bundle: string, into: string): Promise<string> {
  const folder = join(into, `${platform.os}-${platform.arch}`);
  await mkdir(folder);
  try {
    await cp(bundle, folder, { recursive: true });
    const ours = await nodeFor(thisPlatform());
    await copyFile(join(dirname(dirname(ours)), "LICENSE"), join(folder, "LICENSE-OF-NODE"));
    if (platform.os === "windows") await joinInOneFile(platform, folder, ours);
    else await putBeside(platform, folder);
    const archive = join(into, archiveName(platform));
    await runTool("tar", ["-czf", archive, ...(await readdir(folder)).sort()], { cwd: folder });
    return archive;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Node stays as it was signed: macOS runs no program that was changed afterwards. */
async function putBeside(platform: Platform, folder: string): Promise<void> {
  await copyFile(await nodeFor(platform), join(folder, "node"));
  await copyFile(join(ROOT, "provider/plugin", plugin), join(folder, plugin));
}

/**
 * On Windows `pulumi package add` takes nothing but an `.exe`.
 *
 * @param builder a Node of the same version that runs here
 */
async function joinInOneFile(platform: Platform, folder: string, builder: string): Promise<void> {
  const output = `${plugin}.exe`;
  const executable = await nodeFor(platform);
  const config = { main: "main.js", executable, output, execArgvExtension: "none" };
  await writeFile(
    join(folder, "sea.json"),
    JSON.stringify({ ...config, disableExperimentalSEAWarning: true }),
  );
  await runTool(builder, ["--build-sea", "sea.json"], { cwd: folder });
  await rm(join(folder, "sea.json"));
  await rm(join(folder, "main.js"));
}

/** A line of SHA256SUMS. */
export async function checksum(folder: string, name: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(join(folder, name)), hash);
  return `${hash.digest("hex")}  ${name}`;
}
