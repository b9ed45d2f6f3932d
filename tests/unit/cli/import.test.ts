import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalCloudflare, localAccount, startLocalCloudflare } from "../../../sdk/local";
import {
  accounts,
  cli,
  expectOverwriteOnlyByForce,
  resourceId,
  type SentShare,
  sendShare,
  settings,
} from "./support";

let cloudflare: LocalCloudflare;
let env: NodeJS.ProcessEnv;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "sharing-cli-"));
  cloudflare = await startLocalCloudflare({ transitionMs: 0 });
  env = settings(cloudflare);
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await cloudflare.close();
});

const send = (...share: SentShare) => sendShare(cloudflare, ...share);

test("those that can't be declared are named in the program and on stderr", async () => {
  send("Baseline");
  const empty = send("Empty");
  cloudflare.dashboard.removeResource(empty.id, resourceId(1));
  const lonely = send("Lonely", accounts(1, 1));
  cloudflare.dashboard.removeRecipient(lonely.id, localAccount(1));
  cloudflare.dashboard.setTransitionMs(60_000);
  const leaving = send("Leaving\n*/");
  cloudflare.dashboard.deleteShare(leaving.id);
  const { code, stdout, stderr } = await cli(["import"], env);
  expect(code).toBe(0);
  expect(stdout.match(/^new sharing\.Share\($/gm)).toHaveLength(1);
  for (const line of [
    `${empty.id}, "Empty": it has no live resource`,
    `${lonely.id}, "Lonely": it has no live recipient`,
    `${leaving.id}, "Leaving\\n*/": it is being deleted`,
  ]) {
    expect(stdout).toContain(`\n// - ${line}\n`);
  }
  expect(stderr.trimEnd().split("\n")).toEqual([
    `warning: share ${empty.id} "Empty" is left out: it has no live resource`,
    `warning: share ${lonely.id} "Lonely" is left out: it has no live recipient`,
    `warning: share ${leaving.id} "Leaving\\n*/" is left out: it is being deleted`,
  ]);
});

test("two requests for the lists and one for each share", async () => {
  for (let i = 0; i < 5; i++) send(`Share ${i}`, i === 0 ? "organization" : accounts(1, 70));
  cloudflare.clearRequests();
  await cli(["import"], env);
  expect(cloudflare.requests.map(({ method }) => method)).toEqual(Array(7).fill("GET"));
});

test("the named ones alone, each once, with --out into a file that is not overwritten", async () => {
  const [first, second] = [send("First"), send("Second")];
  const file = join(folder, "index.ts");
  const named = ["import", "First", first.id, "--out", file];
  const written = await cli(named, env);
  expect(written).toMatchObject({ code: 0, stderr: "" });
  expect(written.stdout).toBe(`${file} declares 1 share: \`pulumi up\` takes them over unchanged.\n`);
  const text = readFileSync(file, "utf8");
  expect(text).toContain(first.id);
  expect(text).not.toContain(second.id);
  await expectOverwriteOnlyByForce(cloudflare, named, file);
});

test("nothing to import: exit code 1 and no file; a folder that is not there: the reason", async () => {
  const file = join(folder, "index.ts");
  const { code, stderr } = await cli(["import", "--out", file], env);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: there is no share to import in account \S+: nothing is written\n$/);
  expect(existsSync(file)).toBe(false);
  send("Baseline");
  const nowhere = await cli(["import", "--out", join(folder, "none", "index.ts")], env);
  expect(nowhere.stderr).toMatch(/^error: writing \S+: ENOENT\n$/);
});
