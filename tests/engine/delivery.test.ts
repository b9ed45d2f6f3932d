import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../sdk/local";
import { accounts, settingsOf, share } from "./declarations";
import { writes } from "./engine";
import { TestStack } from "./stack";

let cloudflare: LocalCloudflare;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 100 });
});
afterEach(() => cloudflare.close());

const open = (declaration: ReturnType<typeof share>) =>
  TestStack.open({ shares: [declaration] }, settingsOf(cloudflare));

const posts = () =>
  writes(cloudflare.requests).filter((write) => write === `POST /accounts/${localOwner}/shares`);

test("not associated within customTimeouts.create: fails, the share stays in the state, the next up goes on", async () => {
  cloudflare.dashboard.setTransitionMs(3_600_000);
  const declaration = share({}, { customTimeouts: { create: "3s" } });
  const stack = await open(declaration);
  const up = await stack.up();
  expect(up.ok).toBe(false);
  for (const { recipientAccountId } of accounts(1, 3)) {
    expect(up.output).toContain(`account ${recipientAccountId}: associating`);
  }
  const [kept] = await stack.resources();
  expect(kept?.initErrors).toHaveLength(1);
  expect(cloudflare.dashboard.shares().map((one) => one.id)).toEqual([kept?.id]);

  // The transitions of the first run never end: by hand they are started anew, quick.
  cloudflare.dashboard.setTransitionMs(0);
  for (const { recipientAccountId } of accounts(1, 3)) {
    cloudflare.dashboard.removeRecipient(kept?.id ?? "", recipientAccountId);
    cloudflare.dashboard.addRecipient(kept?.id ?? "", recipientAccountId);
  }
  const again = await stack.up();
  expect(again).toMatchObject({ ok: true, operations: { update: 1 } });
  expect(posts()).toHaveLength(1);
  expect((await stack.resources())[0]).toMatchObject({
    id: kept?.id,
    outputs: { associatedRecipientCount: 3 },
  });
  expect((await stack.resources())[0]?.initErrors).toBeUndefined();
});

test("refused for good for one of sixty: fails at once and names it; the next up finishes without a second share", async () => {
  const refused = localAccount(42);
  cloudflare.dashboard.refuseDelivery({
    accountId: refused,
    error: "quota of rulesets exceeded",
    terminal: true,
  });
  const stack = await open(share({ recipients: accounts(1, 60) }));
  const up = await stack.up();
  expect(up.ok).toBe(false);
  expect(up.output).toMatch(new RegExp(`account ${refused}: .*quota of rulesets exceeded`));
  expect(up.output).not.toContain(`account ${localAccount(41)}`);
  const [kept] = await stack.resources();
  expect(kept?.outputs.__provider).toContain("pulumi-cloudflare-sharing/provider");
  cloudflare.dashboard.acceptDelivery(refused);
  expect(await stack.up()).toMatchObject({ ok: true, operations: { update: 1 } });
  expect(posts()).toHaveLength(1);
  expect(await stack.up()).toMatchObject({ operations: { same: 1 } });
});

test('onDeliveryError: "warn": the run goes on with the warning', async () => {
  const refused = localAccount(2);
  cloudflare.dashboard.refuseDelivery({
    accountId: refused,
    error: "quota of rulesets exceeded",
    terminal: true,
  });
  const stack = await open(share({ onDeliveryError: "warn" }));
  const up = await stack.up();
  expect(up.ok).toBe(true);
  expect(up.output).toMatch(new RegExp(`warning: account ${refused}: .*quota of rulesets exceeded`));
  expect((await stack.resources())[0]?.initErrors).toBeUndefined();
});

/** Lets the transitions go on once the run has printed this. */
function releaseOn(text: string) {
  cloudflare.dashboard.hold();
  return (output: string) => {
    if (output.includes(text)) cloudflare.dashboard.release();
  };
}

test("while recipients are associating, up waits and tells how many", async () => {
  const stack = await open(share());
  const up = await stack.up({ watch: releaseOn("Baseline: 0 of 3 recipients associated") });
  expect(up).toMatchObject({ ok: true, operations: { create: 1 } });
  expect((await stack.resources())[0]?.outputs).toMatchObject({ associatedRecipientCount: 3 });
});

test("waitForRecipients: false returns while they are associating", async () => {
  cloudflare.dashboard.setTransitionMs(3_600_000);
  const stack = await open(share({ waitForRecipients: false }));
  expect(await stack.up()).toMatchObject({ ok: true, operations: { create: 1 } });
  expect((await stack.resources())[0]?.outputs).toMatchObject({ associatingRecipientCount: 3 });
});

test("destroy ends only when the share is deleted", async () => {
  const stack = await open(share());
  await stack.up();
  const [{ id } = { id: "" }] = await stack.resources();
  const destroyed = await stack.destroy({ watch: releaseOn("Baseline: deleting") });
  expect(destroyed.ok).toBe(true);
  expect(cloudflare.dashboard.share(id).status).toBe("deleted");
  const answers = cloudflare.requests.filter(({ path }) => path.endsWith(id)).map(({ method }) => method);
  expect(answers.filter((method) => method === "DELETE")).toHaveLength(1);
});

test("a deletion that does not end within customTimeouts.delete fails and keeps the share in the state", async () => {
  const stack = await open(share({}, { customTimeouts: { delete: "1s" } }));
  await stack.up();
  cloudflare.dashboard.setTransitionMs(3_600_000);
  const destroyed = await stack.destroy();
  expect(destroyed.ok).toBe(false);
  expect(destroyed.output).toContain("still not deleted after 1 s");
  expect(await stack.resources()).toHaveLength(1);
});
