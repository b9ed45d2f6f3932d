import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../sdk/local";
import { accounts, ruleset, rulesetId, share } from "./declarations";
import { TestStack } from "./stack";

const token = "a-secret-token-0123456789";
let cloudflare: LocalCloudflare;
beforeAll(async () => {
  cloudflare = await startLocalCloudflare({
    transitionMs: 0,
    tokens: { [token]: {}, "token-of-another": { accounts: [localAccount(9)] } },
  });
});
afterAll(() => cloudflare.close());
beforeEach(() => cloudflare.clearRequests());

const open = (declaration: ReturnType<typeof share>, env: Record<string, string> = {}) =>
  TestStack.open(
    { shares: [declaration] },
    { CLOUDFLARE_BASE_URL: cloudflare.url, CLOUDFLARE_API_TOKEN: token, ...env },
  );

test("five faults are reported in one preview, each with its property path, and nothing is sent", async () => {
  const stack = await open(
    share({
      accountId: "not-an-account",
      recipients: [...accounts(1, 2), { recipientAccountId: "123" }, ...accounts(1, 1)],
      resources: [
        { resourceType: "custom_ruleset", resourceId: rulesetId },
        { resourceType: "gateway-policy", resourceId: rulesetId, meta: "[1]" },
      ],
    }),
  );
  const preview = await stack.preview();
  expect(preview.ok).toBe(false);
  for (const property of [
    "accountId",
    "recipients[2].recipientAccountId",
    "recipients[3].recipientAccountId",
    "resources[0].resourceType",
    "resources[1].meta",
  ]) {
    expect(preview.output).toContain(`property ${property} value`);
  }
  expect(preview.output).toContain('did you mean "custom-ruleset"?');
  expect(cloudflare.requests).toHaveLength(0);
});

test("a preview passes while the ruleset's id is unknown, and up knows it", async () => {
  const stack = await open(share());
  const program = {
    rulesets: { waf: rulesetId },
    shares: [
      share({
        resources: [
          { resourceType: "custom-ruleset", resourceId: { $id: "waf" }, meta: { from: { $id: "waf" } } },
        ],
      }),
    ],
  };
  await stack.declare(program);
  expect(await stack.preview()).toMatchObject({ ok: true, operations: { create: 2 } });
  expect(cloudflare.requests).toHaveLength(0);
  expect(await stack.up()).toMatchObject({ ok: true });
  const [resource] = await stack.resources();
  expect(resource?.inputs.resources).toEqual([
    {
      resourceType: "custom-ruleset",
      resourceId: rulesetId,
      resourceAccountId: localOwner,
      meta: `{"from":"${rulesetId}"}`,
    },
  ]);
});

test("an account from the config stands in for a missing accountId", async () => {
  const stack = await open(share({ accountId: undefined, name: "By config" }));
  const missing = await stack.preview();
  expect(missing.ok).toBe(false);
  expect(missing.output).toMatch(/accountId value .*pulumi config set cloudflare-sharing:accountId/);
  await stack.setConfig("cloudflare:accountId", localOwner);
  expect(await stack.up()).toMatchObject({ ok: true, operations: { create: 1 } });
});

describe("settings that can't work are told in a line or two, without a stack and without a secret", () => {
  const faulty: [string, Record<string, string>, Record<string, string>, RegExp][] = [
    [
      "no credentials",
      { CLOUDFLARE_API_TOKEN: "" },
      {},
      /Cloudflare credentials are missing\. Set a token with/,
    ],
    [
      "half of a pair",
      { CLOUDFLARE_API_TOKEN: "", CLOUDFLARE_API_KEY: token },
      {},
      /apiKey is set, email is not/,
    ],
    [
      "a refused token",
      { CLOUDFLARE_API_TOKEN: `${token}x` },
      {},
      /creating share .*403: Authentication error \(code 10000\)/,
    ],
    [
      "an account without permission",
      { CLOUDFLARE_API_TOKEN: "token-of-another" },
      {},
      /creating share .*403: Authentication error \(code 10000\)\n\s*cf-ray \S+; the credentials are wrong, or may not do this/,
    ],
    [
      "http to another host",
      { CLOUDFLARE_BASE_URL: "http://api.example.com/client/v4" },
      {},
      /must be https, or http to loopback alone/,
    ],
  ];
  test.each(faulty)("%s", async (_, env, __, message) => {
    const stack = await open(share(), env);
    const up = await stack.up();
    expect(up.ok).toBe(false);
    expect(up.output).toMatch(message);
    expect(up.output).not.toMatch(/^\s+at /m);
    expect(up.output).not.toContain(token);
    const posted = cloudflare.requests.filter(({ status }) => (status ?? 0) < 400);
    expect(posted).toHaveLength(0);
  });
});

test("a refused token on refresh and destroy: clear lines, no stack, the share kept", async () => {
  const stack = await open(share({ resources: [ruleset("0123456789abcdef0123456789abcdee")] }));
  await stack.up();
  stack.env.CLOUDFLARE_API_TOKEN = `${token}x`;
  for (const run of [() => stack.refresh(), () => stack.destroy()]) {
    const result = await run();
    expect(result.ok).toBe(false);
    expect(result.output).toMatch(/(reading|deleting) share \S+ of account \S+: Cloudflare answered 403/);
    expect(result.output).not.toMatch(/^\s+at /m);
    expect(await stack.resources()).toHaveLength(1);
  }
});
