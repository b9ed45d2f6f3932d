import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../../sdk/local";
import { Example, liveShares } from "./example";

const grantId = "d".repeat(32);
const newOwner = localAccount(9);

let cloudflare: LocalCloudflare;
let example: Example;
let shareId: string;
beforeAll(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 50 });
  example = await Example.open("idp-federation", {
    cloudflare,
    config: { "cloudflare-sharing:accountId": localOwner, grantId, recipientAccountId: localAccount(1) },
  });
});
afterAll(() => cloudflare.close());

const live = () => liveShares(cloudflare.dashboard);

test("fail: a grant that does not reach the account fails the run with the reason; the next up goes on", async () => {
  const error = "the account is on another plan";
  cloudflare.dashboard.refuseDelivery({ accountId: localAccount(1), error, terminal: true });
  const failed = await example.up();
  expect(failed).toMatchObject({ ok: false, operations: { create: 1 } });
  expect(failed.output).toContain(localAccount(1));
  expect(failed.output).toContain(error);
  const [made] = live();
  shareId = made?.id ?? "";

  cloudflare.dashboard.acceptDelivery(localAccount(1));
  expect(await example.up()).toMatchObject({ ok: true, operations: { update: 1 }, written: [] });
  expect(await example.outputs()).toEqual({ shareId, recipient: "associated" });
  expect(live()).toEqual([
    {
      id: shareId,
      owner: localOwner,
      name: "Identity provider",
      targetType: "account",
      accounts: [localAccount(1)],
      excluded: [],
      resources: [`idp-federation-grant ${grantId}`],
    },
  ]);
});

test("update: another account, in place by one request", async () => {
  await example.configure({ recipientAccountId: localAccount(2) });
  expect(await example.up()).toMatchObject({
    ok: true,
    operations: { update: 1 },
    written: [`PUT /accounts/${localOwner}/shares/${shareId}/recipients`],
  });
  expect(live()).toMatchObject([{ id: shareId, accounts: [localAccount(2)] }]);
  expect(await example.up()).toMatchObject({ ok: true, operations: { same: 1 }, requests: 0 });
});

test("fail: protected, the share is neither destroyed nor replaced", async () => {
  const before = live();
  expect(await example.destroy()).toMatchObject({ ok: false, written: [] });
  await example.configure({ "cloudflare-sharing:accountId": newOwner });
  const up = await example.up();
  expect(up).toMatchObject({ ok: false, written: [] });
  expect(up.output).toMatch(/protect/);
  expect(live()).toEqual(before);
});

test("replace: without protection, the new share is there before the old one goes", async () => {
  await example.edit("protect: true", "protect: false");
  // The first run takes the protection off, the second replaces.
  await example.configure({ "cloudflare-sharing:accountId": localOwner });
  expect(await example.up()).toMatchObject({ ok: true, operations: { same: 1 }, requests: 0 });
  await example.configure({ "cloudflare-sharing:accountId": newOwner });
  expect(await example.up()).toMatchObject({
    ok: true,
    operations: { "create-replacement": 1, replace: 1, "delete-replaced": 1 },
    written: [`POST /accounts/${newOwner}/shares`, `DELETE /accounts/${localOwner}/shares/${shareId}`],
  });
  expect(live()).toMatchObject([{ owner: newOwner, accounts: [localAccount(2)] }]);
});

test("destroy deletes the share", async () => {
  expect(await example.destroy()).toMatchObject({ ok: true, operations: { delete: 1 } });
  expect(live()).toEqual([]);
});
