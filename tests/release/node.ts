import { rm } from "node:fs/promises";
import { join } from "node:path";
import { keptFolder, runTool } from "../packed/grid/tools";
import { nodeVersion, type Platform } from "./platforms";

/** The Node of a platform, as its makers signed it. Packed and not installed: npm installs none for another platform. */
export async function nodeFor({ os, arch, node }: Platform): Promise<string> {
  const file = os === "windows" ? "bin/node.exe" : "bin/node";
  const folder = await keptFolder(`node-${nodeVersion}-${os}-${arch}`, async (staging) => {
    const wanted = `${node.package}@${nodeVersion}`;
    const { stdout } = await runTool("npm", ["pack", "--json", wanted], { cwd: staging });
    // A list, or by npm 12 an object by name.
    const [packed] = Object.values(
      JSON.parse(stdout) as Record<string, { filename: string; integrity: string }>,
    );
    if (packed?.integrity !== node.integrity)
      throw new Error(`${wanted} has the digest ${packed?.integrity}, which is not the one in platforms.ts`);
    // The package for Windows has no license; it is the same for all.
    const files = os === "windows" ? [file] : [file, "LICENSE"];
    const paths = files.map((name) => `package/${name}`);
    await runTool("tar", ["-xzf", packed.filename, "--strip-components=1", ...paths], { cwd: staging });
    await rm(join(staging, packed.filename));
  });
  return join(folder, file);
}
