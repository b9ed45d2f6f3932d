import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../sdk/local";
import { accounts, otherRulesetId, ruleset, rulesetId, settingsOf, share } from "./declarations";
import { writes } from "./engine";
import { TestStack } from "./stack";

let cloudflare: LocalCloudflare;
let stack: TestStack;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 100 });
});
afterEach(() => cloudflare.close());

const open = (...declarations: ReturnType<typeof share>[]) =>
  TestStack.open({ shares: declarations }, settingsOf(cloudflare));

/** Declares, previews and ups; returns what was written and what the preview drew. */
async function change(args: Record<string, unknown>) {
  await stack.declare({ shares: [share(args)] });
  const preview = await stack.preview();
  cloudflare.clearRequests();
  const up = await stack.up();
  expect(up.ok).toBe(true);
  const requests = cloudflare.requests.length;
  return { preview, operations: up.operations, written: writes(cloudflare.requests), requests };
}

const liveAccounts = (id: string) =>
  cloudflare.dashboard
    .share(id)
    .recipients.filter((one) => one.association_status === "associated")
    .map((one) => one.account_id)
    .sort();

/** Added lines of a preview's list: "+ [60]: {". */
const addedItems = (output: string) => output.match(/\+ \[\d+\]: \{/g) ?? [];

test("sixty recipients: one POST, then every change in place by one PUT", async () => {
  const sixty = accounts(1, 60);
  stack = await open(share({ recipients: sixty }));
  const created = await stack.up();
  expect(created).toMatchObject({ ok: true, operations: { create: 1 } });
  expect(writes(cloudflare.requests)).toEqual([`POST /accounts/${localOwner}/shares`]);
  const [{ id } = { id: "" }] = await stack.resources();
  expect(liveAccounts(id)).toHaveLength(60);
  const recipientsPut = `PUT /accounts/${localOwner}/shares/${id}/recipients`;

  const same = await change({ recipients: sixty });
  expect(same).toMatchObject({ operations: { same: 1 }, requests: 0 });

  const reordered = await change({ recipients: [...sixty].reverse() });
  expect(reordered).toMatchObject({ operations: { same: 1 }, requests: 0 });

  const more = await change({ recipients: [...accounts(61, 61), ...sixty] });
  expect(more.operations).toEqual({ update: 1 });
  expect(addedItems(more.preview.output)).toEqual(["+ [60]: {"]);
  expect(more.preview.output).not.toMatch(/^\s*-\s/m);
  expect(more.written).toEqual([recipientsPut]);
  expect(liveAccounts(id)).toHaveLength(61);

  const fewer = await change({ recipients: accounts(2, 61) });
  expect(fewer.operations).toEqual({ update: 1 });
  expect(fewer.written).toEqual([recipientsPut]);
  expect(liveAccounts(id)).not.toContain(localAccount(1));

  const renamed = await change({ recipients: accounts(2, 61), name: "Renamed" });
  expect(renamed.operations).toEqual({ update: 1 });
  expect(renamed.written).toEqual([`PUT /accounts/${localOwner}/shares/${id}`]);
  expect(cloudflare.dashboard.share(id).name).toBe("Renamed");

  const replaced = await change({ recipients: accounts(57, 116), name: "Renamed" });
  expect(replaced.operations).toEqual({ update: 1 });
  expect(replaced.written).toEqual([recipientsPut]);
  expect(liveAccounts(id)).toEqual(accounts(57, 116).map((one) => one.recipientAccountId));
  expect(cloudflare.dashboard.shares()).toHaveLength(1);
});

test("another spelling of the same is no change; changed meta is one PUT; a swapped resource is added first", async () => {
  const meta = { b: 1, a: { d: [1, 2], c: null } };
  stack = await open(share({ resources: [ruleset(rulesetId, meta)] }));
  await stack.up();
  const [{ id } = { id: "" }] = await stack.resources();
  const resourcesPath = `/accounts/${localOwner}/shares/${id}/resources`;

  const spelled = await change({
    accountId: localOwner.toUpperCase(),
    recipients: [
      { accountId: localAccount(2) },
      { recipientAccountId: dashed(localAccount(3)) },
      { recipientAccountId: localAccount(1).toUpperCase() },
    ],
    resources: [ruleset(dashed(rulesetId).toUpperCase(), '{"a":{"c":null,"d":[1,2]},"b":1}')],
  });
  expect(spelled).toMatchObject({ operations: { same: 1 }, requests: 0 });

  const metaChanged = await change({ resources: [ruleset(rulesetId, { b: 2 })] });
  expect(metaChanged.operations).toEqual({ update: 1 });
  const [{ id: resourceRecord } = { id: "" }] = cloudflare.dashboard.share(id).resources;
  expect(metaChanged.written).toEqual([`PUT ${resourcesPath}/${resourceRecord}`]);
  expect(cloudflare.dashboard.share(id).resources[0]).toMatchObject({ meta: { b: 2 } });

  const swapped = await change({ resources: [ruleset(otherRulesetId)] });
  expect(swapped.operations).toEqual({ update: 1 });
  expect(swapped.written).toEqual([`POST ${resourcesPath}`, `DELETE ${resourcesPath}/${resourceRecord}`]);
  const live = cloudflare.dashboard.share(id).resources.filter((one) => one.status === "active");
  expect(live.map((one) => one.resource_id)).toEqual([otherRulesetId]);
});

const dashed = (id: string) =>
  [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20), id.slice(20)].join("-");

test("removed and re-added while it is still disassociating: in the end associated", async () => {
  stack = await open(share());
  await stack.up();
  const [{ id } = { id: "" }] = await stack.resources();
  cloudflare.dashboard.hold();
  const removed = await change({ recipients: accounts(1, 2) });
  expect(removed.operations).toEqual({ update: 1 });
  const leaving = cloudflare.dashboard.share(id).recipients.find((one) => one.account_id === localAccount(3));
  expect(leaving?.association_status).toBe("disassociating");
  const after = () => cloudflare.dashboard.release();
  cloudflare.faults.add({ fault: "by-hand", method: "PUT", path: /\/recipients$/, after });
  await change({ recipients: accounts(1, 3) });
  expect(liveAccounts(id)).toEqual([localAccount(1), localAccount(2), localAccount(3)]);
});
