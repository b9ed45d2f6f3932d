import { type LocalCloudflare, localOwner, startLocalCloudflare } from "../../sdk/local";
import { accounts, ruleset, settingsOf, share } from "./declarations";
import { TestStack } from "./stack";

const rateLimit = { requests: 100, windowMs: 3_000, lockoutMs: 3_000 };
let cloudflare: LocalCloudflare;
/** Cloudflare's time stands still there until a second request has met the limit. */
let heldAt: number | undefined;
beforeEach(async () => {
  const now = () => (heldAt !== undefined && throttled().length < 2 ? heldAt : Date.now());
  cloudflare = await startLocalCloudflare({ transitionMs: 0, rateLimit, now });
});
afterEach(() => {
  heldAt = undefined;
  return cloudflare.close();
});

const open = (shares: ReturnType<typeof share>[]) => TestStack.open({ shares }, settingsOf(cloudflare));

const many = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, index) => ({
    ...share({ name: `${prefix} ${index}`, recipients: accounts(1, 2), resources: [ruleset()] }),
    name: `${prefix}-${index}`,
  }));

const throttled = () => cloudflare.requests.filter(({ status }) => status === 429);

test("120 shares under a limit of 100 requests in 3 s: done without a 429, near the limit's floor", async () => {
  const stack = await open(many(120, "paced"));
  expect(await stack.up()).toMatchObject({ ok: true, operations: { create: 120 } });
  expect(throttled()).toEqual([]);
  const { requests } = cloudflare;
  const took = (requests.at(-1)?.at ?? 0) - (requests[0]?.at ?? 0);
  // The last window need not be waited out: n requests take at least so long.
  const floor = Math.floor((requests.length - 1) / rateLimit.requests) * rateLimit.windowMs;
  process.stdout.write(
    `\npace: ${requests.length} requests in ${took} ms, the limit's floor is ${floor} ms: ${Math.round((100 * floor) / took)} % of the limit used, ${throttled().length} answers 429\n\n`,
  );
  expect(requests.length).toBeGreaterThan(3 * rateLimit.requests);
  expect(cloudflare.dashboard.shares(localOwner)).toHaveLength(120);
});

test("two programs with one token, together over the limit: both finish", async () => {
  const [one, two] = [await open(many(40, "one")), await open(many(40, "two"))];
  const runs = await Promise.all([one.up(), two.up()]);
  for (const run of runs) expect(run).toMatchObject({ ok: true, operations: { create: 40 } });
  expect(cloudflare.requests.length).toBeGreaterThan(2 * rateLimit.requests);
  expect(cloudflare.dashboard.shares(localOwner)).toHaveLength(80);
  process.stdout.write(
    `\ntwo programs: ${cloudflare.requests.length} requests, ${throttled().length} answers 429\n\n`,
  );
});

test("a token that others have used up: Retry-After is waited out, and said", async () => {
  const stack = await open(many(1, "late"));
  heldAt = Date.now();
  for (let n = 0; n <= rateLimit.requests; n++) {
    await fetch(`${cloudflare.url}/accounts/${localOwner}/shares`, {
      headers: { Authorization: "Bearer local-token" },
    });
  }
  expect(throttled()).toHaveLength(1);
  const { ok, output } = await stack.up();
  expect({ ok, output }).toEqual({ ok: true, output });
  expect(output).toMatch(/Cloudflare's request limit is used up: going on in \S+ s/);
  expect(throttled().length).toBeGreaterThan(1);
  expect(cloudflare.dashboard.shares(localOwner)).toHaveLength(1);
});
