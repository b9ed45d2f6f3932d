import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { runTool } from "./grid/tools";

/** Unpacks a tarball; returns the folder that is the package. */
export async function unpack(tarball: string, into: string): Promise<string> {
  await runTool("tar", ["-xzf", tarball, "-C", into]);
  return join(into, "package");
}

/** Path in the package -> digest of its content. */
export async function fingerprints(folder: string): Promise<Record<string, string>> {
  const prints: Record<string, string> = {};
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path);
    // A manager may put what the package needs inside it; that is not the package.
    if (name.startsWith("node_modules")) continue;
    prints[name] = createHash("sha256")
      .update(await readFile(path))
      .digest("hex");
  }
  return prints;
}
