import { type FaultName, faultNames, localAccount } from "../../../sdk/local";
import {
  account,
  associations,
  type Bench,
  createdPath,
  idOf,
  SHARES,
  shareBody,
  startBench,
  stopBenches,
} from "./support";

afterEach(stopBenches);

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

/** How one request ends under a fault, and whether it had its effect. */
async function posted(bench: Bench): Promise<{ outcome: string; committed: boolean }> {
  const outcome = await bench.api("POST", SHARES, shareBody()).then(
    (answer) => `${answer.status} ${answer.json ? "json" : answer.text.slice(0, 9)}`.trim(),
    () => "broken",
  );
  return { outcome, committed: bench.cloudflare.dashboard.shares().length === 1 };
}

describe("one POST under", () => {
  test.each<[FaultName, string, boolean]>([
    ["refuse", "broken", false],
    ["reset-before", "broken", false],
    ["reset-after", "broken", true],
    ["cut-short", "broken", true],
    ["html-before", "502 <!DOCTYPE", false],
    ["html-after", "200 <!DOCTYPE", true],
    ["empty", "200", true],
    ["500-before", "500 json", false],
    ["500-after", "500 json", true],
    ["408", "408 json", false],
    ["429", "429 json", false],
    ["429-bare", "429", false],
    ["503", "503 json", false],
  ])("%s", async (fault, outcome, committed) => {
    const bench = await startBench();
    bench.cloudflare.faults.add({ fault });
    expect(await posted(bench)).toEqual({ outcome, committed });
    const status = outcome === "broken" ? undefined : Number(outcome.slice(0, 3));
    const body = fault === "refuse" ? undefined : shareBody();
    expect(bench.cloudflare.requests).toMatchObject([{ fault, status, body }]);
    expect((await bench.api("GET", SHARES)).status).toBe(200);
    expect(bench.cloudflare.requests[1]?.fault).toBeUndefined();
  });
});

test("every fault has a test here", () => {
  const elsewhere = [
    "never",
    "never-after",
    "slow",
    "slow-transition",
    "turn-deleting",
    "stale",
    "shift-pages",
  ];
  expect(faultNames).toHaveLength(13 + elsewhere.length);
  expect(faultNames).toEqual(expect.arrayContaining(elsewhere));
});

test("429 says when to come again, 429-bare doesn't", async () => {
  const bench = await startBench();
  bench.cloudflare.faults.add({ fault: "429" });
  bench.cloudflare.faults.add({ fault: "429-bare" });
  expect((await bench.api("GET", SHARES)).headers.get("retry-after")).toBe("1");
  expect((await bench.api("GET", SHARES)).headers.get("retry-after")).toBeNull();
});

test("cut-short sends headers and half the JSON", async () => {
  const bench = await startBench();
  bench.cloudflare.faults.add({ fault: "cut-short" });
  const response = await fetch(bench.cloudflare.url + SHARES, {
    headers: { authorization: "Bearer local-token" },
  });
  expect(response.status).toBe(200);
  const received: string[] = [];
  const read = async () => {
    for await (const chunk of response.body ?? []) received.push(Buffer.from(chunk).toString());
  };
  await expect(read()).rejects.toThrow();
  const whole = Number(response.headers.get("content-length"));
  expect(received.join("")).toHaveLength(Math.floor(whole / 2));
});

test.each<[FaultName, number]>([
  ["never", 0],
  ["never-after", 1],
])("%s doesn't answer until the server closes", async (fault, shares) => {
  const bench = await startBench();
  bench.cloudflare.faults.add({ fault });
  let settled = false;
  const pending = bench.api("POST", SHARES, shareBody()).then(
    () => "answered",
    () => "broken",
  );
  void pending.finally(() => {
    settled = true;
  });
  await until(() => bench.cloudflare.requests[0]?.body !== undefined);
  await bench.api("GET", SHARES);
  expect(bench.cloudflare.dashboard.shares()).toHaveLength(shares);
  expect(settled).toBe(false);
  await bench.cloudflare.close();
  expect(await pending).toBe("broken");
  expect(bench.cloudflare.requests[0]?.status).toBeUndefined();
});

test("slow commits at once and answers late", async () => {
  const bench = await startBench();
  bench.cloudflare.faults.add({ fault: "slow", ms: 50 });
  const start = performance.now();
  const pending = bench.api("POST", SHARES, shareBody());
  await until(() => bench.cloudflare.dashboard.shares().length === 1);
  expect(bench.cloudflare.requests[0]?.status).toBeUndefined();
  expect((await pending).status).toBe(201);
  expect(performance.now() - start).toBeGreaterThanOrEqual(49);
});

test("slow-transition slows down what this request starts", async () => {
  const bench = await startBench();
  bench.cloudflare.faults.add({ fault: "slow-transition", ms: 5000 });
  const slow = await createdPath(bench);
  const normal = await createdPath(bench);
  bench.cloudflare.dashboard.addRecipient(idOf(slow), localAccount(3));
  bench.pass(100);
  expect(bench.cloudflare.dashboard.share(idOf(slow)).recipients[2]).toMatchObject({
    association_status: "associated",
    resources: [{ resource_version: 1 }],
  });
  expect(Object.values(await associations(bench, normal))).toEqual(["associated", "associated"]);
  bench.pass(4899);
  expect(Object.values(await associations(bench, slow)).slice(0, 2)).toEqual(["associating", "associating"]);
  bench.pass(1);
  expect(Object.values(await associations(bench, slow)).slice(0, 2)).toEqual(["associated", "associated"]);
});

test("turn-deleting: the share goes right after the request, a created one too", async () => {
  const bench = await startBench();
  const path = await createdPath(bench);
  bench.cloudflare.faults.add({ fault: "turn-deleting" });
  expect((await bench.api("PUT", path, { name: "x" })).json.result.status).toBe("active");
  expect((await bench.api("GET", path)).json.result).toMatchObject({ status: "deleting", name: "x" });
  bench.cloudflare.faults.add({ fault: "turn-deleting" });
  expect((await bench.api("GET", await createdPath(bench))).json.result.status).toBe("deleting");
});

describe("stale", () => {
  test("readers see the share and its children as they were", async () => {
    const bench = await startBench();
    const path = await createdPath(bench);
    bench.cloudflare.faults.add({ fault: "stale", ms: 1000 });
    await bench.api("PUT", `${path}/recipients`, [account(1), account(2), account(3)]);
    bench.pass(100);
    expect(await associations(bench, path)).toEqual({
      [localAccount(1)]: "associated",
      [localAccount(2)]: "associated",
    });
    expect(bench.cloudflare.dashboard.share(idOf(path)).recipients).toHaveLength(3);
    bench.pass(900);
    expect(Object.keys(await associations(bench, path))).toHaveLength(3);
  });

  test("a created share is not there yet", async () => {
    const bench = await startBench();
    bench.cloudflare.faults.add({ fault: "stale", ms: 1000 });
    const path = await createdPath(bench);
    bench.pass(999);
    expect((await bench.api("GET", path)).status).toBe(404);
    expect((await bench.api("GET", `${path}/recipients`)).status).toBe(404);
    expect((await bench.api("PUT", path, { name: "writes see it" })).status).toBe(200);
    bench.pass(1);
    expect((await bench.api("GET", path)).json.result.name).toBe("writes see it");
  });
});

test.each(["", "&direction=desc", "&order=name", "&order=name&direction=desc"])(
  "shift-pages: the last of page 1 comes again on page 2 (%s)",
  async (order) => {
    const bench = await startBench();
    for (const name of ["a", "b", "c", "d"]) await createdPath(bench, { name });
    const page = async (n: number) => {
      const { json } = await bench.api("GET", `${SHARES}?per_page=2&page=${n}${order}`);
      return json.result.map((one: { name: string }) => one.name);
    };
    bench.cloudflare.faults.add({ fault: "shift-pages" });
    const first = await page(1);
    expect((await page(2))[0]).toBe(first[1]);
    expect(bench.cloudflare.dashboard.shares()).toHaveLength(5);
  },
);

describe("which requests a fault hits", () => {
  const statuses = (bench: Bench) => bench.cloudflare.requests.map((one) => one.status);

  test("after skip, times over, those of a method and path", async () => {
    const bench = await startBench();
    const path = await createdPath(bench);
    bench.cloudflare.clearRequests();
    bench.cloudflare.faults.add({ fault: "503", method: "GET", path: /\/recipients$/g, skip: 1, times: 2 });
    await bench.api("GET", path);
    await bench.api("PUT", `${path}/recipients`, [account(1)]);
    for (let i = 0; i < 4; i++) await bench.api("GET", `${path}/recipients`);
    expect(statuses(bench)).toEqual([200, 204, 200, 503, 503, 200]);
  });

  test("one after the other, and none once cleared", async () => {
    const bench = await startBench();
    bench.cloudflare.faults.add({ fault: "503" });
    bench.cloudflare.faults.add({ fault: "408", times: 5 });
    await bench.api("GET", SHARES);
    await bench.api("GET", SHARES);
    bench.cloudflare.faults.clear();
    await bench.api("GET", SHARES);
    expect(statuses(bench)).toEqual([503, 408, 200]);
  });

  test("an unknown name throws", async () => {
    const bench = await startBench();
    expect(() => bench.cloudflare.faults.add({ fault: "reset" as FaultName })).toThrow('no fault "reset"');
  });
});
