import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { committedFiles, ROOT } from "./files";

const files = committedFiles().filter((file) => file !== "tests/rules/committed.test.ts");
const texts = files.map((file) => ({ file, text: readFileSync(join(ROOT, file), "utf8") }));

const holding = (pattern: RegExp | string) =>
  texts.filter(({ text }) => text.match(pattern)).map(({ file }) => file);

test("the files are found", () => {
  expect(files).toEqual(expect.arrayContaining(["README.md", "provider/index.ts", "package-lock.json"]));
});

test("no path of a machine", () => {
  const here = [ROOT, homedir(), process.cwd()].filter((path) => path.split("/").length > 2);
  expect(here.flatMap(holding)).toEqual([]);
  expect(holding(/(^|[\s"'`(:=])\/(home|root|work|Users)\/(?!me\b)\w/m)).toEqual([]);
});

test("no address of a package registry: npm's own settings say where packages come from", () => {
  expect(holding(/https?:\/\/registry\.|"resolved":/)).toEqual([]);
});

test("nothing that looks like a credential", () => {
  // Cloudflare's tokens have 40 characters, global keys 37 hexadecimal digits; the rest is what others look like.
  const credential =
    /Bearer [\w-]{30,}|\b[0-9a-f]{37}\b|(token|secret|password)["']?\s*[:=]\s*["'][\w-]{40}["']/i;
  expect(holding(credential)).toEqual([]);
  // Of certificates that nobody trusts, for 127.0.0.1 and for a name that nobody finds.
  const keys = ["tests/unit/local/selfSigned.ts", "tests/unit/support/privateName.ts"];
  expect(holding(/-----BEGIN [A-Z ]*PRIVATE KEY-----/)).toEqual(keys);
});
