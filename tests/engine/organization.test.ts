import {
  type LocalCloudflare,
  localAccount,
  localOrganizationId,
  localOwner,
  startLocalCloudflare,
} from "../../sdk/local";
import { settingsOf, share } from "./declarations";
import { writes } from "./engine";
import { TestStack } from "./stack";

let cloudflare: LocalCloudflare;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 100 });
});
afterEach(() => cloudflare.close());

const open = (declaration: ReturnType<typeof share>) =>
  TestStack.open({ shares: [declaration] }, settingsOf(cloudflare));

test("accounts to organization: replaced, the new share before the old one goes", async () => {
  const stack = await open(share());
  await stack.up();
  const [old] = await stack.resources();
  await stack.declare({ shares: [share({ recipients: [{}] })] });
  const preview = await stack.preview();
  expect(preview.operations).toMatchObject({ replace: 1, "create-replacement": 1, "delete-replaced": 1 });
  cloudflare.clearRequests();
  const up = await stack.up();
  expect(up.ok).toBe(true);
  expect(writes(cloudflare.requests)).toEqual([
    `POST /accounts/${localOwner}/shares`,
    `DELETE /accounts/${localOwner}/shares/${old?.id}`,
  ]);
  const [replaced] = await stack.resources();
  expect(replaced?.outputs).toMatchObject({ targetType: "organization", status: "active" });
  const active = cloudflare.dashboard.shares().filter((one) => one.status === "active");
  expect(active.map((one) => one.id)).toEqual([replaced?.id]);

  await stack.declare({ shares: [share({ recipients: [{ organizationId: localOrganizationId }] })] });
  cloudflare.clearRequests();
  expect(await stack.up()).toMatchObject({ ok: true, operations: { same: 1 } });
  expect(cloudflare.requests).toHaveLength(0);

  await stack.declare({ shares: [share()] });
  expect((await stack.preview()).operations).toMatchObject({ replace: 1 });
});

test("an organization share with two excluded accounts, then one: one PUT; the untouched one shows no drift", async () => {
  const excluded = (...indexes: number[]) => indexes.map((index) => ({ accountId: localAccount(index) }));
  const stack = await open(share({ recipients: [{}], excludedRecipients: excluded(5, 6) }));
  expect(await stack.up()).toMatchObject({ ok: true });
  const [{ id } = { id: "" }] = await stack.resources();
  const put = `PUT /accounts/${localOwner}/shares/${id}/excluded-recipients`;
  expect(writes(cloudflare.requests)).toEqual([`POST /accounts/${localOwner}/shares`, put]);
  const excludedNow = () => cloudflare.dashboard.share(id).excluded.map((one) => one.account_id);
  expect(excludedNow()).toEqual([localAccount(5), localAccount(6)]);

  const before = await stack.resources();
  expect(await stack.refresh()).toMatchObject({ ok: true });
  expect((await stack.resources())[0]?.inputs).toEqual(before[0]?.inputs);

  await stack.declare({ shares: [share({ recipients: [{}], excludedRecipients: excluded(6) })] });
  cloudflare.clearRequests();
  expect(await stack.up()).toMatchObject({ ok: true, operations: { update: 1 } });
  expect(writes(cloudflare.requests)).toEqual([put]);
  expect(excludedNow()).toEqual([localAccount(6)]);

  cloudflare.dashboard.setExcluded(id, [localAccount(6), localAccount(9)]);
  await stack.refresh();
  expect((await stack.resources())[0]?.inputs.excludedRecipients).toEqual(excluded(6, 9));
  expect(await stack.up()).toMatchObject({ ok: true, operations: { update: 1 } });
  expect(excludedNow()).toEqual([localAccount(6)]);
});

test("recipients of an organization share are accounts of the organization, and no drift when it grows", async () => {
  const stack = await open(share({ recipients: [{}] }));
  await stack.up();
  const [resource] = await stack.resources();
  expect(resource?.inputs.recipients).toEqual([{}]);
  expect(resource?.outputs.organizationId).toBe(localOrganizationId);
  const members = cloudflare.dashboard.share(resource?.id ?? "").recipients.map((one) => one.account_id);
  expect(members.length).toBeGreaterThan(100);
  const statuses = resource?.outputs.recipientStatuses as { accountId: string }[];
  expect(statuses.map((one) => one.accountId).sort()).toEqual(members.sort());
});
