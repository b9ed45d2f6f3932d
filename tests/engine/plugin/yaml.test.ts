import { join } from "node:path";
import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../../sdk/local";
import { accounts, ruleset, rulesetId } from "../declarations";
import { writes } from "../engine";
import { type YamlProgram, type YamlRun, YamlStack } from "./yamlStack";

const token = "very-secret-token-1a2b3c4d5e6f";
let cloudflare: LocalCloudflare;

beforeAll(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 0, tokens: { [token]: {} } });
});
afterAll(() => cloudflare.close());

/** One share; its provider has the token as plain text, as a beginner would write it. */
function program(): YamlProgram {
  const properties = { name: "Baseline", recipients: accounts(1, 3), resources: [ruleset()] };
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
    },
  };
}

/** The writes of a run. */
function written(): string[] {
  const changes = writes(cloudflare.requests);
  cloudflare.clearRequests();
  return changes;
}

async function succeed(run: Promise<YamlRun>): Promise<YamlRun> {
  const ended = await run;
  if (!ended.ok) throw new Error(ended.output);
  return ended;
}

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
  expect(written()).toEqual([]);
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
  expect(written()).toEqual([]);
  await succeed(stack.destroy());
});

test("the schema is right by Pulumi's own check", async () => {
  const stack = await YamlStack.open(program(), {}, token);
  const schema = join(__dirname, "../../../provider/plugin/schema.json");
  expect(await stack.pulumi("schema", "check", schema)).not.toMatch(/error|warning/i);
});
