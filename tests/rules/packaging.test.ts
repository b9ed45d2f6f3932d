import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  columns,
  columnsWith,
  isModule,
  isTypeScript,
  type Kind,
  kinds,
  managerPins,
  managers,
  nodes,
  type Pulumi,
  pulumis,
} from "../packed/grid/axes";
import { warns } from "../packed/grid/cell";
import { projectFiles } from "../packed/grid/programs";
import { ROOT } from "./files";
import { openPage } from "./markdown";

/** docs/packaging.md says what the grid (`tests/packed/grid`) tries, and how: the two must be the same. */
const PATH = "docs/packaging.md";
const text = readFileSync(join(ROOT, PATH), "utf8");
const page = openPage(PATH);
const [oldest, newest] = pulumis;

/** The rows of each table, without its head's underline. */
const tables =
  text.match(/(^\|.*\n)+/gm)?.map((table) => {
    const rows = table
      .trim()
      .split("\n")
      .filter((row) => !/^\|( -+ \|)+$/.test(row));
    return rows.map((row) =>
      row
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim()),
    );
  }) ?? [];

test("the versions are those of the grid", () => {
  const [, ...rows] = tables[0] ?? [];
  // Each one's grid has the newest TypeScript that its peer range takes.
  const below = ({ typescript }: Pulumi) => Number.parseInt(typescript, 10) + 1;
  const [node, pulumi, typescript, ...installers] = rows;
  const range = `what \`@pulumi/pulumi\` takes: below ${below(oldest)} for ${oldest.version}, below ${below(newest)} for ${newest.version}`;
  const tried = (what: string[]) => what.join(", ");
  expect(node).toEqual(["Node", `${nodes[0].replace(/\.0$/, "")} and later`, tried([...nodes])]);
  const versions = tried(pulumis.map(({ version }) => version));
  expect(pulumi).toEqual(["`@pulumi/pulumi`", `${oldest.version} and later 3.x`, versions]);
  expect(typescript).toEqual(["TypeScript", range, tried(pulumis.map((one) => one.typescript))]);
  const pins = installers.map(([name, , version]) => [name?.replace(/,.*/, ""), version]);
  expect(pins).toEqual(managers.map((name) => [name, managerPins[name].version]));
});

test("the table of cells is the grid's", () => {
  const rows = kinds.map((kind) => [
    kind.replace(" ", ", "),
    ...nodes.map((node) => (warns(kind, node) ? "ok, warns" : "ok")),
  ]);
  expect(tables[1]).toEqual([["", ...nodes.map((node) => `Node ${node}`)], ...rows]);
});

test("the numbers are the grid's", () => {
  const cells = columns.length * kinds.length * nodes.length;
  const installs = columns.length * kinds.length;
  const checks = columns.length * kinds.filter(isTypeScript).length;
  const words = text.replace(/\s+/g, " ");
  expect(words).toContain(`: ${cells} cells.`);
  const all = cells + installs + checks;
  expect(words).toContain(
    `The ${cells} cells, ${installs} installs and ${checks} type checks are ${all} lines`,
  );
  // Each manager with one of the kinds.
  expect(words).toContain(` runs a part of ${managers.length} cells, another one in each run: `);
});

test("the words after `npm run grid --` choose columns", () => {
  const named = [...text.matchAll(/^npm run grid -- (.*?) *#/gm)].map(([, words = ""]) => words.split(" "));
  expect(named.map((words) => columnsWith(words).length)).toEqual([2, 1]);
});

const inJson = page.blocks
  .filter(({ language }) => language === "json")
  .map((block) => JSON.parse(block.text));
const installs = page.blocks.flatMap((block) => /^npm install --save-dev (.*)$/m.exec(block.text)?.[1] ?? []);
const project = (kind: Kind, pulumi: Pulumi) => {
  const files = projectFiles(kind, pulumi, "");
  return {
    manifest: JSON.parse(files["package.json"] ?? ""),
    tsconfig: JSON.parse(files["tsconfig.json"] ?? ""),
  };
};

test.each(kinds.filter(isTypeScript).map((kind, index) => [kind, index] as const))(
  "%s: what to install and to write is what the grid does",
  (kind, index) => {
    const { manifest, tsconfig } = project(kind, newest);
    expect(inJson.slice(2 * index, 2 * index + 2)).toEqual([
      { ...(isModule(kind) ? { type: manifest.type } : {}), main: manifest.main },
      tsconfig,
    ]);
    const packages = installs[index]?.split(" ").map((one) => /^(@?[^@]+)@?(.*)$/.exec(one)?.slice(1) ?? []);
    // The newest types of Node do for any TypeScript; of the others the newest may be too new.
    const wanted = Object.entries<string>(manifest.devDependencies).map(([name, version]) => [
      name,
      name === "@types/node" ? "" : version.split(".")[0],
    ]);
    expect(packages).toEqual(wanted);
  },
);

test("TypeScript 5 is said to do with the other modules", () => {
  const { module, moduleResolution } = project("TypeScript CommonJS", oldest).tsconfig.compilerOptions;
  expect(page.code).toContain(`"module": "${module}", "moduleResolution": "${moduleResolution}"`);
});

test("what the page says of Bun is what the SDK answers there", async () => {
  // Bun itself is not run: the SDK knows it by this version.
  const program = `
    Object.defineProperty(process, "versions", { value: { ...process.versions, bun: "1.0.0" } });
    const { serializeFunction } = require("@pulumi/pulumi").runtime;
    serializeFunction(() => 1).catch(({ message }) => console.log(message));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", program], { cwd: ROOT });
  const [quoted = ""] = /Function serialization [^`]+/.exec(text) ?? [];
  expect(quoted).not.toBe("");
  expect(stdout).toContain(quoted);
});
