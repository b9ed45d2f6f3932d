import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../../sdk/local";
import { rulesetId } from "../declarations";
import { accounts, Example, liveShares } from "./example";

let cloudflare: LocalCloudflare;
let platform: Example;
let red: Example;
let blue: Example;
let shareId: string;

beforeAll(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 50 });
  platform = await Example.open("team-attachments/platform", {
    cloudflare,
    stack: "prod",
    config: { "cloudflare-sharing:accountId": localOwner, rulesetId, platformAccountId: localAccount(1) },
  });
  const team = (stack: string, recipientAccountIds: string[]) =>
    Example.open("team-attachments/team", {
      cloudflare,
      stack,
      beside: platform,
      config: { platformStack: platform.reference, recipientAccountIds },
    });
  red = await team("red", accounts(11, 12));
  blue = await team("blue", accounts(21));
});
afterAll(() => cloudflare.close());

const live = () => liveShares(cloudflare.dashboard);

test("up: the platform's share, then each team's accounts; none disturbs another", async () => {
  expect(await platform.up()).toMatchObject({ ok: true, operations: { create: 1 } });
  expect(await red.up()).toMatchObject({ ok: true, operations: { create: 2 } });
  expect(await blue.up()).toMatchObject({ ok: true, operations: { create: 1 } });
  expect(await blue.outputs()).toEqual({ statuses: [`${localAccount(21)}: associated`] });
  shareId = String((await platform.outputs()).shareId);
  expect(live()).toMatchObject([{ id: shareId, accounts: accounts(1, 11, 12, 21) }]);

  const same = { ok: true, written: [] };
  expect(await platform.up({ refresh: true })).toMatchObject({ ...same, operations: { same: 1 } });
  expect(await red.up({ refresh: true })).toMatchObject({ ...same, operations: { same: 2 } });
  expect(await blue.up({ refresh: true })).toMatchObject({ ...same, operations: { same: 1 } });
});

test("update: a team's account comes, another goes; the platform's stack sees no drift", async () => {
  await red.configure({ recipientAccountIds: accounts(12, 13) });
  const { written, ...up } = await red.up();
  expect(up).toMatchObject({ ok: true, operations: { same: 1, create: 1, delete: 1 } });
  const recipients = `/accounts/${localOwner}/shares/${shareId}/recipients`;
  expect(written).toEqual([`POST ${recipients}`, expect.stringContaining(`DELETE ${recipients}/`)]);
  expect(live()).toMatchObject([{ id: shareId, accounts: accounts(1, 12, 13, 21) }]);
  expect(await platform.preview({ refresh: true })).toMatchObject({ ok: true, operations: { same: 1 } });
});

test("update: the platform renames its share, in place; what teams attached stays", async () => {
  await platform.edit('name: "WAF baseline"', 'name: "WAF baseline 2"');
  expect(await platform.up()).toMatchObject({
    ok: true,
    operations: { update: 1 },
    written: [`PUT /accounts/${localOwner}/shares/${shareId}`],
  });
  expect(live()).toMatchObject([{ id: shareId, name: "WAF baseline 2", accounts: accounts(1, 12, 13, 21) }]);
});

test("fail: an account that is attached already is refused, with the way to take it over", async () => {
  await blue.configure({ recipientAccountIds: accounts(21, 12) });
  const up = await blue.up();
  expect(up).toMatchObject({ ok: false, written: [] });
  expect(up.output).toContain(localAccount(12));
  expect(up.output).toContain(`import: "${localOwner}/${shareId}/`);
  await blue.configure({ recipientAccountIds: accounts(21) });
  expect(await blue.up()).toMatchObject({ ok: true, operations: { same: 1 } });
  expect(live()).toMatchObject([{ accounts: accounts(1, 12, 13, 21) }]);
});

test("fail: a platform stack that is not there", async () => {
  await blue.configure({ platformStack: platform.reference.replace(/prod$/, "production") });
  const up = await blue.up();
  expect(up).toMatchObject({ ok: false, requests: 0 });
  expect(up.output).toContain("production");
  await blue.configure({ platformStack: platform.reference });
});

test("replace: the platform's share gets another owner, and the teams attach to the new one", async () => {
  const newOwner = localAccount(9);
  await platform.configure({ "cloudflare-sharing:accountId": newOwner });
  expect(await platform.up()).toMatchObject({
    ok: true,
    operations: { "create-replacement": 1, replace: 1, "delete-replaced": 1 },
  });
  // Until the teams have run, their accounts get nothing.
  expect(live()).toMatchObject([{ owner: newOwner, accounts: accounts(1) }]);
  expect(await red.up()).toMatchObject({
    ok: true,
    operations: { "create-replacement": 2, replace: 2, "delete-replaced": 2 },
  });
  expect(await blue.up()).toMatchObject({
    ok: true,
    operations: { "create-replacement": 1, replace: 1, "delete-replaced": 1 },
  });
  expect(live()).toMatchObject([{ owner: newOwner, accounts: accounts(1, 12, 13, 21) }]);
});

test("destroy: a team's accounts leave, then the share goes", async () => {
  expect(await red.destroy()).toMatchObject({ ok: true, operations: { delete: 2 } });
  expect(live()).toMatchObject([{ accounts: accounts(1, 21) }]);
  expect(await blue.destroy()).toMatchObject({ ok: true, operations: { delete: 1 } });
  expect(await platform.destroy()).toMatchObject({ ok: true, operations: { delete: 1 } });
  expect(live()).toEqual([]);
});
