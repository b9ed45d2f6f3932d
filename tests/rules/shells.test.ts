import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const ROOT = join(__dirname, "../..");
const BUILT = join(ROOT, "dist/sdk/shells.js");

/**
 * The text is in the state of every resource of every user, and a change of it is a change of all of them. To
 * change it on purpose: `npm run build && node tests/rules/shellTexts.mjs --write`.
 */
const checkedIn = (shell: string) => join(__dirname, `${shell}.txt`);

let texts: Record<string, string>;

// A process of its own, as a transformer would change the text.
beforeAll(async () => {
  if (!existsSync(BUILT))
    throw new Error("dist/sdk/shells.js is missing: npm run build makes it, and npm test runs it first");
  const { stdout } = await promisify(execFile)(process.execPath, [join(__dirname, "shellTexts.mjs")]);
  texts = JSON.parse(stdout);
}, 30_000);

test("there are shells, and each is an object of literal calls", () => {
  expect(Object.keys(texts)).toContain("shareShell");
  for (const text of Object.values(texts)) {
    expect(text).toContain('require("pulumi-cloudflare-sharing/provider").');
  }
});

test("the text of each is the one that is checked in", () => {
  for (const [name, text] of Object.entries(texts)) {
    expect({ name, isCheckedIn: existsSync(checkedIn(name)) }).toEqual({ name, isCheckedIn: true });
    expect(text).toBe(readFileSync(checkedIn(name), "utf8"));
  }
});

test("it is tiny", () => {
  for (const text of Object.values(texts)) expect(Buffer.byteLength(text)).toBeLessThan(1_000);
});

test("it holds no secret and no path of this machine", () => {
  // Pulumi refuses to serialize a secret.
  for (const text of Object.values(texts)) {
    for (const path of [ROOT, homedir(), process.cwd(), "node_modules", "file://", "dist/"]) {
      if (path.length > 1) expect(text).not.toContain(path);
    }
  }
});
