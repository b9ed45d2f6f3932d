import { localAccount, localOrganizationId, localOwner } from "../../../sdk/local";
import { createdPath, expectRefusal, SHARES, shareBody, startBench, stopBenches } from "./support";

afterEach(stopBenches);

async function expectNotAllowed(
  answer: Parameters<typeof expectRefusal>[0] | Promise<Parameters<typeof expectRefusal>[0]>,
) {
  const refused = await answer;
  expectRefusal(refused, 403);
  expect(refused.json.errors).toEqual([{ code: 10000, message: "Authentication error" }]);
}

test("no credential, a wrong token, a malformed header", async () => {
  const { api } = await startBench();
  await expectNotAllowed(api("GET", SHARES, undefined, { headers: {} }));
  await expectNotAllowed(api("GET", SHARES, undefined, { token: "wrong" }));
  await expectNotAllowed(api("GET", SHARES, undefined, { headers: { authorization: "local-token" } }));
  await expectNotAllowed(api("GET", SHARES, undefined, { token: "constructor" }));
});

test("a read-only token reads", async () => {
  const { cloudflare, api } = await startBench({ tokens: { reader: { permission: "read" } } });
  expect((await api("GET", SHARES, undefined, { token: "reader" })).status).toBe(200);
  await expectNotAllowed(api("POST", SHARES, shareBody(), { token: "reader" }));
  expect(cloudflare.dashboard.shares()).toEqual([]);
});

test("a token may be for some accounts only", async () => {
  const { api } = await startBench({ tokens: { some: { accounts: [localOwner] } } });
  expect((await api("GET", SHARES, undefined, { token: "some" })).status).toBe(200);
  await expectNotAllowed(api("GET", `/accounts/${localAccount(1)}/shares`, undefined, { token: "some" }));
  await expectNotAllowed(
    api("GET", `/organizations/${localOrganizationId}/shares`, undefined, { token: "some" }),
  );
});

test("an account that doesn't exist looks like one without permission", async () => {
  const { api } = await startBench();
  await expectNotAllowed(api("GET", `/accounts/${"d".repeat(32)}/shares`));
});

test("e-mail and key", async () => {
  const bench = await startBench({ apiKeys: { "me@example.com": "k1" } });
  const as = (email: string, key: string) => ({ headers: { "x-auth-email": email, "x-auth-key": key } });
  expect((await bench.api("GET", SHARES, undefined, as("me@example.com", "k1"))).status).toBe(200);
  await expectNotAllowed(bench.api("GET", SHARES, undefined, as("me@example.com", "k2")));
  await expectNotAllowed(bench.api("GET", SHARES, undefined, as("you@example.com", "k1")));
  await expectNotAllowed(bench.api("GET", SHARES, undefined, { headers: { "x-auth-key": "k1" } }));
});

test("the log says which kind of credential came, and never which", async () => {
  const bench = await startBench({ apiKeys: { "me@example.com": "very-secret-key" } });
  await createdPath(bench);
  await bench.api("GET", `${SHARES}?tag=a&tag=b&page=1`, undefined, { headers: {} });
  await bench.api("GET", SHARES, undefined, {
    headers: { "x-auth-email": "me@example.com", "x-auth-key": "very-secret-key", "user-agent": "test/1" },
  });
  expect(bench.cloudflare.requests).toMatchObject([
    { n: 1, method: "POST", path: SHARES, query: {}, body: shareBody(), status: 201, credential: "token" },
    {
      n: 2,
      method: "GET",
      path: SHARES,
      query: { tag: ["a", "b"], page: "1" },
      status: 403,
      credential: "none",
    },
    { n: 3, credential: "key", userAgent: "test/1", status: 200 },
  ]);
  expect(bench.cloudflare.requests[1]?.body).toBeUndefined();
  const all = JSON.stringify([bench.cloudflare.requests, bench.cloudflare.snapshot()]);
  expect(all).not.toMatch(/local-token|very-secret-key/);
  bench.cloudflare.clearRequests();
  expect(bench.cloudflare.requests).toEqual([]);
});
