import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { buildGo } from "./goBuild";
import { toStderr } from "./index";
import { ensurePart } from "./part";
import type { Log } from "./steps";
import { requiredVersion } from "./version";

const HOST = "pulumi-language-yaml";
/** A module of its own: the host needs other versions of what the CLI is built from. */
const yaml = join(__dirname, "yaml");

/** The folder of the language host that runs YAML programs. */
export async function ensureYamlHost(cliBin: string, log: Log = toStderr): Promise<string> {
  const goMod = await readFile(join(yaml, "go.mod"), "utf8");
  const goSum = await readFile(join(yaml, "go.sum"), "utf8");
  const build = { module: yaml, goMod, target: `github.com/pulumi/pulumi-yaml/cmd/${HOST}` };
  const part = {
    name: "YAML host",
    label: `yaml-${requiredVersion(goMod, "github.com/pulumi/pulumi-yaml")}`,
    holds: [HOST] as const,
    sources: { "yaml/go.mod": goMod, "yaml/go.sum": goSum },
    make: (bin: string) => buildGo("the YAML host", "about a minute on 2 cores", log, build, join(bin, HOST)),
    advice: "Install Pulumi with its YAML host, or make one of the steps above possible.",
  };
  return ensurePart(part, log, cliBin);
}
