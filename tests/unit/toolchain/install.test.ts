import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** In a process of its own, as it is run: jest has no ES modules. */
function staleReason(lock: object, installed?: object): string {
  const module = pathToFileURL(join(__dirname, "../../toolchain/staleReason.mjs")).href;
  const script = `import { staleReason } from ${JSON.stringify(module)};
    const [lock, installed] = JSON.parse(process.argv[1]);
    process.stdout.write(String(staleReason(lock, installed ?? undefined)));`;
  const argument = JSON.stringify([lock, installed ?? null]);
  return execFileSync(process.execPath, ["--input-type=module", "-e", script, argument], {
    encoding: "utf8",
  });
}

const lock = {
  packages: {
    "": { version: "0.1.0" },
    "node_modules/zod": { version: "4.6.7", integrity: "a" },
    "node_modules/fsevents": { version: "2.3.3", optional: true },
  },
};

test.each([
  ["nothing installed", undefined, "node_modules is missing or incomplete"],
  ["a package missing", { packages: {} }, "node_modules/zod is not installed"],
  [
    "another version",
    { packages: { "node_modules/zod": { version: "4.0.0", integrity: "b" } } },
    "node_modules/zod is 4.0.0, package-lock.json wants 4.6.7",
  ],
  [
    "a package too many",
    { packages: { "node_modules/zod": { version: "4.6.7", integrity: "a" }, "node_modules/x": {} } },
    "node_modules/x is not in package-lock.json",
  ],
  [
    "all but an optional one for other platforms",
    { packages: { "node_modules/zod": { version: "4.6.7", integrity: "a" } } },
    "undefined",
  ],
])("%s", (_what, installed, expected) => {
  expect(staleReason(lock, installed)).toBe(expected);
});
