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

/** The lines of a preview that tell of a change, without their indentation and the counts at the end. */
const changed = ({ output }: YamlRun) =>
  output
    .slice(0, output.indexOf("Resources:"))
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /^([-+~] |\+-)/.test(line));

test("a preview draws what changes, by keys: one line for one recipient among sixty, one for the meta of a resource", async () => {
  const fiveRulesets = (meta: object) =>
    [1, 2, 3, 4, 5].map((index) => ruleset(String(index).repeat(32), index === 3 ? meta : undefined));
  const declared = (properties: object) => ({
    resources: { estate: { type: "cloudflare-sharing:index:Share", properties } },
  });
  const args = {
    name: "Estate",
    accountId: localOwner,
    recipients: accounts(1, 60),
    resources: fiveRulesets({ mode: "log" }),
  };
  const settings = { CLOUDFLARE_API_TOKEN: token, CLOUDFLARE_BASE_URL: cloudflare.url };
  const stack = await YamlStack.open(declared(args), settings, token);
  await succeed(stack.up());
  cloudflare.clearRequests();
  const previewOf = async (changes: object) => {
    await stack.declare(declared({ ...args, ...changes }));
    return succeed(stack.preview());
  };

  const recipients = [...accounts(1, 30), ...accounts(77, 77), ...accounts(31, 60)];
  const more = await previewOf({ recipients });
  expect(more.operations).toEqual({ update: 1 });
  // In the state a new one comes after those that are there: their order says nothing.
  expect(changed(more)).toEqual([
    "~ cloudflare-sharing:index:Share: (update)",
    "~ recipients: [",
    "+ [60]: {",
    `+ recipientAccountId: "${localAccount(77)}"`,
  ]);

  const meta = await previewOf({ resources: fiveRulesets({ mode: "block" }) });
  expect(meta.operations).toEqual({ update: 1 });
  expect(changed(meta)).toEqual([
    "~ cloudflare-sharing:index:Share: (update)",
    "~ resources: [",
    "~ [2]: {",
    "~ meta: (json) {",
    '~ mode: "log" => "block"',
  ]);

  const replacement = await previewOf({ recipients: [{}] });
  expect(replacement.operations).toMatchObject({ replace: 1, "create-replacement": 1, "delete-replaced": 1 });
  const gone = accounts(1, 60).map(
    ({ recipientAccountId }) => `- recipientAccountId: "${recipientAccountId}"`,
  );
  const [share, list, ...lines] = changed(replacement);
  expect([share, list]).toEqual(["+-cloudflare-sharing:index:Share: (replace)", "~ recipients: ["]);
  expect(lines.filter((line) => line.startsWith("- recipientAccountId"))).toEqual(gone);
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
