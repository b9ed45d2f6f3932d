import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../../sdk/local";
import { accounts, otherRulesetId, ruleset, rulesetId, settingsOf, share } from "../declarations";
import { type ProgramDeclaration, TestStack } from "../stack";
import { attachedRecipient, attachedResource, makeByHand, onlyId } from "./support/scene";

const secretText = "nobody-may-read-this";
const secret = (value: unknown) => ({ $secret: value });
const secretMeta = secret({ key: secretText });

let cloudflare: LocalCloudflare;
let stack: TestStack;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 0 });
});
afterEach(() => cloudflare.close());

async function open(program: ProgramDeclaration): Promise<void> {
  stack = await TestStack.open(program, settingsOf(cloudflare));
}

/** The state of a run that went well holds none of the words. */
async function expectHidden(run: Promise<{ ok: boolean }>, ...words: string[]): Promise<void> {
  expect(await run).toMatchObject({ ok: true });
  const state = await stack.stateText();
  // It is the state of what was declared: the search could find something.
  expect(state).toContain("cloudflare-sharing:Share");
  expect(words.filter((word) => state.includes(word))).toEqual([]);
}

test("a secret meta is secret in every output", async () => {
  // Not in canonical order, and beside one that is no secret.
  await open({ shares: [share({ resources: [ruleset(otherRulesetId, secretMeta), ruleset(rulesetId)] })] });
  await expectHidden(stack.up(), secretText);
  await expectHidden(stack.refresh(), secretText);
  cloudflare.dashboard.addResource(await onlyId(stack), { resourceId: "0".repeat(32) });
  await expectHidden(stack.refresh(), secretText);
  await expectHidden(stack.up(), secretText);
});

test("secret recipients and a secret account are secret in every output", async () => {
  const { dashboard } = cloudflare;
  const words = [...[41, 42].map(localAccount), localOwner];
  const recipients = secret(accounts(41, 42));
  await open({ shares: [share({ accountId: secret(localOwner), recipients })] });
  await expectHidden(stack.up(), ...words);
  await expectHidden(stack.refresh(), ...words);
  dashboard.removeRecipient(await onlyId(stack), localAccount(42));
  await expectHidden(stack.refresh(), ...words);
});

test("secret inputs of attachments are secret in every output", async () => {
  const shareId = makeByHand(cloudflare, [localAccount(1)]);
  const recipient = attachedRecipient(shareId);
  const resource = attachedResource(shareId);
  recipient.args = { ...recipient.args, recipientAccountId: secret(localAccount(43)) };
  resource.args = { ...resource.args, accountId: secret(localOwner), meta: secretMeta };
  recipient.args.accountId = secret(localOwner);
  await open({ attachments: [recipient, resource] });
  const words = [localAccount(43), localOwner, secretText];
  await expectHidden(stack.up(), ...words);
  await expectHidden(stack.refresh(), ...words);
});
