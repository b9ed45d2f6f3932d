import { existsSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import * as semver from "semver";
import * as ts from "typescript";
import { committedFiles, ROOT } from "./files";
import { promisedOf, stepsOf } from "./languagesPage";
import { readYaml } from "./yaml";

/**
 * What `npm install` in a copy of an example brings. The engine tests run the examples on this repository's packages,
 * so that nothing else would notice a dependency that is missing or whose range is wrong.
 */

const OURS = "pulumi-cloudflare-sharing";
/** Used by Pulumi and by editors, not by an import. */
const TOOLS = ["typescript", "@types/node"];

interface Manifest {
  version: string;
  main?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  engines?: { node?: string };
}

interface Project {
  main?: string;
  runtime: string | { name: string };
}

const json = (path: string) => JSON.parse(readFileSync(join(ROOT, path), "utf8")) as Manifest;

const files = committedFiles().filter((file) => file.startsWith("examples/"));
const own = json("package.json");
const quickstart = "examples/quickstart";
const folders = files.filter((file) => file.endsWith("/package.json")).map(dirname);

/** The quick start's is the root's: `npm start` runs in the clone. */
const projectFolder = (folder: string) => (folder === quickstart ? "." : folder);

function neededPackages(folder: string): string[] {
  const sources = files.filter((file) => file.startsWith(`${folder}/`) && /\.[jt]s$/.test(file));
  const specifiers = sources.flatMap((file) =>
    ts
      .preProcessFile(readFileSync(join(ROOT, file), "utf8"), true, file.endsWith(".js"))
      .importedFiles.map(({ fileName }) => fileName),
  );
  const packages = specifiers
    .filter((name) => !name.startsWith(".") && !isBuiltin(name))
    .map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
  // What this package wants beside it is named in any case.
  return [...new Set([...packages, ...Object.keys(own.peerDependencies ?? {})])].sort();
}

function admits(folder: string, name: string, range: string): boolean {
  if (range.startsWith("file:")) return resolve(ROOT, folder, range.slice("file:".length)) === ROOT;
  const { version } = name === OURS ? own : json(`node_modules/${name}/package.json`);
  return semver.satisfies(version, range);
}

const projects = files.filter((file) => /\/Pulumi(Policy)?\.yaml$/.test(file)).map(dirname);
const inOtherLanguages = projects.filter((folder) => folder.startsWith("examples/languages/"));

test("every Pulumi project for Node among the examples has a package.json", () => {
  const ofNode = projects.filter((folder) => !inOtherLanguages.includes(folder));
  expect(ofNode.length).toBeGreaterThan(6);
  expect([...folders].sort()).toEqual([...ofNode, quickstart].sort());
});

/** Where each language says which release of Pulumi's SDK it wants, and where this repository has what its tests use. */
const sdks: Record<string, { runtime: string; wants: [string, RegExp]; tested?: [string, RegExp] }> = {
  yaml: { runtime: "yaml", wants: ["Pulumi.yaml", /runtime: (yaml)/] },
  python: {
    runtime: "python",
    wants: ["requirements.txt", /^pulumi([^\n]+)/m],
    tested: ["requirements.txt", /^pulumi==(.+)/m],
  },
  go: {
    runtime: "go",
    wants: ["go.mod", /pulumi\/sdk\/v3 v(\S+)/],
    tested: ["go.mod", /pulumi\/sdk\/v3 v(\S+)/],
  },
  java: {
    runtime: "java",
    wants: ["pom.xml", /<artifactId>pulumi<[\s\S]*?<version>(.+)</],
    tested: ["pom.xml", /<artifactId>pulumi<[\s\S]*?<version>(.+)</],
  },
  csharp: { runtime: "dotnet", wants: ["waf-baseline.csproj", /Include="Pulumi" Version="(.+?)"/] },
};

test.each(inOtherLanguages)(
  "%s: its page has a row, and its manifest admits the SDK that its test uses",
  (folder) => {
    const language = basename(folder);
    const { runtime, wants, tested } = sdks[language] ?? {};
    expect(readYaml<Project>(`${folder}/Pulumi.yaml`).runtime).toBe(runtime);
    expect(promisedOf(language).steps).toBe(stepsOf(language).length);
    const find = (at: string, [file, pattern]: [string, RegExp]) =>
      pattern.exec(readFileSync(join(ROOT, at, file), "utf8"))?.[1] ?? "";
    const range = wants ? find(folder, wants) : "";
    expect(range).not.toBe("");
    if (tested) {
      const version = find("tests/toolchain/languages", tested);
      expect([version, semver.satisfies(version, range.replace(",", " "))]).toEqual([version, true]);
    }
  },
);

describe.each(folders)("%s", (folder) => {
  const manifest = json(`${folder}/package.json`);
  const ranges = { ...manifest.dependencies, ...manifest.devDependencies };

  test("names the packages that its programs need, and no others", () => {
    const named = Object.keys(ranges).filter((name) => !TOOLS.includes(name));
    expect(named.sort()).toEqual(neededPackages(folder));
    // What a program needs to run is no devDependency.
    expect(Object.keys(manifest.devDependencies ?? {}).filter((name) => !TOOLS.includes(name))).toEqual([]);
  });

  test("its ranges admit what this repository has", () => {
    const wrong = Object.entries(ranges).filter(([name, range]) => !admits(folder, name, range));
    expect(wrong).toEqual([]);
  });

  test("its ranges stay within what the package wants", () => {
    for (const [name, wanted] of Object.entries(own.peerDependencies ?? {})) {
      expect([name, semver.subset(ranges[name] ?? "*", wanted)]).toEqual([name, true]);
    }
    const { node = own.engines?.node } = manifest.engines ?? {};
    expect(semver.subset(node ?? "*", own.engines?.node ?? "*")).toBe(true);
  });

  test("its Pulumi.yaml, package.json and tsconfig.json lead to a program", () => {
    const at = join(ROOT, projectFolder(folder));
    const name = existsSync(join(at, "PulumiPolicy.yaml")) ? "PulumiPolicy.yaml" : "Pulumi.yaml";
    const project = readYaml<Project>(join(projectFolder(folder), name));
    const runtime = typeof project.runtime === "string" ? project.runtime : project.runtime.name;
    expect(runtime).toBe("nodejs");
    expect(resolve(at, project.main ?? ".")).toBe(join(ROOT, folder));
    expect(files).toContain(`${folder}/${manifest.main}`);
    const tsconfig = join(ROOT, folder, "tsconfig.json");
    if (!existsSync(tsconfig)) return;
    const { files: compiled = [] } = ts.readConfigFile(tsconfig, ts.sys.readFile).config as {
      files?: string[];
    };
    expect(compiled).toContain(manifest.main);
  });
});
