import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as ts from "typescript";
import { examples, renderers } from "../schema/examples";
import { compile } from "./compile";
import { ROOT, sourcesIn } from "./files";
import { openPage, pagePaths, parsePage } from "./markdown";
import { parseYaml } from "./yaml";

/** Every program in the pages, in doc comments and in the schema compiles against the package as it is. */
const OURS = "pulumi-cloudflare-sharing";

/** What a part of a program may take for granted. */
const granted: Record<string, string> = {
  pulumi: 'import * as pulumi from "@pulumi/pulumi";',
  sharing: `import * as sharing from "${OURS}";`,
  startLocalCloudflare: `import { startLocalCloudflare } from "${OURS}/local";`,
  ruleset: 'declare const ruleset: { id: import("@pulumi/pulumi").Output<string> };',
  baseline: 'declare const baseline: import("pulumi-cloudflare-sharing").Share;',
  ...Object.fromEntries(
    ["accountId", "shareId", "recipientId", "organizationId"].map((name) => [
      name,
      `declare const ${name}: string;`,
    ]),
  ),
};

/** The program as it stands, after the lines that it takes for granted: all in front of its first line. */
function whole(program: string): string {
  const missing = Object.entries(granted).filter(([name]) => {
    const declares = new RegExp(`(as|const|import) (\\{ )?${name}\\b`);
    return new RegExp(`\\b${name}\\b`).test(program) && !declares.test(program);
  });
  return `${missing.map(([, line]) => line).join(" ")} export {};\n${program}`;
}

function programsOf(path: string, blocks: { language: string; text: string; line: number }[]) {
  const programs = blocks.filter(({ language }) => /^(ts|typescript)$/.test(language));
  return programs.map(({ text, line }) => ({ name: `${path}:${line}`, text: whole(text) }));
}

/** The doc comments of a source as pages of their own. */
function commentPrograms(path: string) {
  const text = readFileSync(join(ROOT, path), "utf8");
  return [...text.matchAll(/^ *\/\*\*\n([\s\S]*?)\*\//gm)].flatMap(([, comment = ""], i) => {
    const page = parsePage(path, comment.replace(/^ *\* ?/gm, ""));
    return programsOf(`${path}, comment ${i + 1}`, page.blocks);
  });
}

const programs = [
  ...pagePaths().flatMap((path) => programsOf(path, openPage(path).blocks)),
  ...sourcesIn("sdk").flatMap(commentPrograms),
  ...Object.values(examples).map((one) => ({
    name: `schema.json, ${one.resource}`,
    text: whole(renderers.typescript(one)),
  })),
];
const fileOf = (index: number) => join(ROOT, `tests/rules/docsProgram${index}.ts`);

const compiled = compile(new Map(programs.map(({ text }, i) => [fileOf(i), text])), {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  // The sources, so that the test needs no build.
  paths: { [OURS]: [join(ROOT, "sdk/index.ts")], [`${OURS}/local`]: [join(ROOT, "sdk/local/index.ts")] },
});

test("there are programs, in pages and in comments", () => {
  const from = (pattern: RegExp) => programs.filter(({ name }) => pattern.test(name)).length;
  expect(from(/\.md:/)).toBeGreaterThan(3);
  expect(from(/\.ts, comment/)).toBeGreaterThan(8);
});

test.each(programs.map(({ name }, i) => [name, i] as const))("%s compiles", (_, i) => {
  const file = compiled.getSourceFile(fileOf(i));
  if (!file) throw new Error("not compiled");
  const faults = [...compiled.getSyntacticDiagnostics(file), ...compiled.getSemanticDiagnostics(file)];
  const texts = faults.map(({ start = 0, messageText }) => {
    const { line } = file.getLineAndCharacterOfPosition(start);
    return `line ${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
  expect(texts).toEqual([]);
});

interface YamlResource {
  type: string;
  properties?: object;
}

test("programs in YAML declare what the schema has", () => {
  const schema = JSON.parse(readFileSync(join(ROOT, "provider/plugin/schema.json"), "utf8"));
  const blocks = pagePaths().flatMap((path) => openPage(path).blocks);
  const texts = blocks.filter(({ language }) => language === "yaml").map(({ text }) => text);
  const resources = texts.flatMap((text) =>
    Object.values(parseYaml<{ resources?: Record<string, YamlResource> }>(text).resources ?? {}),
  );
  expect(resources.length).toBeGreaterThan(1);
  const faults = resources.flatMap(({ type, properties = {} }) => {
    const { inputProperties = {}, requiredInputs = [] } =
      schema.resources[type.replace("sharing:", "sharing:index:")] ?? {};
    const names = Object.keys(properties);
    const unknown = names.filter((name) => !(name in inputProperties));
    const missing = requiredInputs.filter((name: string) => !names.includes(name));
    return [...unknown, ...missing].map((name) => `${type}: ${name}`);
  });
  expect(faults).toEqual([]);
});
