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

const succeed = async (run: Promise<YamlRun>): Promise<YamlRun> => {
  const ended = await run;
  if (!ended.ok) throw new Error(ended.output);
  return ended;
};

/** The lines of a preview that are about properties below the resource's own. */
const drawnItems = ({ output }: YamlRun): string[] =>
  output
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /^[-+~]\s*\[\d+\]|^[-+~]\s*\w+\s*:/.test(line));

test("a share's life in YAML, each step with the requests that the dynamic provider sends", async () => {
  const stack = await YamlStack.open(program(), {}, token);
  const change = async (args: object) => {
    await stack.declare(program(args));
    const preview = await succeed(stack.preview());
    expect(sent().writes).toEqual([]);
    const { operations } = await succeed(stack.up());
    return { drawn: drawnItems(preview), operations, sent: sent() };
  };
  const inPlace = { update: 1 };

  expect((await succeed(stack.up())).operations).toEqual({ create: 1 });
  expect(sent().writes).toEqual(["POST /accounts/…/shares"]);

  expect((await succeed(stack.up())).operations).toEqual({ same: 1 });
  expect(sent()).toEqual({ writes: [], reads: 0 });

  const more = await change({ recipients: [...accounts(4, 4), ...accounts(1, 3)] });
  console.log(JSON.stringify(more, null, 1));
  expect(more).toMatchObject({
    operations: inPlace,
    sent: { writes: ["PUT /accounts/…/shares/…/recipients"] },
  });
});
