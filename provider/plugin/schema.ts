import { readFileSync } from "node:fs";
import { join } from "node:path";

/** `npm run schema` writes it from the types in sdk/. */
const file = join(__dirname, "schema.json");
let parsed: Schema | undefined;

interface Schema {
  resources: Record<string, { properties: object; inputProperties: object }>;
}

function schema(): Schema {
  parsed ??= JSON.parse(readFileSync(file, "utf8")) as Schema;
  return parsed;
}

/** @param version of the package, which the file has not: each release would have to write it anew */
export function schemaText(version: string): string {
  return JSON.stringify({ ...schema(), version });
}

/** The outputs that repeat no input. */
export function computedOutputs(kind: string): string[] {
  const { properties = {}, inputProperties = {} } =
    schema().resources[`cloudflare-sharing:index:${kind}`] ?? {};
  return Object.keys(properties).filter((name) => !(name in inputProperties));
}
