import { localAccount, localOwner } from "../../../sdk/local";
import { type Bench, createdPath, expectRefusal, RULESET, ruleset, startBench, stopBenches } from "./support";

afterEach(stopBenches);

const OTHER = "f".repeat(32);

async function withTwo(): Promise<{ bench: Bench; path: string; first: string; second: string }> {
  const bench = await startBench();
  const path = await createdPath(bench, { resources: [ruleset(), ruleset(OTHER)] });
  const { json } = await bench.api("GET", `${path}/resources`);
  const [first, second] = json.result.map((one: { id: string }) => one.id);
  return { bench, path, first, second };
}

test("a new resource is answered whole", async () => {
  const bench = await startBench();
  const path = await createdPath(bench);
  const added = await bench.api("POST", `${path}/resources`, { ...ruleset(OTHER), meta: { k: "v" } });
  expect(added.status).toBe(201);
  expect(added.json.result).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{32}$/),
    created: expect.any(String),
    modified: expect.any(String),
    meta: { k: "v" },
    resource_account_id: localOwner,
    resource_id: OTHER,
    resource_type: "custom-ruleset",
    resource_version: 1,
    status: "active",
  });
  const read = await bench.api("GET", `${path}/resources/${added.json.result.id}`);
  expect(read.json.result).toEqual(added.json.result);
});

test("the same resource twice is refused, a different type or account is another resource", async () => {
  const bench = await startBench();
  const path = await createdPath(bench);
  expectRefusal(await bench.api("POST", `${path}/resources`, ruleset()), 400, "/resource_id");
  const otherType = { ...ruleset(), resource_type: "gateway-policy" };
  expect((await bench.api("POST", `${path}/resources`, otherType)).status).toBe(201);
  const otherAccount = { ...ruleset(), resource_account_id: localAccount(9) };
  expect((await bench.api("POST", `${path}/resources`, otherAccount)).status).toBe(201);
});

test("meta changes raise the version", async () => {
  const { bench, path, first } = await withTwo();
  bench.pass(2000);
  const put = await bench.api("PUT", `${path}/resources/${first}`, { meta: { x: 1 } });
  expect(put.status).toBe(200);
  expect(put.json.result).toMatchObject({ meta: { x: 1 }, resource_version: 2, status: "active" });
  expect(put.json.result.modified).toMatch(/12:00:02/);
  expectRefusal(
    await bench.api("PUT", `${path}/resources/${first}`, { meta: {}, resource_id: OTHER }),
    400,
    "/resource_id",
  );
  expectRefusal(await bench.api("PUT", `${path}/resources/${first}`, { meta: "{}" }), 400, "/meta");
});

test("active -> deleting -> deleted, but never the last live one", async () => {
  const { bench, path, first, second } = await withTwo();
  const removed = await bench.api("DELETE", `${path}/resources/${first}`);
  expect(removed.json.result).toMatchObject({ id: first, status: "deleting" });
  expectRefusal(await bench.api("DELETE", `${path}/resources/${second}`), 400);
  expectRefusal(await bench.api("PUT", `${path}/resources/${first}`, { meta: {} }), 400);
  bench.pass(100);
  expect((await bench.api("GET", `${path}/resources/${first}`)).json.result.status).toBe("deleted");
  expectRefusal(await bench.api("DELETE", `${path}/resources/${second}`), 400);
  expect((await bench.api("GET", `${path}/resources/${second}`)).json.result.status).toBe("active");
});

test("deleting one that is going already answers it as it is", async () => {
  const { bench, path, first } = await withTwo();
  const once = await bench.api("DELETE", `${path}/resources/${first}`);
  bench.pass(50);
  expect((await bench.api("DELETE", `${path}/resources/${first}`)).json.result).toEqual(once.json.result);
});

test("a resource that is going may be added anew", async () => {
  const { bench, path, first } = await withTwo();
  await bench.api("DELETE", `${path}/resources/${first}`);
  const again = await bench.api("POST", `${path}/resources`, ruleset());
  expect(again.status).toBe(201);
  expect(again.json.result.id).not.toBe(first);
});

test("lists by status and type, in pages", async () => {
  const { bench, path, first, second } = await withTwo();
  await bench.api("POST", `${path}/resources`, { ...ruleset(), resource_type: "gateway-policy" });
  await bench.api("DELETE", `${path}/resources/${first}`);
  const ids = async (query: string) =>
    (await bench.api("GET", `${path}/resources${query}`)).json.result.map((one: { id: string }) => one.id);
  expect(await ids("?status=deleting")).toEqual([first]);
  expect(await ids("?resource_type=custom-ruleset")).toEqual([first, second]);
  expect(await ids("?status=active&resource_type=custom-ruleset")).toEqual([second]);
  expect(await ids("?per_page=2&page=2")).toHaveLength(1);
  const { json } = await bench.api("GET", `${path}/resources`);
  expect(json.result_info).toEqual({ page: 1, per_page: 20, count: 3, total_count: 3, total_pages: 1 });
});

test("the shared resource's own id is not the share resource's", async () => {
  const { bench, path } = await withTwo();
  const missing = await bench.api("GET", `${path}/resources/${RULESET}`);
  expectRefusal(missing, 404);
  expect(missing.json.errors[0].code).toBe(1004);
});
