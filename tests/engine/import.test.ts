import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../sdk/local";
import { accounts, otherRulesetId, ruleset, rulesetId, settingsOf, share } from "./declarations";
import { writes } from "./engine";
import { TestStack } from "./stack";

let cloudflare: LocalCloudflare;
let id: string;
let stack: TestStack;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 0 });
  id = cloudflare.dashboard.createShare({
    accountId: localOwner,
    name: "Made by hand",
    recipients: [1, 2, 3].map(localAccount),
    resources: [{ resourceId: rulesetId, meta: { mode: "log" } }],
  }).id;
});
afterEach(() => cloudflare.close());

const open = (program: Parameters<typeof TestStack.open>[0]) =>
  TestStack.open(program, settingsOf(cloudflare));

const asItIs = {
  name: "Made by hand",
  recipients: accounts(1, 3),
  resources: [ruleset(rulesetId, { mode: "log" })],
};

test("an import takes the share over without a write; afterwards the option may stay or go", async () => {
  const option = { import: `${localOwner}/${id}` };
  stack = await open({ shares: [share(asItIs, option)] });
  expect(await stack.preview()).toMatchObject({ ok: true, operations: { create: 1 } });
  expect(await stack.up()).toMatchObject({ ok: true, operations: { create: 1 } });
  expect((await stack.resources())[0]).toMatchObject({
    id,
    outputs: { name: "Made by hand", status: "active" },
  });
  expect(await stack.up()).toMatchObject({ ok: true, operations: { same: 1 } });
  await stack.declare({ shares: [share(asItIs)] });
  expect(await stack.up({ refresh: true })).toMatchObject({ ok: true, operations: { same: 1 } });
  await stack.declare({ shares: [share(asItIs, option)] });
  expect(await stack.preview()).toMatchObject({ ok: true, operations: { same: 1 } });
  expect(writes(cloudflare.requests)).toEqual([]);
  await stack.declare({ shares: [share({ ...asItIs, name: "Now managed" }, option)] });
  expect(await stack.up()).toMatchObject({ ok: true, operations: { update: 1 } });
  expect(cloudflare.dashboard.share(id).name).toBe("Now managed");
});

test("a declaration that differs in name, one recipient and one meta: the preview lists exactly these three", async () => {
  const differing = {
    name: "Another name",
    recipients: accounts(1, 2),
    resources: [ruleset(rulesetId, { mode: "block" })],
  };
  stack = await open({ shares: [share(differing, { import: `${localOwner}/${id}` })] });
  for (const run of [() => stack.preview(), () => stack.up()]) {
    const { ok, output } = await run();
    expect(ok).toBe(false);
    const problems = new Set(output.match(/(property \S+ value .* )?has a problem: .*/g));
    expect([...problems].map((line) => line.replace(/value .* has/, "has")).sort()).toEqual([
      // Not of the property recipients: the engine would print all of them with it.
      `has a problem: recipients: account ${localAccount(3)} is in the live share, and is not declared`,
      'property name has a problem: the live share is named "Made by hand"',
      "property resources[0].meta has a problem: the live meta of custom-ruleset 0123456789abcdef0123456789abcdef differs at mode",
    ]);
  }
  expect(writes(cloudflare.requests)).toEqual([]);
});

test("an id that names nothing, another account, or a share already managed is refused", async () => {
  const missing = "f".repeat(32);
  stack = await open({ shares: [share(asItIs, { import: `${localOwner}/${missing}` })] });
  expect((await stack.preview()).output).toContain(
    `importing share ${missing}: account ${localOwner} has no such share`,
  );
  await stack.declare({ shares: [share(asItIs, { import: `${localAccount(5)}/${id}` })] });
  expect((await stack.preview()).output).toContain(
    `names account ${localAccount(5)}, and accountId is ${localOwner}`,
  );
  await stack.declare({ shares: [share(asItIs, { import: id })] });
  expect((await stack.preview()).output).toContain("must have the form ACCOUNT_ID/SHARE_ID");

  await stack.declare({ shares: [share(asItIs, { import: `${localOwner}/${id}` })] });
  expect(await stack.up()).toMatchObject({ ok: true });
  const other = cloudflare.dashboard.createShare({
    accountId: localOwner,
    name: "Another",
    recipients: [localAccount(1)],
    resources: [{ resourceId: otherRulesetId }],
  }).id;
  await stack.declare({ shares: [share(asItIs, { import: `${localOwner}/${other}` })] });
  const refused = await stack.preview();
  expect(refused.ok).toBe(false);
  expect(refused.output).toContain(
    `the option import names share ${other}, and this resource already manages share ${id}`,
  );
});

test("Share.get reads without managing", async () => {
  stack = await open({ shares: [], gets: [{ name: "read", id: `${localOwner}/${id}` }] });
  expect(await stack.up()).toMatchObject({ ok: true });
  expect(await stack.outputs()).toEqual({
    read: { id, name: "Made by hand", recipients: accounts(1, 3), status: "active" },
  });
  expect(await stack.refresh()).toMatchObject({ ok: true });
  expect(await stack.destroy()).toMatchObject({ ok: true });
  expect(writes(cloudflare.requests)).toEqual([]);
  expect(cloudflare.dashboard.share(id).status).toBe("active");
});
