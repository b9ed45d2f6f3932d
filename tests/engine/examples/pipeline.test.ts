import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../../sdk/local";
import { readYaml } from "../../rules/yaml";
import { rulesetId } from "../declarations";
import { writes } from "../engine";
import { killTree, until } from "../processTree";
import { accounts, Example, liveShares } from "./example";

const load = <T>(file: string) => readYaml<T>(`examples/pipeline/${file}`);

type JobName = "preview" | "up" | "drift";

/** What a job runs, and by which of the variables that the pipeline's owner sets. */
interface Job {
  command: string;
  cloudflareToken: string;
  stateAccess: string;
}

interface Step {
  run?: string;
  uses?: string;
  with?: Record<string, string>;
  env?: Record<string, string>;
}

const workflow = load<{
  on: unknown;
  env: Record<string, string>;
  concurrency: unknown;
  jobs: Record<JobName, { steps: Step[] }>;
}>(".github/workflows/share.yml");
const gitlab =
  load<Record<JobName, { script: string[]; variables: Record<string, string> }>>(".gitlab-ci.yml");
const names: JobName[] = ["preview", "up", "drift"];
const jobs = (job: (name: JobName) => Job) =>
  Object.fromEntries(names.map((name) => [name, job(name)])) as Record<JobName, Job>;

const expression = (text: string) => `\${{ ${text} }}`;

function variable(text = "", pattern: RegExp): string {
  const [, name] = pattern.exec(text) ?? [];
  if (!name) throw new Error(`no variable: ${text}`);
  return name;
}

const githubJobs = jobs((name) => {
  const runs = workflow.jobs[name].steps.filter(({ run }) => run);
  const prepare = workflow.jobs[name].steps.find(({ uses }) => uses === "./.github/actions/prepare");
  expect(runs.map(({ env }) => Object.keys(env ?? {}))).toEqual([["CLOUDFLARE_API_TOKEN"]]);
  const [{ run: command = "", env = {} } = {}] = runs;
  return {
    command,
    cloudflareToken: variable(env.CLOUDFLARE_API_TOKEN, /^\$\{\{ secrets\.(\w+) \}\}$/),
    stateAccess: variable(prepare?.with?.["state-role"], /^\$\{\{ env\.(\w+) \}\}$/),
  };
});
const gitlabJobs = jobs((name) => {
  const { script, variables } = gitlab[name];
  expect(script).toHaveLength(1);
  return {
    command: script[0] ?? "",
    cloudflareToken: variable(variables.CLOUDFLARE_API_TOKEN, /^\$(\w+)$/),
    stateAccess: variable(variables.AWS_ACCESS_KEY_ID, /^\$(\w+)_ID$/),
  };
});

/** The tokens in those variables. */
const tokens: Record<string, string> = {
  CLOUDFLARE_READ_TOKEN: "read-token",
  CLOUDFLARE_EDIT_TOKEN: "edit-token",
};
const config = {
  "cloudflare-sharing:accountId": localOwner,
  rulesetId,
  recipientAccountIds: accounts(1, 2, 3),
};

let cloudflare: LocalCloudflare;
let example: Example;
let shareId: string;
beforeAll(async () => {
  const permissions = { "edit-token": {}, "read-token": { permission: "read" as const } };
  cloudflare = await startLocalCloudflare({ transitionMs: 50, tokens: permissions });
  const stack = workflow.env.PULUMI_STACK;
  example = await Example.open("pipeline", { cloudflare, config, stack, firstIsOwn: true });
});
afterAll(() => cloudflare.close());

const live = () => liveShares(cloudflare.dashboard);

/** Runs a job as the pipelines do: with the token that they name for it. */
async function run(name: JobName) {
  const { command, cloudflareToken, stateAccess } = githubJobs[name];
  example.use(tokens[cloudflareToken] ?? "");
  cloudflare.clearRequests();
  const before = stateFiles();
  const { code, output } = await example.shell(command);
  // Whoever may only read the state must get along without writing, even a lock.
  if (stateAccess.startsWith("STATE_READ_")) expect(stateFiles()).toEqual(before);
  return { code, output, written: writes(cloudflare.requests) };
}

/** With the times of the folders, which tell of a file that came and went. */
function stateFiles(): Record<string, number> {
  const folder = fileURLToPath(example.env.PULUMI_BACKEND_URL ?? "");
  const files = ["", ...readdirSync(folder, { recursive: true, encoding: "utf8" })];
  return Object.fromEntries(files.sort().map((file) => [file, statSync(join(folder, file)).mtimeMs]));
}

test("GitHub: the pull request and the night may read, main alone may edit, and nothing cuts it short", () => {
  expect(workflow.on).toEqual({
    pull_request: null,
    push: { branches: ["main"] },
    schedule: [{ cron: expect.stringMatching(/^\d+ \d+ \* \* \*$/) }],
  });
  const settings = Object.entries(workflow.jobs).map(([name, { steps, ...others }]) => [name, others]);
  const runner = { "runs-on": "ubuntu-latest" };
  expect(Object.fromEntries(settings)).toEqual({
    preview: { ...runner, if: "github.event_name == 'pull_request'" },
    up: { ...runner, if: "github.event_name == 'push'", environment: "production", "timeout-minutes": 60 },
    drift: { ...runner, if: "github.event_name == 'schedule'" },
  });
  // By event: GitHub drops the older of two runs that wait in a group.
  expect(workflow.concurrency).toEqual({
    group: `share-${expression("github.event_name")}-${expression("github.ref")}`,
    "cancel-in-progress": false,
  });
  expect(githubJobs).toMatchObject({
    preview: { cloudflareToken: "CLOUDFLARE_READ_TOKEN", stateAccess: "STATE_READ_ROLE" },
    up: { cloudflareToken: "CLOUDFLARE_EDIT_TOKEN", stateAccess: "STATE_ROLE" },
    drift: { cloudflareToken: "CLOUDFLARE_READ_TOKEN", stateAccess: "STATE_READ_ROLE" },
  });
  expect(workflow.env.STATE_READ_ROLE).not.toBe(workflow.env.STATE_ROLE);
  // Nowhere else, as for all jobs.
  expect(JSON.stringify(workflow).match(/CLOUDFLARE_EDIT_TOKEN/g)).toHaveLength(1);
});

test("GitLab: the merge request and the night may read, main alone may edit, and nothing cuts it short", () => {
  const settings = names.map((name) => {
    const { script, variables, ...others } = gitlab[name];
    return [name, others];
  });
  const push = '$CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH';
  expect(Object.fromEntries(settings)).toEqual({
    preview: { rules: [{ if: '$CI_PIPELINE_SOURCE == "merge_request_event"' }] },
    up: {
      rules: [{ if: push }],
      environment: "production",
      resource_group: "share-prod",
      interruptible: false,
      timeout: "60 minutes",
    },
    drift: { rules: [{ if: '$CI_PIPELINE_SOURCE == "schedule"' }] },
  });
  expect(Object.keys(gitlab).sort()).toEqual(["default", "variables", ...names].sort());
  const variables = (kind: "READ" | "EDIT", state: string) => ({
    CLOUDFLARE_API_TOKEN: `$CLOUDFLARE_${kind}_TOKEN`,
    AWS_ACCESS_KEY_ID: `$${state}_ID`,
    AWS_SECRET_ACCESS_KEY: `$${state}`,
  });
  expect(gitlab).toMatchObject({
    preview: { variables: variables("READ", "STATE_READ_KEY") },
    up: { variables: variables("EDIT", "STATE_KEY") },
    drift: { variables: variables("READ", "STATE_READ_KEY") },
  });
  expect(JSON.stringify(gitlab).match(/CLOUDFLARE_EDIT_TOKEN/g)).toHaveLength(1);
});

test("GitHub and GitLab run the same three commands with the same tokens; up previews first", () => {
  for (const name of names) {
    const { command, cloudflareToken } = githubJobs[name];
    expect(gitlabJobs[name]).toMatchObject({ command, cloudflareToken });
    expect(command).toContain("--non-interactive");
  }
  expect(githubJobs.up.command).not.toContain("--skip-preview");
  const action = load<{ runs: { steps: Step[] } }>(".github/actions/prepare/action.yml");
  expect(action.runs.steps.map(({ run }) => run)).toContain("npm ci");
  const aws = action.runs.steps.find(({ uses }) => uses?.startsWith("aws-actions/"));
  expect(aws?.with?.["role-to-assume"]).toBe(expression("inputs.state-role"));
});

test("the pull request's preview shows the share with a token that may only read; main's up makes it", async () => {
  const previewed = await run("preview");
  expect(previewed).toMatchObject({ code: 0, written: [] });
  // The stack is one of the two.
  expect(previewed.output).toContain("+ 2 to create");
  const upped = await run("up");
  expect(upped).toMatchObject({ code: 0, written: [`POST /accounts/${localOwner}/shares`] });
  expect(upped.output).toMatch(/Previewing update.*Updating.*\+ 2 created/s);
  shareId = String((await example.outputs()).shareId);
  expect(live()).toMatchObject([{ id: shareId, accounts: accounts(1, 2, 3) }]);
  const checked = await run("drift");
  expect(checked).toMatchObject({ code: 0, written: [] });
  expect(checked.output).toContain("2 unchanged");
});

test("update: one account more is previewed, and made in place by up", async () => {
  await example.configure({ recipientAccountIds: accounts(1, 2, 3, 4) });
  const previewed = await run("preview");
  expect(previewed).toMatchObject({ code: 0, written: [] });
  expect(previewed.output).toContain("~ 1 to update");
  const upped = await run("up");
  expect(upped).toMatchObject({
    code: 0,
    written: [`PUT /accounts/${localOwner}/shares/${shareId}/recipients`],
  });
  expect(upped.output).toContain("~ 1 updated");
  expect(live()).toMatchObject([{ id: shareId, accounts: accounts(1, 2, 3, 4) }]);
});

test("fail: the drift check fails on what was changed by hand, and names it; the next up repairs it", async () => {
  cloudflare.dashboard.removeRecipient(shareId, localAccount(2));
  const checked = await run("drift");
  expect(checked).toMatchObject({ code: 7, written: [] });
  expect(checked.output).toContain("error: no changes were expected");
  expect(checked.output).toContain(`+ recipientAccountId: "${localAccount(2)}"`);
  expect(await run("up")).toMatchObject({
    code: 0,
    written: [`PUT /accounts/${localOwner}/shares/${shareId}/recipients`],
  });
  expect(live()).toMatchObject([{ id: shareId, accounts: accounts(1, 2, 3, 4) }]);
  expect(await run("drift")).toMatchObject({ code: 0 });
});

test("fail: the drift check fails on what is merged and not deployed", async () => {
  await example.edit('name: "WAF baseline"', 'name: "WAF baseline 2"');
  const checked = await run("drift");
  expect(checked).toMatchObject({ code: 7, written: [] });
  expect(checked.output).toMatch(/~ name +: "WAF baseline" => "WAF baseline 2"/);
});

test("fail: a faulty change is refused by the preview, and by up before it sends anything", async () => {
  await example.configure({ recipientAccountIds: accounts(1, 2, 3, 3) });
  for (const name of ["preview", "up"] as const) {
    const refused = await run(name);
    expect(refused.code).not.toBe(0);
    expect(refused.written).toEqual([]);
    expect(refused.output).toContain("is the same account as recipients[2]");
  }
  await example.configure({ recipientAccountIds: accounts(1) });
  const refused = await run("preview");
  expect(refused.code).not.toBe(0);
  expect(refused.written).toEqual([]);
  expect(refused.output).toContain("recipients: 3 of 4 would be removed, and removalLimit is 20%");
  await example.configure({ recipientAccountIds: accounts(1, 2, 3, 4) });
});

test("fail: an up with the token that may only read changes nothing, and says which permission it lacks", async () => {
  const before = live();
  example.use("read-token");
  const { code, output } = await example.shell(githubJobs.up.command);
  expect(code).not.toBe(0);
  expect(output).toContain("Resource Sharing Read");
  expect(live()).toEqual(before);
  await example.edit('name: "WAF baseline 2"', 'name: "WAF baseline"');
});

test("replace: another owner is previewed as a replacement, and up makes the new share first", async () => {
  const newOwner = localAccount(9);
  await example.configure({ "cloudflare-sharing:accountId": newOwner });
  expect((await run("preview")).output).toContain("+-1 to replace");
  const upped = await run("up");
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
  // The killed run starts its own processes; the types are checked.
  example.env.PULUMI_NODEJS_TRANSPILE_ONLY = "true";
  example.use("edit-token");
  cloudflare.faults.add({ fault: "never-after", method: "POST" });
  const child = example.start(githubJobs.up.command);
  const exited = new Promise((resolve) => child.once("exit", resolve));
  await until(() => live().length > 0, child);
  killTree(child);
  await exited;
  const [leftover, ...others] = live();
  expect(others).toEqual([]);
  await example.unlock();

  const next = await run("up");
  expect(next).toMatchObject({ code: 0, written: [] });
  expect(next.output).toMatch(/\+ [12] created/);
  expect(await example.outputs()).toMatchObject({ shareId: leftover?.id });
  expect(live()).toMatchObject([{ id: leftover?.id, accounts: accounts(1, 2, 3) }]);
  expect(await run("drift")).toMatchObject({ code: 0 });
});
