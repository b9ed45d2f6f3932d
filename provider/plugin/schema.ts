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

/** As package.json tells it. */
export interface Manifest {
  version: string;
  repository?: { url: string };
}

/**
 * The file has neither the version, or each release would write it anew, nor where its archives are: that is among
 * the releases of the package's repository.
 */
export function schemaText({ version, repository }: Manifest): string {
  const [, path] = /github\.com[/:](.+?)(?:\.git)?$/.exec(repository?.url ?? "") ?? [];
  const download = path && { pluginDownloadURL: `github://api.github.com/${path}` };
  return JSON.stringify({ ...schema(), version, ...download });
}

/** The outputs that repeat no input. */
export function computedOutputs(kind: string): string[] {
  const { properties = {}, inputProperties = {} } =
    schema().resources[`cloudflare-sharing:index:${kind}`] ?? {};
  return Object.keys(properties).filter((name) => !(name in inputProperties));
}
