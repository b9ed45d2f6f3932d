import { readFileSync } from "node:fs";
import { join } from "node:path";

/** `npm run schema` writes it from the types in sdk/. */
const file = join(__dirname, "schema.json");
let text: string | undefined;
let parsed: Schema | undefined;

interface Schema {
  resources: Record<string, { properties: object; inputProperties: object }>;
}

/** @param version of the package, which the file has not: each release would have to write it anew */
export function schemaText(version: string): string {
  text ??= JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), version });
  return text;
}

/** The outputs that repeat no input. */
export function computedOutputs(kind: string): string[] {
  parsed ??= JSON.parse(readFileSync(file, "utf8")) as Schema;
  const { properties = {}, inputProperties = {} } =
    parsed.resources[`cloudflare-sharing:index:${kind}`] ?? {};
  return Object.keys(properties).filter((name) => !(name in inputProperties));
}
