import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../../sdk/local";
import { accounts, otherRulesetId, ruleset, rulesetId } from "../declarations";
import { writes } from "../engine";
import { YamlStack } from "./yamlStack";

const token = "very-secret-token-7e8f9a0b1c2d";
let cloudflare: LocalCloudflare;
let settings: Record<string, string>;

beforeAll(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 0, tokens: { [token]: {} } });
  settings = {
    CLOUDFLARE_API_TOKEN: token,
    CLOUDFLARE_BASE_URL: cloudflare.url,
    CLOUDFLARE_ACCOUNT_ID: localOwner,
  };
});
afterAll(() => cloudflare.close());

const share = (properties: object = {}, options: object = {}) => ({
  type: "cloudflare-sharing:Share",
  properties: { name: "Baseline", recipients: accounts(1, 2), resources: [ruleset()], ...properties },
  options,
});

test("replaceOnChanges, and an import of another share, which the engine applies by itself: the old share goes", async () => {
  const options = { replaceOnChanges: ["name"] };
  const stack = await YamlStack.open({ resources: { baseline: share({}, options) } }, settings, token);
  expect((await stack.up()).ok).toBe(true);
  const [old] = cloudflare.dashboard.shares();
  await stack.declare({ resources: { baseline: share({ name: "Renamed" }, options) } });
  const { ok, output } = await stack.up();
  expect({ ok, output }).toMatchObject({ ok: true });
  const stati = cloudflare.dashboard.shares().map(({ id, name, status }) => [id === old?.id, name, status]);
  expect(stati.sort()).toEqual([
    [false, "Renamed", "active"],
    [true, "Baseline", "deleted"],
  ]);
  const recipients = [1, 2].map(localAccount);
  const resources = [{ resourceId: rulesetId }];
  const made = { accountId: localOwner, name: "Other", recipients, resources };
  const { id } = cloudflare.dashboard.createShare(made);
  await stack.declare({
    resources: { baseline: share({ name: "Other" }, { ...options, import: `${localOwner}/${id}` }) },
  });
  const taken = { "import-replacement": 1, replace: 1, "delete-replaced": 1 };
  expect(await stack.up()).toMatchObject({ ok: true, operations: taken });
  const active = cloudflare.dashboard.shares().filter(({ status }) => status === "active");
  expect(active).toMatchObject([{ id, name: "Other" }]);
  expect((await stack.destroy()).ok).toBe(true);
});

test("attachments to a share that is read by get; each is imported unchanged, by command and by option", async () => {
  const theirs = cloudflare.dashboard.createShare({
    accountId: localOwner,
    name: "Theirs",
    recipients: [localAccount(1), localAccount(2)],
    resources: [rulesetId, otherRulesetId].map((resourceId) => ({
      resourceType: "custom-ruleset",
      resourceId,
    })),
  });
  const whole = `${localOwner}/${theirs.id}`;
  const read = { type: "cloudflare-sharing:Share", get: { id: whole } };
  const added = {
    type: "cloudflare-sharing:ShareRecipient",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is YAML's
    properties: { shareId: "${theirs.id}", recipientAccountId: localAccount(5) },
  };
  const owner = { type: "pulumi:providers:cloudflare-sharing" };
  const stack = await YamlStack.open({ resources: { owner, theirs: read, added } }, settings, token);
  const first = await stack.up();
  expect(first).toMatchObject({ ok: true, operations: { create: 1 } });
  cloudflare.clearRequests();

  const recipient = (n: number) => ({
    type: "cloudflare-sharing:index:ShareRecipient",
    properties: { shareId: theirs.id, recipientAccountId: localAccount(n) },
  });
  const resource = (resourceId: string) => ({
    type: "cloudflare-sharing:index:ShareResource",
    properties: { shareId: theirs.id, resourceType: "custom-ruleset", resourceId },
  });
  const [one, two] = theirs.recipients.map(({ id }) => `${whole}/${id}`);
  const [three, four] = theirs.resources.map(({ id }) => `${whole}/${id}`);
  const provider = `owner=urn:pulumi:test::estate::${owner.type}::owner`;
  for (const [{ type }, name, id = "", ...options] of [
    [recipient(1), "one", one],
    [resource(rulesetId), "three", three, "--provider", provider],
  ] as const)
    await stack.pulumi("import", type, name, id, ...options, "--yes", "--protect=false");
  await stack.declare({
    resources: {
      owner,
      theirs: read,
      added,
      one: recipient(1),
      two: { ...recipient(2), options: { import: two } },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is YAML's
      three: { ...resource(rulesetId), options: { provider: "${owner}" } },
      four: { ...resource(otherRulesetId), options: { import: four } },
    },
  });
  expect(await stack.up()).toMatchObject({ ok: true, operations: { import: 2, same: 3 } });
  expect(await stack.up()).toMatchObject({ ok: true, operations: { same: 5 } });
  expect(writes(cloudflare.requests)).toEqual([]);
});

test("a secret input is secret in every output, also after a refresh, and is drawn as one", async () => {
  const [recipient] = accounts(41, 41);
  const secret = { "fn::secret": [recipient] };
  // What the stack looks for after every run.
  const stack = await YamlStack.open(
    { resources: { hidden: share({ name: "Hidden", recipients: secret }) } },
    settings,
    localAccount(41),
  );
  expect(await stack.up()).toMatchObject({ ok: true, operations: { create: 1 } });
  expect(await stack.refresh()).toMatchObject({ ok: true });
  const more = { "fn::secret": [recipient, ...accounts(42, 42)] };
  await stack.declare({ resources: { hidden: share({ name: "Hidden", recipients: more }) } });
  const preview = await stack.preview();
  expect(preview).toMatchObject({ ok: true, operations: { update: 1 } });
  expect(preview.output).toContain("[secret]");
  expect(await stack.up()).toMatchObject({ ok: true, operations: { update: 1 } });
  expect(await stack.destroy()).toMatchObject({ ok: true });
});

test("a failed delivery to 290 recipients is in the state: its message is longer than HTTP/2 headers are by default", async () => {
  const large = await startLocalCloudflare({ transitionMs: 0, tokens: { [token]: {} } });
  try {
    const env = { ...settings, CLOUDFLARE_BASE_URL: large.url };
    const wide = share({ recipients: accounts(1, 290) });
    const stack = await YamlStack.open({ resources: { wide } }, env, token);
    large.dashboard.refuseDelivery({ accountId: localAccount(3), error: "no room", terminal: true });
    expect(await stack.up()).toMatchObject({ ok: false });
    const [live] = large.dashboard.shares();
    const failed = { id: live?.id, initErrors: [expect.stringContaining("no room")] };
    expect(await stack.shares()).toMatchObject([failed]);
    large.dashboard.acceptDelivery(localAccount(3));
    expect(await stack.up()).toMatchObject({ ok: true, operations: { update: 1 } });
    expect(large.dashboard.shares()).toHaveLength(1);
  } finally {
    await large.close();
  }
});
