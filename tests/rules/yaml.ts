import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { ROOT } from "./files";

/** Pulumi's, which needs it to read its project files. */
const library = createRequire(require.resolve("@pulumi/pulumi"))("js-yaml") as {
  load(text: string): unknown;
};

export function parseYaml<T>(text: string): T {
  return library.load(text) as T;
}

/** @param path from the root */
export function readYaml<T>(path: string): T {
  return parseYaml(readFileSync(join(ROOT, path), "utf8"));
}
