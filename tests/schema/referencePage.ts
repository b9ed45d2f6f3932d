import { markdownTable } from "../markdownTable";

/** A property of the package schema, as far as the page shows it. */
interface Property {
  type?: string;
  items?: Property;
  $ref?: string;
  oneOf?: Property[];
  description?: string;
  deprecationMessage?: string;
  secret?: boolean;
  willReplaceOnChanges?: boolean;
}

type Properties = Record<string, Property>;

interface ObjectType {
  description?: string;
  properties: Properties;
  required?: string[];
}

interface Resource extends ObjectType {
  inputProperties: Properties;
  requiredInputs: string[];
}

interface Schema {
  resources: Record<string, Resource>;
  functions: Record<string, { description: string; inputs: ObjectType; outputs: ObjectType }>;
  types: Record<string, ObjectType>;
  config: { variables: Properties };
}

const head = `# Reference

Every resource, function and setting of both doors. \`npm run schema\` writes this page from the plugin's schema, which it
makes of the doc comments in [sdk/types](../sdk/types). The names are those of TypeScript and YAML; Python has
\`recipient_account_id\`, Go and C# \`RecipientAccountId\`. The provider's settings are those of a
[\`Provider\`](settings.md#several-tokens-in-one-program), or of [the stack's config](settings.md).`;

/** The page for people, from a schema's text. */
export function referencePage(text: string): string {
  const schema: Schema = JSON.parse(text);
  const sections = [
    head,
    "## Settings",
    settingsTable(schema.config.variables),
    "## Resources",
    ...named(schema.resources).flatMap(([name, resource]) => resourceSection(name, resource)),
    "## Functions",
    ...named(schema.functions).flatMap(([name, { description, inputs, outputs }]) => [
      `### ${name}`,
      description,
      propertiesTable("argument", inputs.properties, (one) => isRequired(inputs, one)),
      propertiesTable("result", newIn(outputs.properties, inputs.properties), () => ""),
    ]),
    "## Types",
    ...named(schema.types).flatMap(([name, type]) => [
      `### ${name}`,
      type.description ?? "",
      propertiesTable("property", type.properties, (one) => isRequired(type, one)),
    ]),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function resourceSection(name: string, resource: Resource): string[] {
  const [about = "", rest = ""] = resource.description?.split("\n\n## Example Usage") ?? [];
  const [, importing = ""] = rest.split("## Import\n\n");
  const { inputProperties, requiredInputs } = resource;
  const inputs = Object.entries(inputProperties).map(([input, property]) => {
    const { fallback, words } = withoutDefault(property);
    const given = requiredInputs.includes(input) ? "required" : fallback;
    return [`\`${input}\``, typeOf(property), given, changeOf(property), words];
  });
  return [
    `### ${name}`,
    about.trim(),
    markdownTable(["input", "type", "default", "a change", ""], inputs),
    propertiesTable("output", newIn(resource.properties, inputProperties), () => ""),
    importing.trim(),
  ];
}

const named = <T>(all: Record<string, T>): [string, T][] =>
  Object.entries(all).map(([token, one]) => [nameOf(token), one]);

const nameOf = (token: string) => token.replace(/.*:/, "");

/** What repeats an input says so in the same words. */
const newIn = (outputs: Properties, inputs: Properties): Properties =>
  Object.fromEntries(
    Object.entries(outputs).filter(([name, one]) => inputs[name]?.description !== one.description),
  );

const isRequired = ({ required = [] }: ObjectType, name: string) =>
  required.includes(name) ? "" : ", optional";

function changeOf({ willReplaceOnChanges, description = "" }: Property): string {
  if (willReplaceOnChanges) return "replaces";
  if (description.includes("**replaces**")) return "in place, or replaces";
  return description.includes("and ignored") ? "nothing" : "in place";
}

/** The sentence about the default has a column of its own. */
function withoutDefault(property: Property): { fallback: string; words: string } {
  const [sentence, fallback = ""] = /(?:^|\s)Default: (.+?)\.(?=\s|$)/.exec(property.description ?? "") ?? [];
  const words = wordsOf(property);
  const [, within = ""] = /(`\w+`), the default/.exec(words) ?? [];
  return sentence ? { fallback, words: words.replace(sentence, "").trim() } : { fallback: within, words };
}

function settingsTable(settings: Properties): string {
  const rows = Object.entries(settings).map(([name, property]) => {
    const { fallback, words } = withoutDefault(property);
    return [`\`${name}\``, `${typeOf(property)}${property.secret ? ", secret" : ""}`, fallback, words];
  });
  return markdownTable(["setting", "type", "default", ""], rows);
}

function propertiesTable(kind: string, properties: Properties, more: (name: string) => string): string {
  const rows = Object.entries(properties).map(([name, property]) => [
    `\`${name}\``,
    `${typeOf(property)}${more(name)}`,
    wordsOf(property),
  ]);
  return rows.length === 0 ? "" : markdownTable([kind, "type", ""], rows);
}

function typeOf({ type, items, $ref, oneOf }: Property): string {
  if (oneOf) return oneOf.map(typeOf).join(" or ");
  if (items) return `list of ${typeOf(items)}`;
  if (!$ref) return type ?? "";
  const name = nameOf($ref);
  return $ref.startsWith("#/types/") ? `[${name}](#${name.toLowerCase()})` : "any";
}

const wordsOf = ({ description, deprecationMessage }: Property): string =>
  description ?? (deprecationMessage ? `Deprecated. ${deprecationMessage}` : "");
