import { join } from "node:path";
import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../../sdk/local";
import { accounts, otherRulesetId, ruleset, rulesetId } from "../declarations";
import { writes } from "../engine";
import { type YamlProgram, type YamlRun, YamlStack } from "./yamlStack";

const token = "very-secret-token-1a2b3c4d5e6f";
let cloudflare: LocalCloudflare;

beforeAll(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 0, tokens: { [token]: {} } });
});
afterAll(() => cloudflare.close());

/** One share; its provider has the token as plain text, as a beginner would write it. */
function program(args: object = {}, more: YamlProgram["resources"] = {}): YamlProgram {
  const properties = { name: "Baseline", recipients: accounts(1, 3), resources: [ruleset()], ...args };
  return {
    resources: {
      owner: {
        type: "pulumi:providers:cloudflare-sharing",
        properties: { apiToken: token, accountId: localOwner, baseUrl: cloudflare.url },
      },
      baseline: {
        type: "cloudflare-sharing:Share",
        properties,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is YAML's
        options: { provider: "${owner}" },
      },
      ...more,
    },
  };
}

/** What a run sent: writes, and reads by their number. */
function sent(): { writes: string[]; reads: number } {
  const changes = writes(cloudflare.requests).map((line) => line.replace(/[0-9a-f]{32}/g, "…"));
  const reads = cloudflare.requests.length - changes.length;
  cloudflare.clearRequests();
  return { writes: changes, reads };
}

async function succeed(run: Promise<YamlRun>): Promise<YamlRun> {
  const ended = await run;
  if (!ended.ok) throw new Error(ended.output);
  return ended;
}

/** The lines of a preview that tell a difference, without those inside an item that is drawn as a whole. */
function differences({ output }: YamlRun): string[] {
  const lines = output.split("\n").map((line) => line.trim());
  return lines.filter((line) => /^[-+~] (\[\d+\]|name|meta|recipients|resources):/.test(line));
}

const SHARE = "/accounts/…/shares/…";
/** One look at the share and its recipients, before a change; the same in a poll after it. */
const LOOK = 2;
const POLL = 2;

test("a share's life in YAML: each step with the requests that the dynamic provider sends", async () => {
  const stack = await YamlStack.open(program(), {}, token);
  /** Changes the program: what the preview draws, what the run does and sends. */
  const change = async (args: object) => {
    await stack.declare(program(args));
    const drawn = differences(await succeed(stack.preview()));
    expect(sent()).toEqual({ writes: [], reads: 0 });
    const { operations } = await succeed(stack.up());
    return { drawn, operations, ...sent() };
  };

  expect((await succeed(stack.up())).operations).toEqual({ create: 1 });
  // One page walk looks for what an interrupted run left.
  expect(sent()).toEqual({ writes: ["POST /accounts/…/shares"], reads: 1 + POLL });

  expect((await succeed(stack.up())).operations).toEqual({ same: 1 });
  expect(sent()).toEqual({ writes: [], reads: 0 });

  expect(await change({ recipients: [...accounts(4, 4), ...accounts(1, 3)] })).toEqual({
    drawn: ["~ recipients: [", "+ [3]: {"],
    operations: { update: 1 },
    writes: [`PUT ${SHARE}/recipients`],
    reads: LOOK + POLL,
  });
  expect(await change({ recipients: accounts(2, 4) })).toEqual({
    drawn: ["~ recipients: [", "- [0]: {"],
    operations: { update: 1 },
    writes: [`PUT ${SHARE}/recipients`],
    reads: LOOK + POLL,
  });
  const reversed = { recipients: accounts(2, 4).reverse() };
  expect(await change(reversed)).toEqual({ drawn: [], operations: { same: 1 }, writes: [], reads: 0 });
  expect(await change({ ...reversed, name: "Renamed" })).toEqual({
    drawn: ['~ name: "Baseline" => "Renamed"'],
    operations: { update: 1 },
    writes: [`PUT ${SHARE}`],
    reads: LOOK,
  });
  const declared = {
    ...reversed,
    name: "Renamed",
    resources: [ruleset(rulesetId, { level: 2 }), ruleset(otherRulesetId)],
  };
  expect(await change(declared)).toEqual({
    drawn: ["~ resources: [", "~ [0]: {", "~ meta: (json) {", "+ [1]: {"],
    operations: { update: 1 },
    writes: [`POST ${SHARE}/resources`, `PUT ${SHARE}/resources/…`],
    reads: LOOK + POLL,
  });

  const [live] = cloudflare.dashboard.shares();
  cloudflare.dashboard.removeRecipient(live?.id ?? "", localAccount(3));
  await succeed(stack.refresh());
  expect(sent()).toEqual({ writes: [], reads: LOOK });
  expect(await change(declared)).toEqual({
    drawn: ["~ recipients: [", "+ [2]: {"],
    operations: { update: 1 },
    writes: [`PUT ${SHARE}/recipients`],
    reads: LOOK + POLL,
  });

  const replaced = await change({ ...declared, recipients: [{}] });
  expect(replaced.operations).toEqual({ "create-replacement": 1, replace: 1, "delete-replaced": 1 });
  expect(replaced.writes).toEqual(["POST /accounts/…/shares", `DELETE ${SHARE}`]);

  expect((await succeed(stack.destroy())).operations).toEqual({ delete: 1 });
  expect(sent().writes).toEqual([`DELETE ${SHARE}`]);
  expect(cloudflare.dashboard.shares().map(({ status }) => status)).toEqual(["deleted", "deleted"]);
});

test("pulumi import takes a share over: the next preview shows no difference, and a function reads it", async () => {
  const { id } = cloudflare.dashboard.createShare({
    accountId: localOwner,
    name: "Theirs",
    recipients: accounts(1, 2).map(({ recipientAccountId }) => recipientAccountId),
    resources: [{ resourceType: "custom-ruleset", resourceId: rulesetId }],
  });
  const properties = { name: "Theirs", recipients: accounts(1, 2), resources: [ruleset()] };
  // What a user set for a Node program of their own is not for the plugin.
  const env = { NODE_OPTIONS: "--require ./not-there.js" };
  const stack = await YamlStack.open({ resources: {} }, env, token);
  await stack.pulumi("config", "set", "--secret", "cloudflare-sharing:apiToken", token);
  await stack.pulumi("config", "set", "cloudflare-sharing:baseUrl", cloudflare.url);
  await stack.pulumi("config", "set", "cloudflare-sharing:accountId", localOwner);
  cloudflare.clearRequests();
  const type = "cloudflare-sharing:index:Share";
  const printed = await stack.pulumi(
    "import",
    type,
    "theirs",
    `${localOwner}/${id}`,
    "--yes",
    "--protect=false",
  );
  expect(printed).toContain(`recipientAccountId: ${localAccount(2)}`);
  expect(sent().writes).toEqual([]);
  await stack.declare({
    resources: { theirs: { type, properties } },
    variables: {
      read: { "fn::invoke": { function: "cloudflare-sharing:index:getShare", arguments: { shareId: id } } },
    },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is YAML's
    outputs: { status: "${read.status}", kind: "${theirs.kind}" },
  });
  const preview = await succeed(stack.preview());
  expect(preview.operations).toEqual({ same: 1 });
  expect((await succeed(stack.up())).operations).toEqual({ same: 1 });
  expect(await stack.pulumi("stack", "output", "--json")).toBe(
    '{\n  "kind": "sent",\n  "status": "active"\n}\n',
  );
  expect(sent().writes).toEqual([]);
  await succeed(stack.destroy());
});

test("the schema is right by Pulumi's own check", async () => {
  const stack = await YamlStack.open(program(), {}, token);
  const schema = join(__dirname, "../../../provider/plugin/schema.json");
  expect(await stack.pulumi("schema", "check", schema)).not.toMatch(/error|warning/i);
});
