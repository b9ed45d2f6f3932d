// `npm run release:plugin` makes the archives of a release, which need no Node, and their checksums.
import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { ROOT } from "../rules/files";
import { checksum, makeArchive } from "./archive";
import { bundlePlugin } from "./bundle";
import { platforms } from "./platforms";

const folder = join(ROOT, "release");

async function main(): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  const bundle = await mkdtemp(join(tmpdir(), "sharing-bundle-"));
  try {
    await bundlePlugin(bundle);
    const sums: string[] = [];
    for (const platform of platforms) {
      const name = basename(await makeArchive(platform, bundle, folder));
      sums.push(await checksum(folder, name));
      const { size } = await stat(join(folder, name));
      console.log(`release/${name}: ${(size / 1e6).toFixed(1)} MB`);
    }
    await writeFile(join(folder, "SHA256SUMS"), `${sums.join("\n")}\n`);
  } finally {
    await rm(bundle, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
