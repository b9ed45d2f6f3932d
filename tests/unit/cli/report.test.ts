import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../../sdk/local";
import { parseHtml, rowsOf, withId } from "./htmlTree";
import { accounts, cli, expectOverwriteOnlyByForce, type SentShare, sendShare, settings } from "./support";

let cloudflare: LocalCloudflare;
let env: NodeJS.ProcessEnv;
let folder: string;
let file: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "sharing-cli-"));
  file = join(folder, "report.html");
  cloudflare = await startLocalCloudflare({ transitionMs: 0, forgetDeleted: true });
  env = settings(cloudflare);
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await cloudflare.close();
});

const send = (...share: SentShare) => sendShare(cloudflare, ...share);

/** The rows of one of the report's sections. */
const rows = (html: string, id: string) => rowsOf(withId(parseHtml(html), id));

test("what is sent, received, refused, excluded and removed", async () => {
  cloudflare.dashboard.refuseDelivery({ accountId: localAccount(2), error: "no plan", terminal: true });
  send("Baseline");
  const toAll = send("To all", "organization");
  cloudflare.dashboard.setExcluded(toAll.id, [localAccount(3)]);
  send("From four", [localOwner], localAccount(4));
  cloudflare.dashboard.setTransitionMs(60_000);
  cloudflare.dashboard.deleteShare(send("Leaving", accounts(1, 1)).id);
  const { code, stdout, stderr } = await cli(["report"], env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const matrix = rows(stdout, "matrix");
  expect(matrix).toHaveLength(299);
  expect(matrix.slice(0, 3)).toEqual([
    [localAccount(1), "2", "✓", "✓", "L"],
    [localAccount(2), "2", "F", "F", ""],
    [localAccount(3), "1", "✓", "X", ""],
  ]);
  expect(rows(stdout, "open").map(([share, state]) => [share, state])).toEqual([
    ["1. Baseline", "failed, not tried again"],
    ["2. To all", "failed, not tried again"],
    ["3. Leaving", "being removed"],
  ]);
  expect(rows(stdout, "received")).toEqual([
    expect.arrayContaining([expect.stringMatching(/^From four /), `Local Account 4 ${localAccount(4)}`]),
  ]);
});

test("four requests for the lists, one for each share, one more for whom it excludes; none twice", async () => {
  for (let i = 0; i < 5; i++) send(`Share ${i}`, i === 0 ? "organization" : accounts(1, 70));
  cloudflare.clearRequests();
  await cli(["report"], env);
  const asked = cloudflare.requests.map(
    ({ method, path, query }) => `${method} ${path} ${JSON.stringify(query)}`,
  );
  expect(asked).toHaveLength(10);
  expect(asked.every((one) => one.startsWith("GET "))).toBe(true);
  expect(new Set(asked).size).toBe(10);
});

test("a share that disappears while it is read is left out", async () => {
  const gone = send("Gone");
  send("Baseline");
  cloudflare.faults.add({
    fault: "by-hand",
    method: "GET",
    path: new RegExp(`${gone.id}/recipients$`),
    before: () => cloudflare.dashboard.deleteShare(gone.id),
  });
  const { code, stdout } = await cli(["report"], env);
  expect(code).toBe(0);
  expect(rows(stdout, "sent").map(([, name]) => name)).toEqual([expect.stringMatching(/^Baseline /)]);
});

test("--out writes the same to a file, and overwrites only with --force", async () => {
  send("Baseline");
  const named = ["report", "--out", file];
  const written = await cli(named, env);
  expect(written).toEqual({ code: 0, stderr: "", stdout: `${file} shows 1 share sent and 0 received.\n` });
  const text = readFileSync(file, "utf8");
  expect((await cli(["report"], env)).stdout).toBe(text);
  await expectOverwriteOnlyByForce(cloudflare, named, file);
});

test("an account without shares has a report too; a folder that is not there: the reason", async () => {
  const { stdout } = await cli(["report", "--account", localAccount(9)], env);
  expect(stdout).toContain("The account sends no share.");
  expect(stdout).toContain(localAccount(9));
  const nowhere = await cli(["report", "--out", join(folder, "none", "report.html")], env);
  expect(nowhere).toMatchObject({ code: 1, stderr: expect.stringMatching(/^error: writing \S+: ENOENT\n$/) });
});

test("what Cloudflare refuses: exit code 1, no token, no file", async () => {
  const refused = await cli(["report", "--out", file], { ...env, CLOUDFLARE_API_TOKEN: "a-wrong-token" });
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  expect(refused.stderr).toMatch(
    /^error: listing the shares of account \S+: Cloudflare answered 403: .*\ncf-ray .*\n$/,
  );
  expect(refused.stderr).not.toContain("a-wrong-token");
  expect(existsSync(file)).toBe(false);
});
