import { description, license, name as npmName } from "../../package.json";
import { recipientKind } from "../../provider/attachment/recipient";
import { resourceKind } from "../../provider/attachment/resource";
import type { SettingKey } from "../../provider/settings";
import { examples, exampleUsage } from "./examples";
import { type Spec, TypeSpecs } from "./typeSpecs";
import { assertAllUsed } from "./words";

const packageName = "cloudflare-sharing";
const token = (name: string) => `${packageName}:index:${name}`;
const specs = new TypeSpecs(token);

/** The resources, with what their ids look like, and the properties whose change replaces them. */
const resources = {
  Share: { id: "ACCOUNT_ID/SHARE_ID", replacing: ["accountId"] },
  ShareRecipient: { id: recipientKind.idForm, replacing: recipientKind.identity },
  ShareResource: { id: resourceKind.idForm, replacing: resourceKind.identity },
};

const importing = (name: string, id: string) => `## Import

\`\`\`sh
pulumi import ${token(name)} NAME ${id}
\`\`\`

If the program declares something other than what is live, the next \`pulumi up\` makes it as declared. With the option \`import\`, the same \`pulumi up\` does.`;

const officialType = (name: string) => `cloudflare:index/${name[0]?.toLowerCase()}${name.slice(1)}:${name}`;

const resourceNames = Object.keys(resources) as (keyof typeof resources)[];

function resourceSpec(name: keyof typeof resources): Spec {
  const { id, replacing } = resources[name];
  const inputs = specs.objectOf(`${name}Args`);
  const outputs = specs.objectOf(name, true);
  const { description } = specs.docOf(specs.symbol(name));
  for (const property of replacing)
    Object.assign(inputs.properties[property] ?? {}, { willReplaceOnChanges: true });
  return {
    description: [description, exampleUsage(examples[name]), importing(name, id)].join("\n\n"),
    properties: outputs.properties,
    required: outputs.required,
    inputProperties: inputs.properties,
    requiredInputs: inputs.required,
    // The dynamic provider's, and that of Pulumi's own package for Cloudflare: a live share changes hands by them.
    aliases: [`pulumi-nodejs:dynamic/${packageName}:${name}`, officialType(name)].map((type) => ({ type })),
  };
}

function functionSpec(name: string): Spec {
  const type = `G${name.slice(1)}`;
  return {
    ...specs.docOf(specs.symbol(name)),
    inputs: { type: "object", ...specs.objectOf(`${type}Args`) },
    outputs: { type: "object", ...specs.objectOf(`${type}Result`) },
  };
}

function settings(): Record<string, Spec> {
  const { properties } = specs.objectOf("ProviderArgs");
  const credentials: SettingKey[] = ["apiToken", "apiKey", "email"];
  const marked = Object.entries(properties).map(([name, spec]) => [
    name,
    (credentials as string[]).includes(name) ? { ...spec, secret: true } : spec,
  ]);
  return Object.fromEntries(marked);
}

const byToken = (values: [string, Spec][]) =>
  Object.fromEntries(values.map(([name, spec]) => [token(name), spec]));

/** Pulumi's package schema, from the types and doc comments that TypeScript users see. */
export function packageSchema(): string {
  const functionNames = specs.names.filter((name) => /^get\w+$/.test(name) && !name.endsWith("Output"));
  const schema = {
    name: packageName,
    displayName: "Cloudflare Sharing",
    description,
    license,
    keywords: ["pulumi", "cloudflare", "resource-sharing", "kind/native", "category/network"],
    meta: { moduleFormat: "(.*)" },
    config: { variables: settings() },
    provider: {
      description: "Cloudflare credentials, and the account of every resource that names none.",
      inputProperties: settings(),
    },
    resources: byToken(resourceNames.map((name) => [name, resourceSpec(name)])),
    functions: byToken(functionNames.map((name) => [name, functionSpec(name)])),
    types: byToken(Object.entries(specs.types)),
    language: {
      nodejs: { packageName: `${npmName}-sdk`, respectSchemaVersion: true },
      python: {
        packageName: "pulumi_cloudflare_sharing",
        pyproject: { enabled: true },
        respectSchemaVersion: true,
      },
      // By default the path ends with the package's name, which is not that of the folder.
      go: {
        importBasePath: `example.com/pulumi-${packageName}/sdk/go/cloudflaresharing`,
        respectSchemaVersion: true,
      },
      csharp: { namespaces: { [packageName]: "CloudflareSharing" }, respectSchemaVersion: true },
      java: { buildFiles: "gradle" },
    },
  };
  assertAllUsed();
  return `${JSON.stringify(schema, null, 2)}\n`;
}
