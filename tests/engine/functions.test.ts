import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type LocalCloudflare,
  localAccount,
  localOrganizationId,
  localOwner,
  startLocalCloudflare,
} from "../../sdk/local";
import { rulesetId } from "./declarations";
import { writes } from "./engine";
import { TestStack } from "./stack";

const secretName = "Of nobody's concern";
const token = "a-secret-token-0123456789";
const receiver = localAccount(1);
let cloudflare: LocalCloudflare;
let names: string[];
let confidential: string;
let everyone: string;

beforeAll(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 0, tokens: { [token]: {} } });
  const { dashboard } = cloudflare;
  const resources = [{ resourceId: rulesetId }];
  names = Array.from({ length: 130 }, (_, i) => `Share ${String(i).padStart(3, "0")}`);
  for (const [i, name] of names.entries()) {
    const recipients = [i % 2 === 0 ? localAccount(2) : receiver];
    const tags = { batch: i % 2 === 0 ? "even" : "odd" };
    dashboard.createShare({ accountId: localOwner, name, recipients, resources, tags });
  }
  everyone = dashboard.createShare({
    accountId: localOwner,
    name: "Everyone",
    recipients: "organization",
    resources,
    excluded: [localAccount(5)],
  }).id;
  confidential = dashboard.createShare({
    accountId: localOwner,
    name: secretName,
    recipients: [localAccount(3)],
    resources,
  }).id;
});
afterAll(() => cloudflare.close());
beforeEach(() => cloudflare.clearRequests());

/** The program of functionsProgram/; the token as a secret of the stack's, the account in its config. */
async function open(program: object = {}): Promise<TestStack> {
  const stack = await TestStack.open(
    { shares: [] },
    { CLOUDFLARE_BASE_URL: cloudflare.url },
    { ownProcess: true },
  );
  await cp(join(__dirname, "functionsProgram"), stack.folder, { recursive: true });
  const known = { owner: localOwner, receiver, organizationId: localOrganizationId, confidential };
  await writeFile(join(stack.folder, "program.json"), JSON.stringify({ ...known, ...program }));
  await stack.setConfig("cloudflare-sharing:apiToken", token, true);
  await stack.setConfig("cloudflare:accountId", localOwner);
  return stack;
}

test("all functions, in a preview and in an up: 130 shares, and answers about what the program itself makes", async () => {
  const stack = await open();
  const preview = await stack.preview();
  expect(preview).toMatchObject({ ok: true, operations: { create: 1 } });
  // What hangs on the share that is not there yet is not asked: but for lists, two requests are left.
  const asked = cloudflare.requests.map(({ path }) => path.replace(/^.*\/shares|\?.*/g, ""));
  expect(asked.filter((path) => path !== "").sort()).toEqual(
    [`/${confidential}`, `/${everyone}/excluded-recipients`].sort(),
  );
  expect(writes(cloudflare.requests)).toEqual([]);

  const up = await stack.up();
  expect(up).toMatchObject({ ok: true, operations: { create: 1 } });
  const odd = names.filter((_, i) => i % 2 === 1);
  expect(await stack.outputs()).toMatchObject({
    all: names,
    some: names.slice(-3).reverse(),
    filtered: odd,
    received: odd,
    organization: names.slice(0, 60),
    excluded: { accountId: localOwner, results: [{ accountId: localAccount(5) }] },
    after: 133,
    share: "Own",
    recipient: {
      accountId: localOwner,
      recipientAccountId: receiver,
      associationStatus: "associated",
      resources: [{ resourceId: "0".repeat(32), resourceVersion: 1, error: "", terminal: false }],
    },
    resource: { resourceType: "gateway-policy", meta: '{"a":2,"b":1}', status: "active" },
    confidential: secretName,
  });
  for (const text of [await stack.stateText(), up.output, preview.output]) {
    expect(text).not.toContain(secretName);
    expect(text).not.toContain(token);
  }
  expect(await stack.preview()).toMatchObject({ ok: true, operations: { same: 1 } });
});

const failing: [string, object, RegExp, number][] = [
  [
    "a share that is not there",
    { shareId: "f".repeat(32) },
    /error: reading share f{32} of account a{24}0{8}: Cloudflare answered 404: share not found \(code 1004\)/,
    1,
  ],
  [
    "wrong arguments",
    { accountId: "abc", shareId: "x" },
    /error: calling getShare: accountId "abc" is not right: .*; shareId "x" is not right: a share id has 32/,
    0,
  ],
];
test.each(failing)("%s: one error without a stack", async (_, args, message, requests) => {
  const stack = await open({ args });
  const preview = await stack.preview();
  expect(preview.ok).toBe(false);
  expect(preview.output).toMatch(message);
  expect(preview.output).not.toMatch(/^\s+at /m);
  expect(preview.output).not.toContain("unhandled");
  expect(cloudflare.requests).toHaveLength(requests);
});
