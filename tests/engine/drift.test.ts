import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../sdk/local";
import { accounts, otherRulesetId, ruleset, rulesetId, settingsOf, share } from "./declarations";
import { writes } from "./engine";
import { TestStack } from "./stack";

let cloudflare: LocalCloudflare;
let stack: TestStack;
beforeAll(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 100 });
});
afterAll(() => cloudflare.close());

const declared = share({ recipients: accounts(1, 4), resources: [ruleset(), ruleset(otherRulesetId)] });

async function shareId(): Promise<string> {
  const [resource] = await stack.resources();
  return resource?.id ?? "";
}

const liveState = (id: string) => {
  const { recipients, resources } = cloudflare.dashboard.share(id);
  return {
    accounts: recipients
      .filter((one) => !one.association_status.startsWith("disassociat"))
      .map((one) => one.account_id)
      .sort(),
    resources: resources
      .filter((one) => one.status === "active")
      .map((one) => one.resource_id)
      .sort(),
  };
};

beforeAll(async () => {
  stack = await TestStack.open({ shares: [declared] }, settingsOf(cloudflare));
  await stack.up();
});

test("an untouched share refreshes with two requests and no change", async () => {
  const before = (await stack.resources())[0];
  cloudflare.clearRequests();
  const refreshed = await stack.refresh();
  expect(refreshed.ok).toBe(true);
  const id = await shareId();
  const paths = cloudflare.requests.map(({ method, path }) => `${method} ${path}`).sort();
  expect(paths).toEqual([
    `GET /accounts/${localOwner}/shares/${id}`,
    `GET /accounts/${localOwner}/shares/${id}/recipients`,
  ]);
  expect(refreshed.output).toMatch(/2 unchanged/);
  const after = (await stack.resources())[0];
  expect(after?.inputs).toEqual(before?.inputs);
  expect(after?.outputs).toEqual(before?.outputs);
  expect(await stack.preview()).toMatchObject({ ok: true, operations: { same: 1 } });
});

test("what was changed by hand is shown by refresh exactly, and repaired by up --refresh", async () => {
  const id = await shareId();
  cloudflare.dashboard.removeRecipient(id, localAccount(2));
  cloudflare.dashboard.addRecipient(id, localAccount(77));
  cloudflare.dashboard.removeResource(id, otherRulesetId);
  const refreshed = await stack.refresh();
  expect(refreshed.output).toContain("[diff: ~recipients,resources]");
  const [drifted] = await stack.resources();
  // In the place of the one that is gone: one changed line.
  expect(drifted?.inputs.recipients).toEqual([...accounts(1, 1), ...accounts(77, 77), ...accounts(3, 4)]);
  expect(drifted?.inputs.resources).toEqual([
    { resourceType: "custom-ruleset", resourceId: rulesetId, resourceAccountId: localOwner, meta: "{}" },
  ]);
  cloudflare.clearRequests();
  const repaired = await stack.up({ refresh: true });
  expect(repaired.ok).toBe(true);
  const base = `/accounts/${localOwner}/shares/${id}`;
  expect(writes(cloudflare.requests)).toEqual([`PUT ${base}/recipients`, `POST ${base}/resources`]);
  expect(liveState(id)).toEqual({
    accounts: [1, 2, 3, 4].map(localAccount),
    resources: [rulesetId, otherRulesetId].sort(),
  });
  expect(await stack.preview()).toMatchObject({ operations: { same: 1 } });
});

test("up --refresh repairs in one go, without a refresh before it", async () => {
  const id = await shareId();
  cloudflare.dashboard.removeRecipient(id, localAccount(1));
  cloudflare.dashboard.rename(id, "Renamed by hand");
  const repaired = await stack.up({ refresh: true });
  expect(repaired.ok).toBe(true);
  expect(liveState(id).accounts).toEqual([1, 2, 3, 4].map(localAccount));
  expect(cloudflare.dashboard.share(id).name).toBe("Baseline");
});

test("a share deleted by hand is created anew by up --refresh", async () => {
  const before = await shareId();
  cloudflare.dashboard.setTransitionMs(0);
  cloudflare.dashboard.deleteShare(before);
  expect(cloudflare.dashboard.share(before).status).toBe("deleted");
  const up = await stack.up({ refresh: true });
  expect(up.ok).toBe(true);
  const after = await shareId();
  expect(after).not.toBe(before);
  expect(liveState(after).accounts).toEqual([1, 2, 3, 4].map(localAccount));
});

test("a share that is still deleting is created anew by up --refresh", async () => {
  const before = await shareId();
  cloudflare.dashboard.setTransitionMs(600_000);
  cloudflare.dashboard.deleteShare(before);
  cloudflare.dashboard.setTransitionMs(100);
  expect(cloudflare.dashboard.share(before).status).toBe("deleting");
  const up = await stack.up({ refresh: true });
  expect(up.ok).toBe(true);
  const active = cloudflare.dashboard.shares().filter((one) => one.status === "active");
  expect(active.map((one) => one.id)).toEqual([await shareId()]);
  expect(await shareId()).not.toBe(before);
});

test("without a refresh, updating a share that is gone says so and how to go on", async () => {
  const id = await shareId();
  cloudflare.dashboard.setTransitionMs(0);
  cloudflare.dashboard.deleteShare(id);
  await stack.declare({ shares: [share({ ...declared.args, name: "Another" })] });
  const up = await stack.up();
  expect(up.ok).toBe(false);
  expect(up.output).toContain(`updating share ${id}: it is deleted on Cloudflare's side`);
  expect(up.output).toContain("pulumi up --refresh");
  expect(await shareId()).toBe(id);
});

test("destroying what is gone already succeeds", async () => {
  expect(await stack.destroy()).toMatchObject({ ok: true, operations: { delete: 1 } });
  expect(await stack.resources()).toEqual([]);
});
