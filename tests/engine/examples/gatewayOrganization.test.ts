import {
  type LocalCloudflare,
  localAccount,
  localOrganization,
  localOwner,
  outsideAccount,
  startLocalCloudflare,
} from "../../../sdk/local";
import { accounts, Example, liveShares } from "./example";

const policyIds = ["1".repeat(32), "2".repeat(32)];
/** As Gateway writes its ids. */
const thirdPolicy = "33333333-3333-3333-3333-333333333333";
const blockPageId = "b".repeat(32);
/** The owner itself is no recipient. */
const organization = accounts(1, 2, 3, 4, 5, 6, 7);

let cloudflare: LocalCloudflare;
let example: Example;
let shareId: string;
beforeAll(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 50, organization: localOrganization(8) });
  example = await Example.open("gateway-organization", {
    cloudflare,
    config: {
      "cloudflare-sharing:accountId": localOwner,
      policyIds,
      blockPageId,
      excludedAccountIds: accounts(6, 7),
    },
  });
});
afterAll(() => cloudflare.close());

const live = () => liveShares(cloudflare.dashboard);

test("up shares with the organization, but for the excluded accounts", async () => {
  expect(await example.up()).toMatchObject({ ok: true, operations: { create: 1 } });
  const outputs = await example.outputs();
  expect(outputs).toMatchObject({ targetType: "organization" });
  shareId = String(outputs.shareId);
  expect(live()).toEqual([
    {
      id: shareId,
      owner: localOwner,
      name: "Gateway guardrails",
      targetType: "organization",
      accounts: organization.slice(0, 5),
      excluded: accounts(6, 7),
      resources: [
        ...policyIds.map((id) => `gateway-policy ${id}`),
        `gateway-block-page-settings ${blockPageId}`,
      ],
    },
  ]);
  expect(await example.up()).toMatchObject({ ok: true, operations: { same: 1 }, requests: 0 });
});

test("update: an account less excluded, in place by one request", async () => {
  await example.configure({ excludedAccountIds: accounts(7) });
  expect(await example.up()).toMatchObject({
    ok: true,
    operations: { update: 1 },
    written: [`PUT /accounts/${localOwner}/shares/${shareId}/excluded-recipients`],
  });
  expect(live()).toMatchObject([{ id: shareId, excluded: accounts(7), accounts: organization.slice(0, 6) }]);
});

test("update: a policy more, in place by one request; Gateway's dashes don't matter", async () => {
  await example.configure({ policyIds: [thirdPolicy, ...policyIds] });
  expect(await example.up()).toMatchObject({
    ok: true,
    operations: { update: 1 },
    written: [`POST /accounts/${localOwner}/shares/${shareId}/resources`],
  });
  expect(live()[0]?.resources).toContain(`gateway-policy ${"3".repeat(32)}`);
  expect(live()[0]?.resources).toHaveLength(4);
});

test("fail: Cloudflare refuses to exclude an account of another organization, and says which", async () => {
  await example.configure({ excludedAccountIds: [localAccount(7), outsideAccount(1)] });
  const up = await example.up();
  expect(up).toMatchObject({ ok: false });
  expect(up.output).toContain("excludedRecipients[1].accountId");
  expect(up.output).toContain("the account does not belong to the organization");
  expect(live()).toMatchObject([{ id: shareId, excluded: accounts(7) }]);
});

test("fail: excluded accounts are for a share with an organization alone", async () => {
  await example.configure({ excludedAccountIds: accounts(7) });
  await example.edit("recipients: [{}]", `recipients: [{ recipientAccountId: "${localAccount(1)}" }]`);
  const preview = await example.preview();
  expect(preview).toMatchObject({ ok: false, requests: 0 });
  expect(preview.output).toContain("excludedRecipients");
  expect(preview.output).toContain("is for shares with an organization");
});

test("replace: from the organization to an account, the new share before the old one goes", async () => {
  await example.configure({ excludedAccountIds: [] });
  expect(await example.up()).toMatchObject({
    ok: true,
    operations: { "create-replacement": 1, replace: 1, "delete-replaced": 1 },
    written: [`POST /accounts/${localOwner}/shares`, `DELETE /accounts/${localOwner}/shares/${shareId}`],
  });
  expect(live()).toMatchObject([{ targetType: "account", accounts: accounts(1), excluded: [] }]);
});

test("destroy deletes the share", async () => {
  expect(await example.destroy()).toMatchObject({ ok: true, operations: { delete: 1 } });
  expect(live()).toEqual([]);
});
