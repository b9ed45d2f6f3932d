import { expectRefusal, SHARES, shareBody, startBench, stopBenches } from "./support";

afterEach(stopBenches);

const small = {
  rateLimit: { requests: 3, windowMs: 10_000, lockoutMs: 60_000 },
  tokens: { one: {}, two: {} },
};

test("every answer tells what is left, refusals and 204 too", async () => {
  const bench = await startBench();
  const first = await bench.api("GET", SHARES);
  expect(first.headers.get("ratelimit")).toBe('"default";r=1199;t=300');
  expect(first.headers.get("ratelimit-policy")).toBe('"default";q=1200;w=300');
  bench.pass(1500);
  const refused = await bench.api("GET", `${SHARES}/nothing`);
  expect(refused.headers.get("ratelimit")).toBe('"default";r=1198;t=299');
  bench.pass(298_499);
  expect((await bench.api("GET", SHARES)).headers.get("ratelimit")).toBe('"default";r=1197;t=1');
  bench.pass(1);
  expect((await bench.api("GET", SHARES)).headers.get("ratelimit")).toBe('"default";r=1199;t=300');
});

test("crossing the limit locks the token out for the whole lockout, and only that token", async () => {
  const bench = await startBench(small);
  const get = (token: string) => bench.api("GET", SHARES, undefined, { token });
  for (let i = 0; i < 3; i++) expect((await get("one")).status).toBe(200);
  bench.pass(9000);
  const over = await bench.api("POST", SHARES, shareBody(), { token: "one" });
  expectRefusal(over, 429);
  expect(over.json.errors[0].code).toBe(10013);
  expect(over.headers.get("retry-after")).toBe("60");
  expect(over.headers.get("ratelimit")).toBe('"default";r=0;t=60');
  expect(bench.cloudflare.dashboard.shares()).toEqual([]);
  expect((await get("two")).status).toBe(200);

  bench.pass(59_999);
  const still = await get("one");
  expect(still.status).toBe(429);
  expect(still.headers.get("retry-after")).toBe("1");
  bench.pass(1);
  expect((await get("one")).headers.get("ratelimit")).toBe('"default";r=2;t=10');
});

test("a window that ends in time starts anew", async () => {
  const bench = await startBench(small);
  const get = () => bench.api("GET", SHARES, undefined, { token: "one" });
  for (let i = 0; i < 3; i++) await get();
  bench.pass(10_000);
  for (let i = 0; i < 3; i++) expect((await get()).status).toBe(200);
});
