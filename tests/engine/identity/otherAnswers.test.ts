import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../../sdk/local";
import { accounts, rulesetId, settingsOf, share } from "../declarations";
import { TestStack } from "../stack";
import { type Front, startFront } from "./support/front";
import { answeredAs } from "./support/oddities";
import { liveShares, onlyId } from "./support/scene";

let cloudflare: LocalCloudflare;
let front: Front;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 0 });
  front = await startFront(cloudflare.url);
});
afterEach(async () => {
  await front.close();
  await cloudflare.close();
});

test("an answer about another share, account or direction never takes the share out of the state", async () => {
  const stack = await TestStack.open({ shares: [share()] }, settingsOf(front));
  expect(await stack.up()).toMatchObject({ ok: true });
  const id = await onlyId(stack);
  const others = [
    { id: "d".repeat(32), status: "deleted" },
    { account_id: localAccount(9), status: "deleted" },
    { kind: "received", status: "deleted" },
  ];
  for (const fields of others) {
    front.add(answeredAs(id, fields));
    await stack.refresh();
    const ids = (await stack.resources()).map((one) => one.id);
    expect({ fields, ids }).toEqual({ fields, ids: [id] });
    front.clear();
  }
  expect(await stack.up({ refresh: true })).toMatchObject({ ok: true, operations: { same: 1 } });
  expect(liveShares(cloudflare)).toEqual([id]);
});

test("a received share in a list of sent ones is never adopted", async () => {
  const sender = localAccount(9);
  const received = cloudflare.dashboard.createShare({
    accountId: sender,
    name: "Baseline",
    recipients: accounts(1, 3).map((one) => one.recipientAccountId),
    resources: [{ resourceId: rulesetId, resourceAccountId: localOwner }],
  }).id;
  // Its recipients are answered too, as if it were the account's own.
  const path = new RegExp(`/shares/${received}(/.*)?$`);
  const asReceived = { ...cloudflare.dashboard.share(received), kind: "received", recipients: undefined };
  front.add(
    { path, route: (asked) => asked.replace(localOwner, sender) },
    {
      method: /GET/,
      path: /\/shares$/,
      change: (answer) => {
        answer.result = [asReceived, ...(answer.result as unknown[])];
      },
    },
  );
  const stack = await TestStack.open({ shares: [share({ onDuplicate: "adopt" })] }, settingsOf(front));
  expect(await stack.up()).toMatchObject({ ok: true });
  const id = await onlyId(stack);
  expect(id).not.toBe(received);
  expect(liveShares(cloudflare).sort()).toEqual([id, received].sort());
  expect(await stack.destroy()).toMatchObject({ ok: true });
  expect(liveShares(cloudflare)).toEqual([received]);
});
