import { localAccount, localOrganizationId, outsideAccount } from "../../../sdk/local";
import {
  account,
  associations,
  type Bench,
  createdPath,
  expectRefusal,
  RULESET,
  ruleset,
  startBench,
  stopBenches,
} from "./support";

afterEach(stopBenches);

async function recipientOf(bench: Bench, path: string, i: number) {
  const { json } = await bench.api("GET", `${path}/recipients`);
  return json.result.find((one: { account_id: string }) => one.account_id === localAccount(i));
}

test("associating -> associated, then disassociating -> disassociated, and listed for ever", async () => {
  const bench = await startBench();
  const path = await createdPath(bench);
  expect(await associations(bench, path)).toEqual({
    [localAccount(1)]: "associating",
    [localAccount(2)]: "associating",
  });
  bench.pass(99);
  expect((await recipientOf(bench, path, 1)).association_status).toBe("associating");
  bench.pass(1);
  const associated = await recipientOf(bench, path, 1);
  expect(associated.association_status).toBe("associated");
  expect(Date.parse(associated.modified) - Date.parse(associated.created)).toBe(100);

  const removed = await bench.api("DELETE", `${path}/recipients/${associated.id}`);
  expect(removed.status).toBe(200);
  expect(removed.json.result).toMatchObject({ id: associated.id, association_status: "disassociating" });
  bench.pass(100);
  const one = await bench.api("GET", `${path}/recipients/${associated.id}`);
  expect(one.json.result.association_status).toBe("disassociated");
  bench.pass(1e9);
  expect(await associations(bench, path)).toEqual({
    [localAccount(1)]: "disassociated",
    [localAccount(2)]: "associated",
  });
});

test("POST adds one and refuses who is one already", async () => {
  const bench = await startBench();
  const path = await createdPath(bench);
  const added = await bench.api("POST", `${path}/recipients`, account(3));
  expect(added.status).toBe(201);
  expect(added.json.result).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{32}$/),
    account_id: localAccount(3),
    association_status: "associating",
    created: expect.any(String),
    modified: expect.any(String),
  });
  const again = await bench.api("POST", `${path}/recipients`, account(3));
  expectRefusal(again, 409, "/recipient_account_id");
});

test("PUT adds what is new, disassociates what is missing and leaves the rest", async () => {
  const bench = await startBench();
  const path = await createdPath(bench);
  bench.pass(100);
  const kept = await recipientOf(bench, path, 2);
  const put = await bench.api("PUT", `${path}/recipients`, [account(2), account(3)]);
  expect([put.status, put.text, put.headers.get("content-type")]).toEqual([204, "", null]);
  expect(put.headers.get("cf-ray")).toMatch(/-LOC$/);
  expect(await associations(bench, path)).toEqual({
    [localAccount(1)]: "disassociating",
    [localAccount(2)]: "associated",
    [localAccount(3)]: "associating",
  });
  expect(await recipientOf(bench, path, 2)).toEqual(kept);
});

describe("re-adding an account", () => {
  async function removedOnce(reAdd: "revive" | "ignore-while-disassociating" | "new-record") {
    const bench = await startBench({ reAdd });
    const path = await createdPath(bench);
    bench.pass(100);
    const { id } = await recipientOf(bench, path, 1);
    await bench.api("DELETE", `${path}/recipients/${id}`);
    return { bench, path, id };
  }

  test("revives its record by default", async () => {
    const { bench, path, id } = await removedOnce("revive");
    const added = await bench.api("POST", `${path}/recipients`, account(1));
    expect(added.json.result).toMatchObject({ id, association_status: "associating" });
  });

  test("can be ignored while it disassociates", async () => {
    const { bench, path, id } = await removedOnce("ignore-while-disassociating");
    await bench.api("PUT", `${path}/recipients`, [account(1), account(2)]);
    expect((await associations(bench, path))[localAccount(1)]).toBe("disassociating");
    bench.pass(100);
    expect((await associations(bench, path))[localAccount(1)]).toBe("disassociated");
    const added = await bench.api("POST", `${path}/recipients`, account(1));
    expect(added.json.result).toMatchObject({ id, association_status: "associating" });
  });

  test("can make a second record", async () => {
    const { bench, path, id } = await removedOnce("new-record");
    const added = await bench.api("POST", `${path}/recipients`, account(1));
    expect(added.json.result.id).not.toBe(id);
    bench.pass(100);
    const { json } = await bench.api("GET", `${path}/recipients`);
    const statuses = json.result
      .filter((one: { account_id: string }) => one.account_id === localAccount(1))
      .map((one: { association_status: string }) => one.association_status);
    expect(statuses).toEqual(["disassociated", "associated"]);
  });
});

describe("what is refused", () => {
  test.each([
    ["an outsider", { recipient_account_id: outsideAccount(0) }, "/recipient_account_id"],
    ["nobody", { recipient_account_id: "f".repeat(32) }, "/recipient_account_id"],
    ["the owner", account(0), "/recipient_account_id"],
    ["an outsider by the old name", { account_id: outsideAccount(0) }, "/account_id"],
    ["the organization", { organization_id: localOrganizationId }, ""],
    ["my organization", {}, ""],
    ["another organization", { organization_id: "d".repeat(32) }, "/organization_id"],
    ["both at once", { ...account(1), organization_id: localOrganizationId }, "/organization_id"],
    ["two different accounts", { ...account(3), account_id: localAccount(4) }, "/account_id"],
    ["an unknown field", { ...account(3), note: 1 }, "/note"],
    ["a long id", { recipient_account_id: "a".repeat(33) }, "/recipient_account_id"],
    ["a number", { recipient_account_id: 3 }, "/recipient_account_id"],
    ["a list", [account(3)], ""],
  ])("POST %s", async (_, body, pointer) => {
    const bench = await startBench();
    const path = await createdPath(bench);
    expectRefusal(await bench.api("POST", `${path}/recipients`, body), 400, pointer);
    expect(Object.keys(await associations(bench, path))).toHaveLength(2);
  });

  test.each([
    ["an empty list", [], ""],
    ["an object", { recipients: [account(1)] }, ""],
    ["the same twice", [account(1), account(2), account(1)], "/2"],
    ["a mixture", [account(1), {}], ""],
    ["an organization alone", [{}], "/0"],
    ["an outsider", [account(1), { recipient_account_id: outsideAccount(1) }], "/1/recipient_account_id"],
  ])("PUT %s", async (_, body, pointer) => {
    const bench = await startBench();
    const path = await createdPath(bench);
    expectRefusal(await bench.api("PUT", `${path}/recipients`, body), 400, pointer);
    expect(Object.values(await associations(bench, path))).toEqual(["associating", "associating"]);
  });

  test("POST, PUT and DELETE on an organization share", async () => {
    const bench = await startBench();
    const path = await createdPath(bench, { recipients: [{}] });
    const { id } = await recipientOf(bench, path, 1);
    expectRefusal(await bench.api("POST", `${path}/recipients`, account(1)), 400);
    expectRefusal(await bench.api("PUT", `${path}/recipients`, [account(1)]), 400);
    expectRefusal(await bench.api("DELETE", `${path}/recipients/${id}`), 400);
    expect(Object.values(await associations(bench, path))).toEqual(Array(299).fill("associating"));
  });

  test("an unknown recipient, with code 1004", async () => {
    const bench = await startBench();
    const path = await createdPath(bench);
    for (const method of ["GET", "DELETE"]) {
      const missing = await bench.api(method, `${path}/recipients/${"e".repeat(32)}`);
      expectRefusal(missing, 404);
      expect(missing.json.errors[0].code).toBe(1004);
    }
  });
});

describe("deliveries", () => {
  test("are there only on request, and only once associated", async () => {
    const bench = await startBench();
    const path = await createdPath(bench);
    expect((await bench.api("GET", `${path}/recipients`)).json.result[0]).not.toHaveProperty("resources");
    const before = await bench.api("GET", `${path}/recipients?include_resources=true`);
    expect(before.json.result[0].resources).toEqual([]);
    bench.pass(100);
    const after = await bench.api("GET", `${path}/recipients?include_resources=true`);
    const delivered = { resource_id: RULESET, resource_version: 1, error: "", terminal: false };
    expect(after.json.result[0].resources).toEqual([delivered]);
    const one = await bench.api(
      "GET",
      `${path}/recipients/${after.json.result[0].id}?include_resources=true`,
    );
    expect(one.json.result.resources).toEqual([delivered]);
  });

  test("follow a new resource and a new meta a transition later", async () => {
    const bench = await startBench();
    const path = await createdPath(bench);
    bench.pass(100);
    const other = "f".repeat(32);
    await bench.api("POST", `${path}/resources`, ruleset(other));
    const resources = (await bench.api("GET", `${path}/resources`)).json.result;
    await bench.api("PUT", `${path}/resources/${resources[0].id}`, { meta: { x: 1 } });
    const versions = async () => {
      const { json } = await bench.api("GET", `${path}/recipients?include_resources=true`);
      expect(json.result[0].association_status).toBe("associated");
      return json.result[0].resources.map((one: { resource_id: string; resource_version: number }) => [
        one.resource_id,
        one.resource_version,
      ]);
    };
    bench.pass(99);
    expect(await versions()).toEqual([[RULESET, 1]]);
    bench.pass(1);
    expect(await versions()).toEqual([
      [RULESET, 2],
      [other, 1],
    ]);
  });
});

test("a deleted resource is delivered no more, and nothing to a disassociated recipient", async () => {
  const bench = await startBench();
  const other = "f".repeat(32);
  const path = await createdPath(bench, { resources: [ruleset(), ruleset(other)] });
  bench.pass(100);
  const [first] = (await bench.api("GET", `${path}/resources`)).json.result;
  const { id } = await recipientOf(bench, path, 1);
  await bench.api("DELETE", `${path}/resources/${first.id}`);
  await bench.api("DELETE", `${path}/recipients/${id}`);
  const delivered = async () => {
    const { json } = await bench.api("GET", `${path}/recipients?include_resources=true`);
    return json.result.map((one: { resources: { resource_id: string }[] }) =>
      one.resources.map((resource) => resource.resource_id),
    );
  };
  expect(await delivered()).toEqual([
    [RULESET, other],
    [RULESET, other],
  ]);
  bench.pass(100);
  expect(await delivered()).toEqual([[], [other]]);
});

test("transitionMs 0 associates and disassociates within the request", async () => {
  const bench = await startBench({ transitionMs: 0 });
  const path = await createdPath(bench);
  const added = (await bench.api("POST", `${path}/recipients`, account(3))).json.result;
  expect(added.association_status).toBe("associated");
  const removed = (await bench.api("DELETE", `${path}/recipients/${added.id}`)).json.result;
  expect(removed.association_status).toBe("disassociated");
  const revived = (await bench.api("POST", `${path}/recipients`, account(3))).json.result;
  expect(revived).toMatchObject({ id: added.id, association_status: "associated" });
});

describe("paging", () => {
  async function sixty() {
    const bench = await startBench();
    const recipients = Array.from({ length: 60 }, (_, i) => account(i + 1));
    return { bench, path: await createdPath(bench, { recipients }) };
  }

  test("without page and per_page everything comes at once", async () => {
    const { bench, path } = await sixty();
    const { json } = await bench.api("GET", `${path}/recipients`);
    expect(json.result).toHaveLength(60);
    expect(json.result_info).toEqual({ page: 1, per_page: 60, count: 60, total_count: 60, total_pages: 1 });
  });

  test("with either of them pages", async () => {
    const { bench, path } = await sixty();
    const third = await bench.api("GET", `${path}/recipients?page=3`);
    expect(third.json.result).toHaveLength(20);
    const second = await bench.api("GET", `${path}/recipients?per_page=50&page=2`);
    expect(second.json.result).toHaveLength(10);
    expect(second.json.result[0].account_id).toBe(localAccount(51));
    expect(second.json.result_info.total_pages).toBe(2);
    expectRefusal(await bench.api("GET", `${path}/recipients?per_page=51`), 400, "/per_page");
  });
});
