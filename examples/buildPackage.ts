import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..");

/** Builds dist when it is missing or older than its sources. */
export function buildPackageIfStale(log: (line: string) => void): void {
  const entry = join(root, "dist/sdk/index.js");
  const sources = ["provider", "sdk", "tsconfig.json", "tsconfig.build.json"];
  const newest = Math.max(...sources.map((source) => newestChange(join(root, source))));
  if (existsSync(entry) && statSync(entry).mtimeMs >= newest) return;
  log("Building the package");
  execFileSync("npm", ["run", "build", "--silent"], { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
}

/** Folders count too: theirs is the change when a file was deleted. */
function newestChange(path: string): number {
  const info = statSync(path);
  if (!info.isDirectory()) return info.mtimeMs;
  return Math.max(info.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}
