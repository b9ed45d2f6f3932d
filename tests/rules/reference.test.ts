import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "./files";

/**
 * The reference as `npm run docs` makes it: without a warning, so that every public member is documented and every
 * link in a comment means something; and what it links to is there.
 */
const typedoc = join(ROOT, "node_modules/typedoc/bin/typedoc");
const out = mkdtempSync(join(tmpdir(), "sharing-reference-"));
let said: string;

beforeAll(async () => {
  // The sources' types are checked by another step.
  const made = promisify(execFile)(process.execPath, [typedoc, "--skipErrorChecking", "--out", out], {
    cwd: ROOT,
  });
  // What it complains of is in its output, and the first test shows that.
  const { stdout, stderr } = await made.catch((error: { stdout: string; stderr: string }) => error);
  said = stdout + stderr;
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

test("it is made without a warning", () => {
  expect(said).not.toMatch(/warning|error/i);
  expect(existsSync(join(out, "index.html"))).toBe(true);
});

const read = (file: string) => readFileSync(join(out, file), "utf8");
const values = (html: string, attribute: string) =>
  [...html.matchAll(new RegExp(` ${attribute}="([^"]*)"`, "g"))].map(([, value = ""]) => value);

test("it has the resources, the functions and the local Cloudflare", () => {
  const classes = ["Share", "ShareRecipient", "ShareResource"];
  for (const name of classes) expect(read(`classes/pulumi-cloudflare-sharing.${name}.html`)).toContain(name);
  expect(readdirSync(join(out, "functions"))).toEqual(
    expect.arrayContaining([
      "pulumi-cloudflare-sharing.getShares.html",
      "pulumi-cloudflare-sharing_local.startLocalCloudflare.html",
    ]),
  );
});

test("every link in it leads somewhere", () => {
  const files = readdirSync(out, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.(html|svg)$/.test(name),
  );
  const anchors = new Map(files.map((file) => [file, new Set(values(read(file), "id"))]));
  const faults = files.flatMap((file) => {
    const inside = values(read(file), "href").filter((link) => !/^[a-z]+:/i.test(link));
    return inside.filter((link) => !isThere(file, link, anchors)).map((link) => `${file}: ${link}`);
  });
  expect(files.length).toBeGreaterThan(50);
  expect(faults).toEqual([]);
});

function isThere(from: string, link: string, anchors: Map<string, Set<string>>): boolean {
  const [path = "", anchor = ""] = link.split("#").map(decodeURIComponent);
  const target = path === "" ? from : join(dirname(from), path);
  if (!existsSync(join(out, target))) return false;
  return anchor === "" || anchors.get(target)?.has(anchor) === true;
}
