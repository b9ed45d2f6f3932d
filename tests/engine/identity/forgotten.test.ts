import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../../sdk/local";
import { rulesetId, settingsOf, share } from "../declarations";
import { writes } from "../engine";
import { type ProgramDeclaration, type RunResult, TestStack } from "../stack";
import { inState, liveShares, makeByHand } from "./support/scene";

let cloudflare: LocalCloudflare;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 0 });
});
afterEach(() => cloudflare.close());

const open = (program: ProgramDeclaration) => TestStack.open(program, settingsOf(cloudflare));

const nothing = { $undefined: true };

function expectRefused(run: RunResult, ...properties: string[]): void {
  expect(run.ok).toBe(false);
  for (const property of properties)
    expect(run.output).toMatch(new RegExp(`property ${escaped(property)} .*has a problem`));
  expect(writes(cloudflare.requests)).toEqual([]);
}

const escaped = (text: string) => text.replace(/[[\].]/g, "\\$&");

test("a config value that is not set shares with nobody", async () => {
  const stack = await open({
    shares: [share({ recipients: [{ recipientAccountId: { $config: "team" } }] })],
  });
  expectRefused(await stack.preview(), "recipients[0].recipientAccountId");
  expectRefused(await stack.up(), "recipients[0].recipientAccountId");
  expect(liveShares(cloudflare)).toEqual([]);
});

const forms: [string, object, string][] = [
  ["null", { recipientAccountId: null }, "recipientAccountId"],
  ["an organization that is undefined", { organizationId: nothing }, "organizationId"],
  ["the deprecated alias", { accountId: nothing }, "accountId"],
  ["an output of undefined", { recipientAccountId: { $output: nothing } }, "recipientAccountId"],
  ["an output of null", { organizationId: { $output: null } }, "organizationId"],
  ["an element that is an output", { $output: { recipientAccountId: nothing } }, "recipientAccountId"],
  [
    "beside a key with a value",
    { recipientAccountId: localAccount(1), organizationId: nothing },
    "organizationId",
  ],
];
test.each(forms)("a recipient that names a key without a value is refused: %s", async (_, element, key) => {
  const stack = await open({ shares: [share({ recipients: [element] })] });
  expectRefused(await stack.preview(), `recipients[0].${key}`);
});

test("a value that turns out to be undefined only in the run is refused by it", async () => {
  const recipients = [{ recipientAccountId: { $undefinedAfter: "waf" } }];
  const stack = await open({ rulesets: { waf: rulesetId }, shares: [share({ recipients })] });
  expect(await stack.preview()).toMatchObject({ ok: true });
  expectRefused(await stack.up(), "recipients[0].recipientAccountId");
});

test("options of reach that are named without a value are refused", async () => {
  const reach = {
    excludedRecipients: nothing,
    exclusive: { $output: nothing },
    removalLimit: nothing,
    rollout: nothing,
  };
  const stack = await open({ shares: [share({ recipients: [{}], ...reach })] });
  expectRefused(await stack.preview(), "excludedRecipients", "exclusive", "removalLimit", "rollout");
});

test("a ShareRecipient that names a key without a value is refused", async () => {
  const shareId = makeByHand(cloudflare);
  const args = {
    accountId: localOwner,
    shareId,
    recipientAccountId: localAccount(5),
    organizationId: nothing,
  };
  const stack = await open({ attachments: [{ kind: "ShareRecipient", name: "team", args }] });
  expectRefused(await stack.preview(), "organizationId");
  const other = { accountId: localOwner, shareId, recipientAccountId: { $output: nothing } };
  await stack.declare({ attachments: [{ kind: "ShareRecipient", name: "team", args: other }] });
  expectRefused(await stack.preview(), "recipientAccountId");
});

test("a literal {} is the organization, and what is left out stays left out", async () => {
  const stack = await open({ shares: [share({ recipients: [{}] })] });
  expect(await stack.up()).toMatchObject({ ok: true });
  expect((await inState(stack, "baseline")).outputs).toMatchObject({ targetType: "organization" });
});
