// Runs before `npm start` and `npm test`: a fresh clone needs no separate `npm ci`.
// Plain Node without dependencies, as there may be none yet; silent and quick when everything is in place.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { staleReason } from "./staleReason.mjs";

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

/** npm names itself in the environment of what it runs; other package managers do as well, and have no `ci`. */
function npmCommand() {
  const script = process.env.npm_execpath;
  return script && /npm-cli\.c?js$/.test(script) ? [process.execPath, script] : ["npm"];
}

function main() {
  const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
  // npm writes the inner file last, so an interrupted install has none.
  const installed = readJson(join(root, "node_modules/.package-lock.json"));
  const reason = staleReason(readJson(join(root, "package-lock.json")), installed);
  if (!reason) return 0;
  process.stdout.write(`Installing dependencies: ${reason}\n`);
  // No scripts: the tools' binaries come as packages.
  // Development packages and errors in spite of NODE_ENV=production and `npm test --silent`.
  const [command, ...args] = npmCommand();
  const flags = ["ci", "--ignore-scripts", "--include=dev", "--loglevel=error"];
  const result = spawnSync(command, [...args, ...flags], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (result.error) process.stderr.write(`npm ci: ${result.error.message}\n`);
  return result.status ?? 1;
}

process.exitCode = main();
