/** A value of an example: text, a list, or an object of one of the package's types. */
type Value = string | Value[] | { type: string; properties: Record<string, string> };

/** A resource as programs of all languages declare it. */
export interface Example {
  resource: string;
  name: string;
  properties: Record<string, Value>;
}

const account = "11111111111111111111111111111111";
const otherAccount = "22222222222222222222222222222222";
const shareId = "3333333333333333333333333333333a";
const rulesetId = "0123456789abcdef0123456789abcdef";
const ruleset = { resourceType: "custom-ruleset", resourceId: rulesetId };

export const examples: Record<"Share" | "ShareRecipient" | "ShareResource", Example> = {
  Share: {
    resource: "Share",
    name: "baseline",
    properties: {
      name: "Baseline",
      recipients: [account, otherAccount].map((recipientAccountId) => ({
        type: "Recipient",
        properties: { recipientAccountId },
      })),
      resources: [{ type: "SharedResource", properties: ruleset }],
    },
  },
  ShareRecipient: {
    resource: "ShareRecipient",
    name: "newcomer",
    properties: { shareId, recipientAccountId: account },
  },
  ShareResource: { resource: "ShareResource", name: "ruleset", properties: { shareId, ...ruleset } },
};

/** Indented as everywhere by four; a list or an object has a line for each of its parts. */
function lines(open: string, parts: string[], close: string): string {
  const inner = parts.map((part) => `${part.replace(/^/gm, "    ")}`);
  return [open, ...inner, close].join("\n");
}

const list = (values: Value[], render: (value: Value) => string): string =>
  lines(
    "[",
    values.map((one) => `${render(one)},`),
    "]",
  );

const entries = (properties: Record<string, Value>) => Object.entries(properties);
const pascal = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function typescript({ resource, name, properties }: Example): string {
  const render = (value: Value): string => {
    if (typeof value === "string") return `"${value}"`;
    if (Array.isArray(value)) return list(value, render);
    return `{ ${entries(value.properties)
      .map(([key, one]) => `${key}: ${render(one)}`)
      .join(", ")} }`;
  };
  const args = entries(properties).map(([key, value]) => `${key}: ${render(value)},`);
  const declaration = lines(`const ${name} = new sharing.${resource}("${name}", {`, args, "});");
  return `import * as sharing from "pulumi-cloudflare-sharing";\n\n${declaration}`;
}

function python({ resource, name, properties }: Example): string {
  const render = (value: Value): string => {
    if (typeof value === "string") return `"${value}"`;
    if (Array.isArray(value)) return list(value, render);
    return lines(`sharing.${value.type}Args(`, args(value.properties), ")");
  };
  const args = (all: Record<string, Value>) =>
    entries(all).map(([key, value]) => `${snake(key)}=${render(value)},`);
  const declaration = lines(`${name} = sharing.${resource}(`, [`"${name}",`, ...args(properties)], ")");
  return `import pulumi_cloudflare_sharing as sharing\n\n${declaration}`;
}

function go({ resource, name, properties }: Example): string {
  const render = (value: Value): string => {
    if (typeof value === "string") return `pulumi.String("${value}")`;
    if (Array.isArray(value)) {
      const [first] = value;
      const type = typeof first === "object" && "type" in first ? `sharing.${first.type}Array` : "";
      return lines(
        `${type}{`,
        value.map((one) => `${render(one)},`),
        "}",
      );
    }
    return lines(`&sharing.${value.type}Args{`, fields(value.properties), "}");
  };
  // As gofmt has it: values that have a line each stand below each other.
  const fields = (all: Record<string, Value>) => {
    const width = Math.max(
      ...entries(all).map(([key, value]) => (typeof value === "string" ? key.length : 0)),
    );
    return entries(all).map(
      ([key, value]) =>
        `${`${pascal(key)}:`.padEnd(typeof value === "string" ? width + 1 : 0)} ${render(value)},`,
    );
  };
  const call = lines(
    `_, err := sharing.New${resource}(ctx, "${name}", &sharing.${resource}Args{`,
    fields(properties),
    "})",
  );
  const main = lines("pulumi.Run(func(ctx *pulumi.Context) error {", [call, "return err"], "})");
  const imports = [
    'sharing "example.com/pulumi-cloudflare-sharing/sdk/go/cloudflaresharing"',
    '"github.com/pulumi/pulumi/sdk/v3/go/pulumi"',
  ];
  const program = [lines("import (", imports, ")"), lines("func main() {", [main], "}")];
  return ["package main", ...program]
    .join("\n\n")
    .replace(/^(?: {4})+/gm, (indent) => "\t".repeat(indent.length / 4));
}

function csharp({ resource, name, properties }: Example): string {
  const render = (value: Value): string => {
    if (typeof value === "string") return `"${value}"`;
    const [open, parts] = Array.isArray(value)
      ? ["new[]", value.map((one) => `${render(one)},`)]
      : [`new Sharing.Inputs.${value.type}Args`, fields(value.properties)];
    return lines(`${open}\n{`, parts, "}");
  };
  const fields = (all: Record<string, Value>) =>
    entries(all).map(([key, value]) => `${pascal(key)} = ${render(value)},`);
  const declaration = lines(
    `var ${name} = new Sharing.${resource}("${name}", new()\n{`,
    fields(properties),
    "});",
  );
  const program = lines("return await Deployment.RunAsync(() =>\n{", [declaration], "});");
  return `using Pulumi;\nusing Sharing = Pulumi.CloudflareSharing;\n\n${program}`;
}

function java({ resource, name, properties }: Example): string {
  const types = new Set<string>();
  const render = (value: Value): string => {
    if (typeof value === "string") return `"${value}"`;
    // Builders take the items of a list one by one.
    if (Array.isArray(value)) return value.map(render).join(",\n");
    types.add(value.type);
    return lines(`${value.type}Args.builder()`, setters(value.properties), "    .build()");
  };
  const setters = (all: Record<string, Value>) =>
    entries(all).map(([key, value]) => {
      const text = render(value);
      return text.includes("\n") ? lines(`.${key}(`, [text], ")").replace(/\n\)$/, ")") : `.${key}(${text})`;
    });
  const args = lines(`${resource}Args.builder()`, [...setters(properties), ".build());"], "").trimEnd();
  const declaration = `var ${name} = new ${resource}("${name}", ${args}`;
  const run = lines("Pulumi.run(context -> {", [declaration], "});");
  const main = lines("public static void main(String[] args) {", [run], "}");
  const ours = "com.pulumi.cloudflaresharing";
  const imports = [
    "com.pulumi.Pulumi",
    `${ours}.${resource}`,
    `${ours}.${resource}Args`,
    ...[...types].map((type) => `${ours}.inputs.${type}Args`),
  ];
  const text = [imports.map((one) => `import ${one};`).join("\n"), lines("public class App {", [main], "}")];
  return text.join("\n\n");
}

function yaml({ resource, name, properties }: Example): string {
  const plain = (value: Value): string[] => {
    if (typeof value === "string") return [`"${value}"`];
    if (!Array.isArray(value)) return entries(value.properties).map(([key, one]) => `${key}: ${plain(one)}`);
    return value.flatMap((one) => plain(one).map((line, index) => `${index === 0 ? "- " : "  "}${line}`));
  };
  const all = entries(properties).flatMap(([key, value]) =>
    typeof value === "string"
      ? [`${key}: "${value}"`]
      : [`${key}:`, ...plain(value).map((line) => `  ${line}`)],
  );
  return [
    "resources:",
    `  ${name}:`,
    `    type: cloudflare-sharing:${resource}`,
    "    properties:",
    ...all.map((line) => `      ${line}`),
  ].join("\n");
}

/** By the names that code blocks have in the registry, which shows the one of the reader's language. */
export const renderers = { typescript, python, go, csharp, java, yaml };

/** A resource's section of the registry's page. */
export function exampleUsage(example: Example): string {
  const blocks = Object.entries(renderers).map(
    ([language, render]) => `\`\`\`${language}\n${render(example)}\n\`\`\``,
  );
  return [
    "## Example Usage",
    "{{% examples %}}",
    "{{% example %}}",
    ...blocks,
    "{{% /example %}}",
    "{{% /examples %}}",
  ].join("\n\n");
}
