import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../../sdk/local";
import { rulesetId } from "../declarations";
import { Example } from "./example";

const receiver = localAccount(1);
const policyId = "1".repeat(32);

let cloudflare: LocalCloudflare;
let example: Example;
let wafId: string;
beforeAll(async () => {
  cloudflare = await startLocalCloudflare({
    transitionMs: 0,
    tokens: { "local-token": { permission: "read" }, "other-token": { accounts: [localOwner] } },
  });
  wafId = cloudflare.dashboard.createShare({
    accountId: localOwner,
    name: "WAF baseline",
    recipients: [receiver, localAccount(2)],
    resources: [{ resourceId: rulesetId }],
  }).id;
  // What the account sends, or others receive, is not listed.
  for (const accountId of [receiver, localOwner]) {
    cloudflare.dashboard.createShare({
      accountId,
      name: "Not received",
      recipients: [localAccount(3)],
      resources: [{ resourceId: rulesetId }],
    });
  }
  example = await Example.open("received-inventory", {
    cloudflare,
    config: { "cloudflare-sharing:accountId": receiver },
  });
});
afterAll(() => cloudflare.close());

const waf = () => ({
  id: wafId,
  name: "WAF baseline",
  from: "Local Account 0",
  resources: [`custom-ruleset ${rulesetId}`],
});

test("up puts what is received into the stack's outputs, and manages nothing", async () => {
  expect(await example.up()).toMatchObject({ ok: true, operations: {}, written: [], requests: 1 });
  expect(await example.outputs()).toEqual({ count: 1, shares: [waf()] });
});

test("update: what another account shares is in the next preview's and up's outputs", async () => {
  const { id } = cloudflare.dashboard.createShare({
    accountId: localAccount(8),
    name: "Gateway guardrails",
    recipients: "organization",
    resources: [{ resourceType: "gateway-policy", resourceId: policyId }],
  });
  const preview = await example.preview();
  expect(preview).toMatchObject({ ok: true, operations: {} });
  expect(preview.output).toContain("Gateway guardrails");
  expect(await example.up()).toMatchObject({ ok: true, operations: {} });
  const gateway = {
    id,
    name: "Gateway guardrails",
    from: "Local Account 8",
    resources: [`gateway-policy ${policyId}`],
  };
  expect(await example.outputs()).toEqual({ count: 2, shares: [gateway, waf()] });
});

test("update: only shares with a resource of the given types", async () => {
  await example.configure({ resourceTypes: ["custom-ruleset"] });
  expect(await example.up()).toMatchObject({ ok: true, operations: {} });
  expect(await example.outputs()).toEqual({ count: 1, shares: [waf()] });
});

test("fail: a misspelt type is named before anything is sent", async () => {
  await example.configure({ resourceTypes: ["custom-rulesets"] });
  const preview = await example.preview();
  expect(preview).toMatchObject({ ok: false, requests: 0 });
  expect(preview.output).toContain('did you mean "custom-ruleset"?');
});

test("fail: a token that may not read the account, and the permission it lacks", async () => {
  await example.configure({ resourceTypes: undefined });
  example.use("other-token");
  const preview = await example.preview();
  expect(preview).toMatchObject({ ok: false });
  expect(preview.output).toContain(receiver);
  expect(preview.output).toContain("Resource Sharing Read");
});

test("destroy has nothing to delete: what is received stays", async () => {
  expect(await example.destroy()).toMatchObject({ ok: true, operations: {}, written: [] });
  expect(cloudflare.dashboard.share(wafId).status).toBe("active");
});
