import { execFile } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = join(__dirname, "..", "..");

/** Packs the package as it would be published, for all engine tests once; returns the tarball's path. */
export async function packPackage(into: string): Promise<string> {
  const packed = process.env.SHARING_TEST_TARBALL;
  if (packed) return packed;
  const { stdout } = await run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", into], {
    cwd: root,
  });
  const parsed: unknown = JSON.parse(stdout);
  const [first] = Object.values(parsed as Record<string, { filename: string }>);
  if (!first) throw new Error(`npm pack named no file: ${stdout}`);
  return join(into, first.filename);
}

/**
 * A temporary folder with the packed package and @pulumi/pulumi installed; programs in folders below it find
 * both, as programs of a user's do.
 */
export async function installPackedPackage(pulumiVersion?: string): Promise<string> {
  const estate = await mkdtemp(join(tmpdir(), "sharing-engine-"));
  const tarball = await packPackage(estate);
  const own = require(join(root, "node_modules/@pulumi/pulumi/package.json")) as { version: string };
  await writeFile(join(estate, "package.json"), JSON.stringify({ name: "estate", private: true }));
  const packages = [tarball, `@pulumi/pulumi@${pulumiVersion ?? own.version}`];
  await run(
    "npm",
    ["install", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts", ...packages],
    {
      cwd: estate,
    },
  );
  return estate;
}
