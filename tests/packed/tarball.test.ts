import { execFile } from "node:child_process";
import { mkdtemp, readFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join, posix, sep } from "node:path";
import { promisify } from "node:util";
import { packPackage } from "../engine/packedPackage";
import { ROOT, sourcesIn } from "../rules/files";
import { pagePaths, parsePage } from "../rules/markdown";
import { fingerprints, unpack } from "./tarball";

let folder: string;
let tarball: string;
let files: Record<string, string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sharing-tarball-"));
  tarball = await packPackage(folder);
  const unpacked = await unpack(tarball, folder);
  const names = Object.keys(await fingerprints(unpacked)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(unpacked, name), "utf8")));
  files = Object.fromEntries(names.map((name, index) => [name, texts[index] ?? ""]));
});

test("holds program and types of each source, and what a reader needs; nothing else", () => {
  const sources = [...sourcesIn("provider"), ...sourcesIn("sdk")].map((path) => path.replace(/\.ts$/, ""));
  const built = sources.flatMap((path) => [`dist/${path}.js`, `dist/${path}.d.ts`]);
  const executable = "pulumi-resource-cloudflare-sharing";
  const plugin = ["schema.json", executable, `${executable}.cmd`].map(
    (name) => `dist/provider/plugin/${name}`,
  );
  const page = ["script.js", "style.css"].map((name) => `dist/sdk/cli/report/${name}`);
  const guides = pagePaths().filter((path) => /^docs\/[^/]+\.md$/.test(path));
  expect(guides).toContain("docs/troubleshooting.md");
  const expected = [
    ...built,
    ...plugin,
    ...page,
    ...guides,
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "package.json",
  ];
  expect(Object.keys(files)).toEqual(expected.sort());
});

/** What the packed pages lead to and only a clone has. */
const ofClone = [
  /^(ARCHITECTURE|CONTRIBUTING|SECURITY)\.md$/,
  /^docs\/decisions(\/|$)/,
  /^examples\//,
  /^provider\/share\/(lifecycle|plan)\.ts$/,
  /^sdk\/types$/,
  /^tests\//,
];

test("every link of the packed pages leads to a packed file, or to what is for people with a clone", () => {
  const pages = Object.entries(files).filter(([name]) => name.endsWith(".md"));
  const targets = pages.flatMap(([name, text]) =>
    parsePage(name, text)
      .links.filter((link) => !/^(#|[a-z]+:)/i.test(link))
      .map((link) => posix.join(posix.dirname(name), link.replace(/#.*/, ""))),
  );
  expect(targets).toContain("docs/settings.md");
  const outside = targets.filter((target) => files[target] === undefined);
  expect(outside.filter((target) => !ofClone.some((pattern) => pattern.test(target)))).toEqual([]);
  expect(ofClone.filter((pattern) => !outside.some((target) => pattern.test(target)))).toEqual([]);
});

test("runs nothing when it is installed", () => {
  const { scripts = {} } = JSON.parse(files["package.json"] ?? "") as { scripts?: Record<string, string> };
  for (const name of ["preinstall", "install", "postinstall"]) expect(scripts).not.toHaveProperty(name);
});

test("names no folder of the machine that built it, and no source map that is not there", () => {
  for (const [name, text] of Object.entries(files)) {
    for (const path of [ROOT, `${homedir()}${sep}`, folder]) {
      expect({ name, path, found: text.includes(path) }).toEqual({ name, path, found: false });
    }
    expect({ name, map: text.match(/^\/\/# sourceMappingURL=.*/m)?.[0] }).toEqual({ name, map: undefined });
  }
});

test("publint and are-the-types-wrong find nothing, in any way of resolving modules", async () => {
  const script = join(__dirname, "lintPackage.mjs");
  const { stdout } = await promisify(execFile)(process.execPath, [script, tarball]);
  expect(JSON.parse(stdout)).toEqual({
    publint: [],
    types: {
      typed: true,
      problems: [],
      entrypoints: [".", "./provider", "./local", "./package.json"],
    },
  });
});
