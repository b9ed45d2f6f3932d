import { localAccount, localOrganization, outsideAccount } from "../../../sdk/local";
import { associations, type Bench, createdPath, expectRefusal, startBench, stopBenches } from "./support";

afterEach(stopBenches);

const entry = (i: number) => ({ account_id: localAccount(i) });

async function organizationShare(): Promise<{
  bench: Bench;
  list: string;
  statuses: () => Promise<string[]>;
}> {
  const bench = await startBench({ organization: localOrganization(4) });
  const path = await createdPath(bench, { recipients: [{}] });
  bench.pass(100);
  const statuses = async () => {
    const all = await associations(bench, path);
    return [1, 2, 3].map((i) => all[localAccount(i)] ?? "none");
  };
  return { bench, list: `${path}/excluded-recipients`, statuses };
}

test("excluding an account disassociates it, and including it again associates it", async () => {
  const { bench, list, statuses } = await organizationShare();
  expect(await statuses()).toEqual(["associated", "associated", "associated"]);
  const added = await bench.api("POST", list, entry(2));
  expect(added.status).toBe(201);
  expect(added.json.result).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{32}$/),
    account_id: localAccount(2),
    created: expect.any(String),
    modified: expect.any(String),
  });
  expect(await statuses()).toEqual(["associated", "disassociating", "associated"]);
  bench.pass(100);
  expect(await statuses()).toEqual(["associated", "disassociated", "associated"]);

  const one = `${list}/${added.json.result.id}`;
  expect((await bench.api("GET", one)).json.result).toEqual(added.json.result);
  expect((await bench.api("DELETE", one)).json.result).toEqual(added.json.result);
  expectRefusal(await bench.api("GET", one), 404);
  expect(await statuses()).toEqual(["associated", "associating", "associated"]);
  bench.pass(100);
  expect(await statuses()).toEqual(["associated", "associated", "associated"]);
});

test("PUT reconciles to the list, an empty one too", async () => {
  const { bench, list, statuses } = await organizationShare();
  expect((await bench.api("PUT", list, [entry(1), entry(2)])).status).toBe(204);
  const before = (await bench.api("GET", list)).json.result;
  const put = await bench.api("PUT", list, [entry(2), entry(3)]);
  expect([put.status, put.text]).toEqual([204, ""]);
  const after = (await bench.api("GET", list)).json.result;
  expect(after.map((one: { account_id: string }) => one.account_id)).toEqual([
    localAccount(2),
    localAccount(3),
  ]);
  expect(after[0]).toEqual(before[1]);
  expect(await statuses()).toEqual(["associating", "disassociating", "disassociating"]);
  expect((await bench.api("PUT", list, [])).status).toBe(204);
  bench.pass(100);
  expect(await statuses()).toEqual(["associated", "associated", "associated"]);
});

test("pages on request", async () => {
  const { bench, list } = await organizationShare();
  await bench.api("PUT", list, [entry(1), entry(2), entry(3)]);
  expect((await bench.api("GET", list)).json.result).toHaveLength(3);
  const page = await bench.api("GET", `${list}?per_page=2&page=2`);
  expect(page.json.result).toMatchObject([entry(3)]);
});

test("what is refused", async () => {
  const { bench, list } = await organizationShare();
  await bench.api("POST", list, entry(1));
  expectRefusal(await bench.api("POST", list, entry(1)), 409, "/account_id");
  expectRefusal(await bench.api("POST", list, { account_id: outsideAccount(0) }), 400, "/account_id");
  expectRefusal(
    await bench.api("POST", list, { recipient_account_id: localAccount(2) }),
    400,
    "/account_id",
    "/recipient_account_id",
  );
  expectRefusal(await bench.api("PUT", list, [entry(2), entry(2)]), 400, "/1/account_id");
  expectRefusal(await bench.api("PUT", list, { excluded: [] }), 400, "");
});

test("account shares have none", async () => {
  const bench = await startBench();
  const list = `${await createdPath(bench)}/excluded-recipients`;
  expectRefusal(await bench.api("GET", list), 400);
  expectRefusal(await bench.api("POST", list, entry(3)), 400);
  expectRefusal(await bench.api("PUT", list, [entry(3)]), 400);
  expectRefusal(await bench.api("DELETE", `${list}/${"e".repeat(32)}`), 400);
});
