import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../../sdk/local";
import { rulesetId } from "../declarations";
import { descendants, kill } from "../processTree";
import { Example, liveShares } from "./example";

jest.setTimeout(180_000);

// Pulumi reads its own files by it.
const yaml = createRequire(require.resolve("@pulumi/pulumi"))("js-yaml") as { load(text: string): unknown };
const load = (file: string) =>
  yaml.load(readFileSync(join(__dirname, "../../../examples/pipeline", file), "utf8"));

type Commands = Record<"preview" | "up" | "drift", string[]>;

function githubCommands(): Commands {
  const workflow = load(".github/workflows/share.yml") as {
    jobs: Record<keyof Commands, { steps: { run?: string }[] }>;
  };
  const { preview, up, drift } = workflow.jobs;
  const runs = (job: typeof preview) => job.steps.flatMap(({ run }) => run ?? []);
  return { preview: runs(preview), up: runs(up), drift: runs(drift) };
}

function gitlabCommands(): Commands {
  const { preview, up, drift } = load(".gitlab-ci.yml") as Record<keyof Commands, { script: string[] }>;
  return { preview: preview.script, up: up.script, drift: drift.script };
}

const commands = githubCommands();
const [preview = "", up = "", drift = ""] = [commands.preview[0], commands.up[0], commands.drift[0]];
const accounts = (...indexes: number[]) => indexes.map(localAccount);
const config = {
  "cloudflare-sharing:accountId": localOwner,
  rulesetId,
  recipientAccountIds: accounts(1, 2, 3),
};

let cloudflare: LocalCloudflare;
let example: Example;
let shareId: string;
beforeAll(async () => {
  const tokens = { "edit-token": {}, "read-token": { permission: "read" as const } };
  cloudflare = await startLocalCloudflare({ transitionMs: 50, tokens });
  example = await Example.open("pipeline", { cloudflare, config });
});
afterAll(() => cloudflare.close());

const live = () => liveShares(cloudflare.dashboard);

/** Runs as the pipelines do: with the token that may edit for up alone. */
async function run(command: string) {
  example.use(command === up ? "edit-token" : "read-token");
  cloudflare.clearRequests();
  const { code, output } = await example.shell(command);
  const written = cloudflare.requests.filter(({ method }) => method !== "GET");
  return { code, output, written: written.map(({ method, path }) => `${method} ${path}`) };
}

test("GitHub and GitLab run the same three commands, one each; up previews first", () => {
  expect(gitlabCommands()).toEqual(commands);
  expect(Object.values(commands).map((all) => all.length)).toEqual([1, 1, 1]);
  for (const command of [preview, up, drift]) expect(command).toContain("--non-interactive");
  expect(up).not.toContain("--skip-preview");
  const action = load(".github/actions/prepare/action.yml") as { runs: { steps: { run?: string }[] } };
  expect(action.runs.steps.map(({ run }) => run)).toContain("npm ci");
});

test("the pull request's preview shows the share with a token that may only read; main's up makes it", async () => {
  const previewed = await run(preview);
  expect(previewed).toMatchObject({ code: 0, written: [] });
  // The stack is one of the two.
  expect(previewed.output).toContain("+ 2 to create");
  const upped = await run(up);
  expect(upped).toMatchObject({ code: 0, written: [`POST /accounts/${localOwner}/shares`] });
  expect(upped.output).toMatch(/Previewing update.*Updating.*\+ 2 created/s);
  shareId = String((await example.outputs()).shareId);
  expect(live()).toMatchObject([{ id: shareId, accounts: accounts(1, 2, 3) }]);
  const checked = await run(drift);
  expect(checked).toMatchObject({ code: 0, written: [] });
  expect(checked.output).toContain("2 unchanged");
});

test("update: one account more is previewed, and made in place by up", async () => {
  await example.configure({ recipientAccountIds: accounts(1, 2, 3, 4) });
  const previewed = await run(preview);
  expect(previewed).toMatchObject({ code: 0, written: [] });
  expect(previewed.output).toContain("~ 1 to update");
  const upped = await run(up);
  expect(upped).toMatchObject({
    code: 0,
    written: [`PUT /accounts/${localOwner}/shares/${shareId}/recipients`],
  });
  expect(upped.output).toContain("~ 1 updated");
  expect(live()).toMatchObject([{ id: shareId, accounts: accounts(1, 2, 3, 4) }]);
});

test("fail: the drift check fails on what was changed by hand, and names it; the next up repairs it", async () => {
  cloudflare.dashboard.removeRecipient(shareId, localAccount(2));
  const checked = await run(drift);
  expect(checked).toMatchObject({ code: 7, written: [] });
  expect(checked.output).toContain("error: no changes were expected");
  expect(checked.output).toContain(`+ recipientAccountId: "${localAccount(2)}"`);
  expect(await run(up)).toMatchObject({
    code: 0,
    written: [`PUT /accounts/${localOwner}/shares/${shareId}/recipients`],
  });
  expect(live()).toMatchObject([{ id: shareId, accounts: accounts(1, 2, 3, 4) }]);
  expect(await run(drift)).toMatchObject({ code: 0 });
});

test("fail: the drift check fails on what is merged and not deployed", async () => {
  await example.edit('name: "WAF baseline"', 'name: "WAF baseline 2"');
  const checked = await run(drift);
  expect(checked).toMatchObject({ code: 7, written: [] });
  expect(checked.output).toContain('~ name       : "WAF baseline" => "WAF baseline 2"');
});

test("fail: a faulty change is refused by the preview, and by up before it sends anything", async () => {
  await example.configure({ recipientAccountIds: accounts(1, 2, 3, 3) });
  for (const command of [preview, up]) {
    const refused = await run(command);
    expect(refused.code).not.toBe(0);
    expect(refused.written).toEqual([]);
    expect(refused.output).toContain("is the same account as recipients[2]");
  }
  await example.configure({ recipientAccountIds: accounts(1, 2, 3, 4) });
});

test("fail: an up with the token that may only read changes nothing, and says which permission it lacks", async () => {
  const before = live();
  example.use("read-token");
  const { code, output } = await example.shell(up);
  expect(code).not.toBe(0);
  expect(output).toContain("Account > Resource Sharing");
  expect(live()).toEqual(before);
  await example.edit('name: "WAF baseline 2"', 'name: "WAF baseline"');
});

test("replace: another owner is previewed as a replacement, and up makes the new share first", async () => {
  const newOwner = localAccount(9);
  await example.configure({ "cloudflare-sharing:accountId": newOwner });
  expect((await run(preview)).output).toContain("+-1 to replace");
  const upped = await run(up);
  expect(upped).toMatchObject({
    code: 0,
    written: [`POST /accounts/${newOwner}/shares`, `DELETE /accounts/${localOwner}/shares/${shareId}`],
  });
  expect(upped.output).toContain("+-1 replaced");
  expect(live()).toMatchObject([{ owner: newOwner, accounts: accounts(1, 2, 3, 4) }]);
  await example.destroy();
});

test("fail: an up that was killed after its share was made; the next one takes the share over", async () => {
  example = await Example.open("pipeline", { cloudflare, config });
  example.use("edit-token");
  cloudflare.faults.add({ fault: "never-after", method: "POST" });
  const child = example.start(up);
  const exited = new Promise((resolve) => child.once("exit", resolve));
  while (live().length === 0 && child.exitCode === null) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const pid = child.pid ?? 0;
  kill([pid, ...descendants(pid)]);
  await exited;
  const [leftover, ...others] = live();
  expect(others).toEqual([]);
  await example.unlock();

  const next = await run(up);
  expect(next).toMatchObject({ code: 0, written: [] });
  expect(next.output).toMatch(/\+ [12] created/);
  expect(await example.outputs()).toMatchObject({ shareId: leftover?.id });
  expect(live()).toMatchObject([{ id: leftover?.id, accounts: accounts(1, 2, 3) }]);
  expect(await run(drift)).toMatchObject({ code: 0 });
});
