import { type Dashboard, localAccount, localOwner, startLocalCloudflare } from "../../../sdk/local";
import {
  account,
  associations,
  type Bench,
  createdPath,
  idOf,
  RULESET,
  SHARES,
  startBench,
  stopBenches,
} from "./support";

afterEach(stopBenches);

const OTHER = "f".repeat(32);

async function oneShare(): Promise<{ bench: Bench; dashboard: Dashboard; id: string; path: string }> {
  const bench = await startBench();
  const path = await createdPath(bench);
  bench.pass(100);
  return { bench, dashboard: bench.cloudflare.dashboard, id: idOf(path), path };
}

test("changes by hand show in the API, and leave no trace in the log or the limit", async () => {
  const { bench, dashboard, id, path } = await oneShare();
  bench.cloudflare.clearRequests();
  dashboard.rename(id, "By hand");
  dashboard.addRecipient(id, localAccount(3));
  dashboard.removeRecipient(id, localAccount(1));
  dashboard.setMeta(id, RULESET, { by: "hand" });
  const added = dashboard.addResource(id, { resourceType: "gateway-policy", resourceId: OTHER });
  expect(bench.cloudflare.requests).toEqual([]);

  const read = await bench.api("GET", `${path}?include_resources=true`);
  expect(read.headers.get("ratelimit")).toContain("r=1198");
  expect(read.json.result).toMatchObject({
    name: "By hand",
    resources: [{ resource_version: 2, meta: { by: "hand" } }, added],
  });
  expect(await associations(bench, path)).toEqual({
    [localAccount(1)]: "disassociating",
    [localAccount(2)]: "associated",
    [localAccount(3)]: "associating",
  });
  dashboard.removeResource(id, added.id);
  expect((await bench.api("GET", `${path}/resources/${added.id}`)).json.result.status).toBe("deleting");
  dashboard.deleteShare(id);
  expect((await bench.api("GET", path)).json.result.status).toBe("deleting");
});

test("share() shows everything, settled", async () => {
  const { dashboard, id } = await oneShare();
  expect(dashboard.share(id)).toMatchObject({
    id,
    associated_recipient_count: 2,
    resources: [{ resource_id: RULESET }],
    recipients: [
      { account_id: localAccount(1), resources: [{ resource_id: RULESET, resource_version: 1 }] },
      { account_id: localAccount(2), association_status: "associated" },
    ],
    excluded: [],
  });
  expect(dashboard.shares(localOwner)).toEqual([dashboard.share(id)]);
  expect(dashboard.shares(localAccount(1))).toEqual([]);
});

test("what isn't there throws", async () => {
  const { dashboard, id } = await oneShare();
  expect(() => dashboard.share("nothing")).toThrow("there is no share nothing");
  expect(() => dashboard.removeRecipient(id, localAccount(9))).toThrow("is no recipient");
  expect(() => dashboard.setMeta(id, "nothing", {})).toThrow("has no resource nothing");
  expect(() => dashboard.setExcluded(id, [])).toThrow("is for accounts");
});

test("a share made by hand for the organization, with exclusions", async () => {
  const { cloudflare, api } = await startBench();
  const made = cloudflare.dashboard.createShare({
    accountId: localOwner,
    name: "All",
    recipients: "organization",
    resources: [{ resourceId: RULESET, meta: { a: 1 } }],
    excluded: [localAccount(1)],
  });
  expect(made).toMatchObject({ target_type: "organization", associating_recipient_count: 298 });
  cloudflare.dashboard.setExcluded(made.id, []);
  const { json } = await api("GET", `${SHARES}/${made.id}?include_recipient_counts=true`);
  expect(json.result.associating_recipient_count).toBe(299);
});

describe("refused deliveries", () => {
  const deliveries = (dashboard: Dashboard, id: string, i: number) => {
    const found = dashboard.share(id).recipients.find((one) => one.account_id === localAccount(i));
    return [found?.association_status, found?.resources];
  };
  const error = { error: "not entitled", terminal: true };

  test("keep a recipient associating, and it goes on when accepted", async () => {
    const { bench, dashboard, id, path } = await oneShare();
    dashboard.refuseDelivery({ accountId: localAccount(3), ...error });
    await bench.api("POST", `${path}/recipients`, account(3));
    expect(deliveries(dashboard, id, 3)).toEqual(["associating", []]);
    bench.pass(1e6);
    const refused = { resource_id: RULESET, resource_version: 1, ...error };
    expect(deliveries(dashboard, id, 3)).toEqual(["associating", [refused]]);
    const { json } = await bench.api("GET", `${path}/recipients?include_resources=true`);
    expect(json.result[2].resources).toEqual([refused]);
    dashboard.acceptDelivery(localAccount(3));
    const [status, after] = deliveries(dashboard, id, 3);
    expect(status).toBe("associated");
    expect(after).toEqual([{ resource_id: RULESET, resource_version: 1, error: "", terminal: false }]);
  });

  test("can concern one resource, and leave other shares and accounts alone", async () => {
    const { bench, dashboard, id } = await oneShare();
    dashboard.refuseDelivery({
      accountId: localAccount(3),
      resourceId: OTHER,
      error: "later",
      terminal: false,
    });
    dashboard.addRecipient(id, localAccount(3));
    bench.pass(100);
    expect(deliveries(dashboard, id, 3)[0]).toBe("associated");
    const both = dashboard.createShare({
      accountId: localOwner,
      name: "both",
      recipients: [localAccount(3), localAccount(4)],
      resources: [{ resourceId: RULESET }, { resourceId: OTHER }],
    });
    bench.pass(100);
    expect(deliveries(dashboard, both.id, 4)[0]).toBe("associated");
    const [status, resources] = deliveries(dashboard, both.id, 3);
    expect(status).toBe("associating");
    expect(resources).toMatchObject([
      { resource_id: RULESET, error: "" },
      { resource_id: OTHER, error: "later", terminal: false },
    ]);
  });

  test("an associated recipient stays associated and keeps its old version", async () => {
    const { bench, dashboard, id } = await oneShare();
    dashboard.refuseDelivery({ accountId: localAccount(1), ...error });
    dashboard.setMeta(id, RULESET, { v: 2 });
    bench.pass(100);
    expect(deliveries(dashboard, id, 1)).toEqual([
      "associated",
      [{ resource_id: RULESET, resource_version: 1, ...error }],
    ]);
    expect(deliveries(dashboard, id, 2)[1]).toMatchObject([{ resource_version: 2, error: "" }]);
    dashboard.acceptDelivery(localAccount(1));
    expect(deliveries(dashboard, id, 1)[1]).toMatchObject([{ resource_version: 2, error: "" }]);
  });
});

test("hold freezes every transition, release lets them take their whole time", async () => {
  const { bench, dashboard, id } = await oneShare();
  dashboard.addRecipient(id, localAccount(3));
  bench.pass(60);
  dashboard.hold();
  dashboard.addRecipient(id, localAccount(4));
  bench.pass(1e6);
  expect(dashboard.share(id).associating_recipient_count).toBe(2);
  dashboard.release();
  bench.pass(39);
  expect(dashboard.share(id).associating_recipient_count).toBe(2);
  bench.pass(1);
  expect(dashboard.share(id).associating_recipient_count).toBe(1);
  bench.pass(60);
  expect(dashboard.share(id).associating_recipient_count).toBe(0);
});

test("a second hold during the first changes nothing, and holds add up", async () => {
  const { bench, dashboard, id } = await oneShare();
  dashboard.addRecipient(id, localAccount(3));
  for (let i = 0; i < 2; i++) {
    dashboard.hold();
    bench.pass(1000);
    dashboard.hold();
    bench.pass(1000);
    dashboard.release();
    dashboard.release();
  }
  bench.pass(99);
  expect(dashboard.share(id).associating_recipient_count).toBe(1);
  bench.pass(1);
  expect(dashboard.share(id).associating_recipient_count).toBe(0);
});

test("deleting twice by hand doesn't start anew", async () => {
  const { bench, dashboard, id } = await oneShare();
  dashboard.deleteShare(id);
  bench.pass(99);
  dashboard.deleteShare(id);
  bench.pass(1);
  expect(dashboard.share(id).status).toBe("deleted");
});

test("setTransitionMs is for transitions that start later", async () => {
  const { bench, dashboard, id } = await oneShare();
  dashboard.addRecipient(id, localAccount(3));
  dashboard.setTransitionMs(5000);
  dashboard.addRecipient(id, localAccount(4));
  bench.pass(100);
  expect(dashboard.share(id).associating_recipient_count).toBe(1);
  bench.pass(4900);
  expect(dashboard.share(id).associating_recipient_count).toBe(0);
  dashboard.setTransitionMs(0);
  dashboard.addRecipient(id, localAccount(5));
  expect(dashboard.share(id).associating_recipient_count).toBe(0);
});

test("a snapshot is a seed, with transitions still under way", async () => {
  const { bench, dashboard, id } = await oneShare();
  dashboard.addRecipient(id, localAccount(3));
  dashboard.refuseDelivery({ accountId: localAccount(4), error: "no", terminal: false });
  dashboard.addRecipient(id, localAccount(4));
  const seed = JSON.parse(JSON.stringify(bench.cloudflare.snapshot()));
  dashboard.rename(id, "after the snapshot");

  const second = await startBench({ state: seed });
  second.pass(199);
  expect(second.cloudflare.dashboard.share(id)).toMatchObject({
    name: "Baseline",
    associating_recipient_count: 2,
  });
  second.pass(1);
  expect(second.cloudflare.dashboard.share(id).associating_recipient_count).toBe(1);
  expect((await second.api("GET", `${SHARES}/${id}`)).status).toBe(200);
});

test("a seed of another kind is refused", async () => {
  await expect(startLocalCloudflare({ state: { version: 2 } as never })).rejects.toThrow("not a snapshot");
});
