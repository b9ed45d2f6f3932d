import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../../rules/files";

test("on Windows main.js is run with every argument, and without the user's NODE_OPTIONS", () => {
  const file = join(ROOT, "provider/plugin/pulumi-resource-cloudflare-sharing.cmd");
  const lines = readFileSync(file, "utf8").trim().split(/\r?\n/);
  // Cleared for this file alone: what starts it keeps its own.
  const [local, cleared] = ["setlocal", 'set "NODE_OPTIONS="'].map((line) => lines.indexOf(line));
  expect(local).toBeGreaterThanOrEqual(0);
  expect(cleared).toBeGreaterThan(local ?? 0);
  // %~dp0 is its folder, with a backslash at the end.
  expect(lines.at(-1)).toBe('node --max-semi-space-size=4 "%~dp0main.js" %*');
});

test("Node gets the same options on all systems", () => {
  const [windows, others] = [
    "pulumi-resource-cloudflare-sharing.cmd",
    "pulumi-resource-cloudflare-sharing",
  ].map((name) => readFileSync(join(ROOT, "provider/plugin", name), "utf8").match(/ --[-=\w]+/g));
  expect(windows).toEqual(others);
});
