import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as ts from "typescript";
import { compile } from "./compile";
import { ROOT } from "./files";

/**
 * A program written for @pulumi/cloudflare compiles with this package in its place, when its import line alone
 * is changed; and each argument and output by its name: ours take all that theirs take, and give no less.
 */
const THEIRS = "@pulumi/cloudflare";
const OURS = "pulumi-cloudflare-sharing";
const program = readFileSync(join(__dirname, "dropInProgram.ts.txt"), "utf8");
const importLine = `import * as cloudflare from "${THEIRS}";`;

const fileOf = (name: string) => join(ROOT, "tests/rules", name);
const sources = new Map([
  [fileOf("theirs.ts"), program],
  [fileOf("ours.ts"), program.replace(importLine, importLine.replace(THEIRS, OURS))],
  [fileOf("both.ts"), `export * as theirs from "${THEIRS}";\nexport * as ours from "${OURS}";\n`],
]);

const compiled = compile(sources, {
  module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  esModuleInterop: true,
  // The sources, so that the test needs no build.
  paths: { [OURS]: [join(ROOT, "sdk/index.ts")] },
});
const checker = compiled.getTypeChecker();

function errorsIn(name: string): string[] {
  const file = compiled.getSourceFile(fileOf(name));
  if (!file) throw new Error(`${name} is not in the program`);
  return compiled.getSemanticDiagnostics(file).map(({ start = 0, messageText }) => {
    const { line } = file.getLineAndCharacterOfPosition(start);
    return `line ${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}

test("the program is the same but for its import", () => {
  expect(program.startsWith(`${importLine}\n`)).toBe(true);
  const [theirs = "", ours = ""] = [...sources.values()].map((text) => text.split("\n").slice(1).join("\n"));
  expect(ours).toBe(theirs);
});

test.each(["theirs.ts", "ours.ts"])("it compiles: %s", (name) => {
  expect(errorsIn(name)).toEqual([]);
});

const lookups = [
  "getShare",
  "getShares",
  "getShareRecipient",
  "getShareRecipients",
  "getShareResource",
  "getShareResources",
];
const typeNames = lookups.map((name) => `G${name.slice(1)}`);
const resources = ["Share", "ShareRecipient", "ShareResource"];

const both = compiled.getSourceFile(fileOf("both.ts")) as ts.SourceFile;

/** What a package exports under this name. */
function exported(side: "theirs" | "ours", name: string): ts.Symbol {
  const module = checker.getSymbolAtLocation(both);
  const namespace = checker.getExportsOfModule(module as ts.Symbol).find((one) => one.name === side);
  const aliased = checker.getAliasedSymbol(namespace as ts.Symbol);
  const found = checker.getExportsOfModule(aliased).find((one) => one.name === name);
  if (!found) throw new Error(`${side} has no ${name}`);
  return found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
}

const declaredType = (side: "theirs" | "ours", name: string) =>
  checker.getDeclaredTypeOfSymbol(exported(side, name));
const typeOfValue = (side: "theirs" | "ours", name: string) =>
  checker.getTypeOfSymbolAtLocation(exported(side, name), both);

/** What the engine's SDK gives every resource is not theirs. */
function ownProperties(type: ts.Type): ts.Symbol[] {
  return type.getProperties().filter((property) => {
    const path = property.declarations?.[0]?.getSourceFile().fileName ?? "";
    return path.includes(THEIRS);
  });
}

const text = (type: ts.Type) => checker.typeToString(type, both);

/** "accountId: A, not B" for each property whose type does not fit. */
function misfits(name: string, fits: (theirs: ts.Type, ours: ts.Type) => boolean): string[] {
  const theirs = ownProperties(declaredType("theirs", name));
  expect(theirs.length).toBeGreaterThan(2);
  return theirs.flatMap((property) => {
    const wanted = checker.getTypeOfSymbolAtLocation(property, both);
    const own = checker.getPropertyOfType(declaredType("ours", name), property.name);
    if (!own) return [`${property.name} is missing`];
    const given = checker.getTypeOfSymbolAtLocation(own, both);
    return fits(wanted, given) ? [] : [`${property.name}: ${text(given)}, not ${text(wanted)}`];
  });
}

const args = [
  ...resources.map((name) => `${name}Args`),
  ...typeNames.flatMap((n) => [`${n}Args`, `${n}OutputArgs`]),
];

test.each(args)("%s takes all that theirs takes", (name) => {
  expect(misfits(name, (theirs, ours) => checker.isTypeAssignableTo(theirs, ours))).toEqual([]);
  expect(checker.isTypeAssignableTo(declaredType("theirs", name), declaredType("ours", name))).toBe(true);
});

const results = [...resources, ...typeNames.map((name) => `${name}Result`)];

test.each(results)("%s gives all that theirs gives", (name) => {
  expect(misfits(name, (theirs, ours) => checker.isTypeAssignableTo(ours, theirs))).toEqual([]);
  expect(checker.isTypeAssignableTo(declaredType("ours", name), declaredType("theirs", name))).toBe(true);
});

test.each([...lookups.flatMap((name) => [name, `${name}Output`]), ...resources])(
  "%s can stand in its place as a value",
  (name) => {
    expect(checker.isTypeAssignableTo(typeOfValue("ours", name), typeOfValue("theirs", name))).toBe(true);
  },
);
