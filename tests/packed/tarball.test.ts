import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { packPackage } from "../engine/packedPackage";
import { fingerprints, unpack } from "./tarball";

jest.setTimeout(120_000);

const root = join(__dirname, "../..");
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
afterAll(() => rm(folder, { recursive: true, force: true }));

/** "sdk/share" for each source file. */
async function sources(): Promise<string[]> {
  const found = await Promise.all(
    ["provider", "sdk"].map(async (room) => {
      const entries = await readdir(join(root, room), { recursive: true, withFileTypes: true });
      return entries
        .filter((one) => one.isFile() && one.name.endsWith(".ts"))
        .map((one) => relative(root, join(one.parentPath, one.name)).split(sep).join("/"));
    }),
  );
  return found.flat().map((path) => path.replace(/\.ts$/, ""));
}

test("holds program and types of each source, and what a reader needs; nothing else", async () => {
  const built = (await sources()).flatMap((path) => [`dist/${path}.js`, `dist/${path}.d.ts`]);
  const expected = [...built, "CHANGELOG.md", "LICENSE", "README.md", "package.json"];
  expect(Object.keys(files)).toEqual(expected.sort());
});

test("runs nothing when it is installed", () => {
  const { scripts = {} } = JSON.parse(files["package.json"] ?? "") as { scripts?: Record<string, string> };
  for (const name of ["preinstall", "install", "postinstall"]) expect(scripts).not.toHaveProperty(name);
});

test("names no folder of the machine that built it, and no source map that is not there", () => {
  for (const [name, text] of Object.entries(files)) {
    for (const path of [root, `${homedir()}${sep}`, folder]) {
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
