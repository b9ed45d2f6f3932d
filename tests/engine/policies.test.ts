import { cp } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../sdk/local";
import { accounts, otherRulesetId, ruleset, rulesetId, settingsOf, share } from "./declarations";
import { writes } from "./engine";
import { type AttachmentDeclaration, type RunResult, TestStack } from "./stack";

let cloudflare: LocalCloudflare;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 50 });
});
afterEach(() => cloudflare.close());

/** The pack with its dependencies, as a user has it beside the program; returns its launcher. */
async function installPack(stack: TestStack): Promise<string> {
  const pack = join(stack.folder, "policies");
  await cp(join(__dirname, "policyPack"), pack, { recursive: true });
  const library = dirname(require.resolve("@pulumi/policy/package.json"));
  await cp(library, join(pack, "node_modules/@pulumi/policy"), { recursive: true });
  return join(pack, "run");
}

/** What each policy of the level reported, in any order. */
function reports({ events }: RunResult, level: "mandatory" | "advisory"): Record<string, string[]> {
  const told: Record<string, string[]> = {};
  for (const { policyEvent } of events) {
    // The SDK's type has "warning" for what the engine calls advisory.
    const found: string | undefined = policyEvent?.enforcementLevel;
    if (!policyEvent || found !== level) continue;
    // The policy's description comes first.
    const [, ...message] = policyEvent.message.trim().split("\n");
    told[policyEvent.policyName] = [...(told[policyEvent.policyName] ?? []), message.join("\n")].sort();
  }
  return told;
}

const attachTo = (
  kind: AttachmentDeclaration["kind"],
  name: string,
  args: object,
): AttachmentDeclaration => ({
  kind,
  name,
  args: { accountId: localOwner, shareId: { $id: "baseline" }, ...args },
});

test("a mandatory policy for shares stops the run, before anything is sent", async () => {
  const stack = await TestStack.open({ shares: [share()] }, settingsOf(cloudflare));
  const run = await stack.up({ policyPacks: [await installPack(stack)] });
  expect(run.ok).toBe(false);
  expect(reports(run, "mandatory")).toEqual({ "few-recipients": ["Baseline has 3 recipients"] });
  expect(run.output).toMatch(/few-recipients .*baseline\)/);
  expect(writes(cloudflare.requests)).toEqual([]);
});

test("policies see the resources of their class: their arguments, and of a whole stack their outputs", async () => {
  const meta = { b: 1, a: [2] };
  const one = share({
    recipients: accounts(1, 2),
    resources: [ruleset(rulesetId, meta)],
    exclusive: false,
  });
  const other = { ...share({ name: "Other", recipients: [{}] }), name: "other" };
  const attachments = [
    attachTo("ShareRecipient", "third", { recipientAccountId: localAccount(3) }),
    attachTo("ShareResource", "second", { ...ruleset(otherRulesetId), meta }),
  ];
  const stack = await TestStack.open({ shares: [one, other], attachments }, settingsOf(cloudflare));
  const run = await stack.up({ policyPacks: [await installPack(stack)] });

  // A policy of a stack sees it when everything is there.
  expect(run.ok).toBe(false);
  expect(reports(run, "mandatory")).toEqual({
    "one-share": [expect.stringMatching(/^(Baseline|Other) is active, (Baseline|Other) is active$/)],
  });
  const text = '{"a":[2],"b":1}';
  const shareId = cloudflare.dashboard.shares().find(({ name }) => name === "Baseline")?.id;
  const resourceAccountId = localOwner;
  const told = Object.entries(reports(run, "advisory")).map(([policy, texts]) => [
    policy,
    texts.map((one) => JSON.parse(one)),
  ]);
  expect(Object.fromEntries(told)).toEqual({
    "tell-share": [
      {
        resource: "baseline",
        ...one.args,
        resources: [{ ...ruleset(rulesetId, text), resourceAccountId }],
      },
      { resource: "other", ...other.args, resources: [{ ...ruleset(rulesetId, "{}"), resourceAccountId }] },
    ],
    "tell-recipient": [
      { resource: "third", accountId: localOwner, shareId, recipientAccountId: localAccount(3) },
    ],
    "tell-resource": [
      {
        resource: "second",
        accountId: localOwner,
        shareId,
        ...ruleset(otherRulesetId, text),
        resourceAccountId,
      },
    ],
  });
});
