import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

export const ROOT = join(__dirname, "../..");

/**
 * Every file that git has or would take, by its path from the root. Not by walking the folders: the quick start
 * has a link to the root in its node_modules.
 */
export function committedFiles(): string[] {
  const all = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: ROOT });
  // One that is deleted is listed until that is committed.
  return all
    .toString()
    .split("\n")
    .filter((file) => file !== "" && existsSync(join(ROOT, file)));
}

/** Those of them that are TypeScript in a folder. */
export function sourcesIn(folder: string): string[] {
  return committedFiles().filter((file) => file.startsWith(`${folder}/`) && file.endsWith(".ts"));
}
