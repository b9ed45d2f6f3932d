import { readFileSync } from "node:fs";
import { recipientKind } from "../../provider/attachment/recipient";
import { resourceKind } from "../../provider/attachment/resource";
import { type CheckFailure, failuresOfForm } from "../../provider/base/schema";
import { inputsOf } from "../../provider/model/inputs";
import { checkShare } from "../../provider/share/check";
import { packageSchema } from "../schema/packageSchema";
import { referencePage } from "../schema/referencePage";
import { referenceFile, schemaFile } from "../schema/schemaFile";
import { openPage } from "./markdown";

const text = readFileSync(schemaFile, "utf8");
const schema = JSON.parse(text);

/** Every value under the key, wherever it stands. */
function valuesOf(key: string, value: unknown = schema): string[] {
  if (typeof value !== "object" || value === null) return [];
  const own = Object.entries(value).flatMap(([name, one]) =>
    name === key && typeof one === "string" ? [one] : [],
  );
  return [...own, ...Object.values(value).flatMap((one) => valuesOf(key, one))];
}

const words = [...valuesOf("description"), ...valuesOf("deprecationMessage")];

test("it is what the types and doc comments say: `npm run schema` writes it", () => {
  expect(text).toBe(packageSchema());
});

test("the reference is what the schema says, with a row for each input and each setting", () => {
  expect(readFileSync(referenceFile, "utf8")).toBe(referencePage(text));
  const rows = openPage("docs/reference.md").rows.map(([name]) => name);
  const inputs = Object.values<{ inputProperties: object }>(schema.resources).flatMap((one) =>
    Object.keys(one.inputProperties),
  );
  const settings = Object.keys(schema.config.variables);
  expect([...inputs, ...settings].filter((name) => !rows.includes(name))).toEqual([]);
});

test("the reference tells defaults, replacements and secrets in columns of their own", () => {
  const { rows } = openPage("docs/reference.md");
  const row = (name: string) => rows.find(([first]) => first === name);
  expect(row("apiToken")?.slice(0, 3)).toEqual([
    "apiToken",
    "string, secret",
    "the environment variable CLOUDFLARE_API_TOKEN",
  ]);
  const share = (name: string) => rows.find((cells) => cells[0] === name && cells.length === 5)?.slice(1, 4);
  expect(share("name")).toEqual(["string", "required", "in place"]);
  expect(share("recipients")).toEqual(["list of Recipient", "required", "in place, or replaces"]);
  expect(share("accountId")).toEqual(["string", "the provider's accountId", "replaces"]);
  expect(share("exclusive")).toEqual(["boolean", "true", "in place"]);
  expect(share("onDuplicate")).toEqual(["string", "fail", "in place"]);
});

test("three resources and eight functions, and a state of the dynamic provider's is theirs", () => {
  expect(Object.keys(schema.resources)).toEqual(
    ["Share", "ShareRecipient", "ShareResource"].map((name) => `cloudflare-sharing:index:${name}`),
  );
  expect(Object.keys(schema.functions)).toHaveLength(8);
  for (const [token, { aliases }] of Object.entries<{ aliases: object[] }>(schema.resources))
    expect(aliases).toContainEqual({
      type: token.replace(/^(.*):index:(.*)$/, "pulumi-nodejs:dynamic/$1:$2"),
    });
});

test("credentials are secret, wherever they are given", () => {
  for (const settings of [schema.config.variables, schema.provider.inputProperties]) {
    const secret = Object.entries<{ secret?: boolean }>(settings).filter(([, one]) => one.secret);
    expect(secret.map(([name]) => name)).toEqual(["apiToken", "apiKey", "email"]);
  }
});

test("everything is described, in whole sentences", () => {
  expect(words.length).toBeGreaterThan(150);
  expect(words.filter((one) => !/[.:`]$/.test(one))).toEqual([]);
});

test("no sentence that makes sense in TypeScript alone", () => {
  const ofTypeScript =
    /undefined|\bnull\b|@\w|\bclass\b|TypeScript|```ts|\w+Output\b|RunError|docs\/|new sharing|await|cloudflare:\w+`|\{@/;
  // An example has a program for each language.
  const prose = words.map((one) => one.replace(/\{\{% examples %\}\}[\s\S]*\{\{% \/examples %\}\}/, ""));
  expect(prose.filter((one) => ofTypeScript.test(one))).toEqual([]);
});

interface Way {
  check(args: object): CheckFailure[];
  kept(args: object): readonly string[];
}

const ofAttachment = (kind: typeof recipientKind | typeof resourceKind): Way => ({
  check: (args) => failuresOfForm(kind.args, args),
  kept: () => [...kind.identity, ...kind.inPlace],
});
const ways: Record<string, Way> = {
  Share: {
    check: (args) => checkShare({}, { ...args }, undefined).failures,
    kept: (args) => Object.keys(inputsOf(args)),
  },
  ShareRecipient: ofAttachment(recipientKind),
  ShareResource: ofAttachment(resourceKind),
};
/** Taken for compatibility, and dropped. */
const dropped = ["includeResources", "includeRecipientCounts"];

test.each(Object.entries(ways))(
  "%s: check knows each argument, the state keeps it, and an output repeats it",
  (name, { check, kept }) => {
    const { inputProperties, properties } = schema.resources[`cloudflare-sharing:index:${name}`];
    const names = Object.keys(inputProperties);
    const args = Object.fromEntries(names.map((one) => [one, 1]));
    expect(check(args).filter(({ reason }) => reason.startsWith("is no property here"))).toEqual([]);
    expect(names.filter((one) => !kept(args).includes(one) && !dropped.includes(one))).toEqual([]);
    expect(names.filter((one) => !(one in properties))).toEqual([]);
    expect(check({ colour: 1 })).toContainEqual(expect.objectContaining({ property: "colour" }));
  },
);

test("every type that is named is there, and every one that is there is named", () => {
  const named = new Set(valuesOf("$ref").filter((ref) => ref.startsWith("#/types/")));
  const there = Object.keys(schema.types).map((token) => `#/types/${token}`);
  expect([...named].sort()).toEqual(there.sort());
});
