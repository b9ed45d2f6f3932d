import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../../sdk/local";
import { examples, renderers } from "../../schema/examples";
import { accounts, ruleset, rulesetId } from "../declarations";
import { writes } from "../engine";
import { type YamlRun, YamlStack } from "./yamlStack";

const token = "very-secret-token-1a2b3c4d5e6f";
let cloudflare: LocalCloudflare;

beforeAll(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 0, tokens: { [token]: {} } });
});
afterAll(() => cloudflare.close());

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

test("the schema is right by Pulumi's own check, and so are its examples in YAML by a preview", async () => {
  const settings = {
    CLOUDFLARE_API_TOKEN: token,
    CLOUDFLARE_ACCOUNT_ID: localOwner,
    CLOUDFLARE_BASE_URL: cloudflare.url,
  };
  const stack = await YamlStack.open({ resources: {} }, settings, token);
  const schema = join(__dirname, "../../../provider/plugin/schema.json");
  expect(await stack.pulumi("schema", "check", schema)).not.toMatch(/error|warning/i);
  const resources = Object.values(examples).map((one) => renderers.yaml(one).replace("resources:\n", ""));
  // It goes before what Pulumi.yaml has.
  await writeFile(join(stack.folder, "Main.yaml"), ["resources:", ...resources].join("\n"));
  expect((await succeed(stack.preview())).operations).toEqual({ create: 3 });
});
