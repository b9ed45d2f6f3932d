import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../../sdk/local";
import { otherRulesetId, rulesetId } from "../declarations";
import { accounts, Example, liveShares } from "./example";

let cloudflare: LocalCloudflare;
let example: Example;
let shareId: string;

beforeAll(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 50 });
  example = await Example.open("waf-baseline", {
    cloudflare,
    config: { "cloudflare-sharing:accountId": localOwner, rulesetId, recipientAccountIds: accounts(1, 2, 3) },
  });
});
afterAll(() => cloudflare.close());

const live = () => liveShares(cloudflare.dashboard);

test("up creates the share, and a second up changes nothing", async () => {
  expect(await example.up()).toMatchObject({ ok: true, operations: { create: 1 } });
  const outputs = await example.outputs();
  expect(outputs).toEqual({ shareId: expect.any(String), status: "active", associated: 3 });
  shareId = String(outputs.shareId);
  expect(live()).toEqual([
    {
      id: shareId,
      owner: localOwner,
      name: "WAF baseline",
      targetType: "account",
      accounts: accounts(1, 2, 3),
      excluded: [],
      resources: [`custom-ruleset ${rulesetId}`],
    },
  ]);
  expect(await example.up()).toMatchObject({ ok: true, operations: { same: 1 }, requests: 0 });
});

test("update: an account more and one less, in place by one request", async () => {
  await example.configure({ recipientAccountIds: accounts(2, 3, 4) });
  expect(await example.up()).toMatchObject({
    ok: true,
    operations: { update: 1 },
    written: [`PUT /accounts/${localOwner}/shares/${shareId}/recipients`],
  });
  expect(live()).toMatchObject([{ id: shareId, accounts: accounts(2, 3, 4) }]);
});

test("update: the same accounts in another order are no change", async () => {
  await example.configure({ recipientAccountIds: accounts(4, 2, 3) });
  expect(await example.up()).toMatchObject({ ok: true, operations: { same: 1 }, requests: 0 });
});

test("update: another name and another ruleset, in place; the new ruleset comes before the old one goes", async () => {
  await example.edit('name: "WAF baseline"', 'name: "WAF baseline 2"');
  await example.configure({ rulesetId: otherRulesetId });
  const base = `/accounts/${localOwner}/shares/${shareId}`;
  const { written, ...up } = await example.up();
  expect(up).toMatchObject({ ok: true, operations: { update: 1 } });
  expect(written.map((one) => one.replace(/[0-9a-f]{32}$/, "*"))).toEqual([
    `PUT ${base.replace(shareId, "*")}`,
    `POST ${base}/resources`,
    `DELETE ${base}/resources/*`,
  ]);
  expect(live()).toMatchObject([
    { id: shareId, name: "WAF baseline 2", resources: [`custom-ruleset ${otherRulesetId}`] },
  ]);
});

test("fail: wrong ids are all named before anything is sent", async () => {
  const before = live();
  await example.configure({ recipientAccountIds: [...accounts(2, 3, 4, 3), "not-an-account"] });
  const preview = await example.preview();
  expect(preview).toMatchObject({ ok: false, requests: 0 });
  expect(preview.output).toContain("recipients[3].recipientAccountId");
  expect(preview.output).toContain("is the same account as recipients[1]");
  expect(preview.output).toContain("recipients[4].recipientAccountId");
  expect(preview.output).toContain('"not-an-account" is not right');
  expect(live()).toEqual(before);
});

test("replace: another owner makes a new share before the old one goes", async () => {
  const newOwner = localAccount(9);
  await example.configure({
    "cloudflare-sharing:accountId": newOwner,
    recipientAccountIds: accounts(2, 3, 4),
  });
  expect(await example.up()).toMatchObject({
    ok: true,
    operations: { "create-replacement": 1, replace: 1, "delete-replaced": 1 },
    written: [`POST /accounts/${newOwner}/shares`, `DELETE /accounts/${localOwner}/shares/${shareId}`],
  });
  expect(live()).toMatchObject([{ owner: newOwner, name: "WAF baseline 2", accounts: accounts(2, 3, 4) }]);
});

test("destroy deletes the share", async () => {
  expect(await example.destroy()).toMatchObject({ ok: true, operations: { delete: 1 } });
  expect(live()).toEqual([]);
});
