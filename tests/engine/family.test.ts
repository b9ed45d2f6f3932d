import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../sdk/local";
import { accounts, otherRulesetId, ruleset, rulesetId, settingsOf, share } from "./declarations";
import { writes } from "./engine";
import { type AttachmentDeclaration, TestStack } from "./stack";

let cloudflare: LocalCloudflare;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 50 });
});
afterEach(() => cloudflare.close());

const open = (program: Parameters<typeof TestStack.open>[0]) =>
  TestStack.open(program, settingsOf(cloudflare));

const recipient = (
  shareId: string,
  index: number,
  opts?: Record<string, unknown>,
): AttachmentDeclaration => ({
  kind: "ShareRecipient",
  name: `recipient-${index}`,
  args: { accountId: localOwner, shareId, recipientAccountId: localAccount(index) },
  opts,
});

const resource = (
  shareId: string,
  meta: unknown = {},
  opts?: Record<string, unknown>,
): AttachmentDeclaration => ({
  kind: "ShareResource",
  name: "attached-ruleset",
  args: { accountId: localOwner, shareId, resourceType: "custom-ruleset", resourceId: otherRulesetId, meta },
  opts,
});

const live = (id: string) => {
  const { recipients, resources } = cloudflare.dashboard.share(id);
  return {
    accounts: recipients
      .filter((one) => one.association_status === "associated")
      .map((one) => one.account_id)
      .sort(),
    resources: resources.filter((one) => one.status === "active").map((one) => one.resource_id),
  };
};

test("a share with exclusive: false in one stack, attachments in two others: none disturbs another", async () => {
  const platform = await open({ shares: [share({ exclusive: false, recipients: accounts(1, 2) })] });
  expect(await platform.up()).toMatchObject({ ok: true });
  const id = (await platform.resources())[0]?.id ?? "";
  const teams = await open({ attachments: [recipient(id, 11), recipient(id, 12)] });
  const security = await open({ attachments: [resource(id)] });
  expect(await teams.up()).toMatchObject({ ok: true, operations: { create: 2 } });
  expect(await security.up()).toMatchObject({ ok: true, operations: { create: 1 } });
  const everything = { accounts: [1, 2, 11, 12].map(localAccount), resources: [rulesetId, otherRulesetId] };
  expect(live(id)).toEqual(everything);

  cloudflare.clearRequests();
  for (const stack of [platform, teams, security]) {
    const before = await stack.resources();
    expect(await stack.refresh()).toMatchObject({ ok: true });
    expect((await stack.resources()).map((one) => one.inputs)).toEqual(before.map((one) => one.inputs));
    expect((await stack.preview()).operations.update).toBeUndefined();
  }
  expect(writes(cloudflare.requests)).toEqual([]);

  await platform.declare({
    shares: [share({ exclusive: false, recipients: accounts(2, 3), name: "Renamed" })],
  });
  expect(await platform.up()).toMatchObject({ ok: true, operations: { update: 1 } });
  await security.declare({ attachments: [resource(id, { mode: "log" })] });
  cloudflare.clearRequests();
  expect(await security.up()).toMatchObject({ ok: true, operations: { update: 1 } });
  expect(writes(cloudflare.requests)).toHaveLength(1);
  await teams.declare({ attachments: [recipient(id, 12)] });
  expect(await teams.up()).toMatchObject({ ok: true, operations: { same: 1, delete: 1 } });
  expect(live(id)).toEqual({
    accounts: [2, 3, 12].map(localAccount),
    resources: [rulesetId, otherRulesetId],
  });

  expect(await security.destroy()).toMatchObject({ ok: true });
  expect(await teams.destroy()).toMatchObject({ ok: true });
  expect(live(id)).toEqual({ accounts: [2, 3].map(localAccount), resources: [rulesetId] });
  expect(await platform.destroy()).toMatchObject({ ok: true });
});

test("an exclusive share reports what others attached as drift, and removes it", async () => {
  const platform = await open({ shares: [share()] });
  await platform.up();
  const id = (await platform.resources())[0]?.id ?? "";
  const teams = await open({ attachments: [recipient(id, 11), resource(id)] });
  expect(await teams.up()).toMatchObject({ ok: true });
  const refreshed = await platform.refresh();
  expect(refreshed.output).toContain("[diff: ~recipients,resources]");
  expect(await platform.up()).toMatchObject({ ok: true, operations: { update: 1 } });
  expect(live(id)).toEqual({ accounts: [1, 2, 3].map(localAccount), resources: [rulesetId] });
  // Theirs are gone now, which their refresh sees.
  expect(await teams.refresh()).toMatchObject({ ok: true });
  expect(await teams.resources()).toEqual([]);
});

test("what is on the share already is refused with the way to import it; the import changes nothing", async () => {
  const platform = await open({
    shares: [share({ exclusive: false, resources: [ruleset(), ruleset(otherRulesetId)] })],
  });
  await platform.up();
  const id = (await platform.resources())[0]?.id ?? "";
  const record = cloudflare.dashboard
    .share(id)
    .recipients.find((one) => one.account_id === localAccount(2))?.id;
  const shared = cloudflare.dashboard
    .share(id)
    .resources.find((one) => one.resource_id === otherRulesetId)?.id;
  const teams = await open({ attachments: [recipient(id, 2), resource(id)] });
  const refused = await teams.up();
  expect(refused.ok).toBe(false);
  expect(refused.output).toContain(`import: "${localOwner}/${id}/${record}"`);
  const options = [{ import: `${localOwner}/${id}/${record}` }, { import: `${localOwner}/${id}/${shared}` }];
  await teams.declare({ attachments: [recipient(id, 2, options[0]), resource(id, {}, options[1])] });
  cloudflare.clearRequests();
  expect(await teams.up()).toMatchObject({ ok: true, operations: { create: 2 } });
  expect(writes(cloudflare.requests)).toEqual([]);
  await teams.declare({ attachments: [recipient(id, 2), resource(id)] });
  expect(await teams.up({ refresh: true })).toMatchObject({ ok: true, operations: { same: 2 } });
});

test("the last resource of a share can't be removed, and the error says what can be done", async () => {
  const id = cloudflare.dashboard.createShare({
    accountId: localOwner,
    name: "By hand",
    recipients: [localAccount(1)],
    resources: [{ resourceId: otherRulesetId }],
  }).id;
  const [record] = cloudflare.dashboard.share(id).resources;
  const security = await open({
    attachments: [resource(id, {}, { import: `${localOwner}/${id}/${record?.id}` })],
  });
  expect(await security.up()).toMatchObject({ ok: true });
  const destroyed = await security.destroy();
  expect(destroyed.ok).toBe(false);
  expect(destroyed.output).toContain("Cloudflare does not let the last resource of a share go");
  expect(await security.resources()).toHaveLength(1);
  cloudflare.dashboard.deleteShare(id);
  expect(await security.destroy()).toMatchObject({ ok: true });
});
