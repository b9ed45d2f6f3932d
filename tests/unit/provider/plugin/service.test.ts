import { readFileSync } from "node:fs";
import { join } from "node:path";
import { unknownValue } from "../../../../provider/base/values";
import { askAs } from "../../../../provider/lookup/asker";
import { Ownership } from "../../../../provider/ownership";
import { Instance } from "../../../../provider/plugin/instance";
import { Empty, messages } from "../../../../provider/plugin/rpc";
import { localAccount, localOwner } from "../../../../sdk/local";
import { inputs, resource, rulesetId, to } from "../../support/builders";
import { startPlugin, stopPlugins, type TestPlugin } from "../../support/plugin";
import { initFailureIn, urnOf } from "../../support/pluginClient";
import { changesOf, failureOf, stopSharing, TOKEN } from "../../support/sharing";

afterEach(async () => {
  stopPlugins();
  await stopSharing();
});

const noStack = { get: () => undefined };
const declared = (changes: object = {}) => ({ ...inputs(), ...changes }) as Record<string, unknown>;

/** Checked and created, as the engine does, by an earlier run. */
async function made(plugin: TestPlugin, changes: object = {}) {
  const earlier = await plugin.again();
  const { inputs: news } = await earlier.check("Share", declared(changes));
  const { id, outs } = await earlier.create("Share", news);
  plugin.sharing.sent();
  return { id, inputs: news, outs };
}

describe("the provider", () => {
  test("tells the package's version, and its schema with it", async () => {
    const plugin = await startPlugin();
    const info = await plugin.call<{ getVersion(): string }>("getPluginInfo", new Empty());
    expect(info.getVersion()).toBe("1.2.3");
    const answer = await plugin.call<{ getSchema(): string }>("getSchema", new messages.GetSchemaRequest());
    const file = join(__dirname, "../../../../provider/plugin/schema.json");
    expect(JSON.parse(answer.getSchema())).toEqual({
      ...JSON.parse(readFileSync(file, "utf8")),
      version: "1.2.3",
    });
  });

  test("takes secrets marked, leaves resources and outputs to the engine, and takes part in previews", async () => {
    const plugin = await startPlugin({ isBare: true });
    const hands = await plugin.call<InstanceType<typeof messages.ProviderHandshakeResponse>>(
      "handshake",
      new messages.ProviderHandshakeRequest(),
    );
    const taken = [hands.getAcceptSecrets(), hands.getAcceptResources(), hands.getAcceptOutputs()];
    expect(taken).toEqual([true, false, false]);
    expect((await plugin.configure()).getSupportspreview()).toBe(true);
  });

  test("faults of its settings, each with its property", async () => {
    const plugin = await startPlugin({ isBare: true });
    const { failures } = await plugin.checkConfig({
      apiToekn: "x",
      apiKey: "key",
      baseUrl: "http://example.com",
    });
    expect(failures).toEqual([
      {
        property: "apiToekn",
        reason: expect.stringContaining("it has apiToken, apiKey, email, accountId, baseUrl"),
      },
      { property: "email", reason: expect.stringContaining("apiKey is set, email is not") },
      { property: "baseUrl", reason: expect.stringContaining("must be https") },
    ]);
    expect((await plugin.checkConfig({ email: "a@example.com" })).failures[0]?.property).toBe("apiKey");
    expect((await plugin.checkConfig({ apiToken: `"${TOKEN}"` })).failures[0]?.property).toBe("apiToken");
    expect(JSON.stringify(failures)).not.toContain("cloudflare:apiToken");
  });

  test.each([
    {},
    { version: "1.0.0", pluginDownloadURL: "https://example.com", __internal: {} },
    { apiKey: unknownValue },
    { apiKey: "key", email: unknownValue },
    { apiToken: TOKEN, accountId: localOwner },
  ])("no fault of %j", async (settings) => {
    const plugin = await startPlugin({ isBare: true });
    expect((await plugin.checkConfig(settings)).failures).toEqual([]);
  });

  test("removalLimit is a setting, for shares that have none; the URN tells which share replaces which", async () => {
    const plugin = await startPlugin({ isBare: true });
    const wrong = await plugin.checkConfig({ removalLimit: "many" });
    expect(wrong.failures).toEqual([
      { property: "removalLimit", reason: expect.stringContaining("is no limit") },
    ]);
    const { id, outs } = await made(plugin, { recipients: to(1, 2, 3) });
    await plugin.configure({ apiToken: TOKEN, baseUrl: plugin.sharing.cloudflare.url, removalLimit: 1 });
    const news = declared({ recipients: to(1), name: "Another name" });
    const { failures } = await plugin.check("Share", news, declared({ recipients: to(1, 2, 3) }));
    expect(failures[0]?.reason).toContain("recipients: 2 of 3 would be removed, and removalLimit is 1");
    expect(failures[0]?.reason).toContain(
      "`pulumi config set cloudflare-sharing:removalLimit 2` for one run",
    );
    await plugin.check("Share", news);
    const { message } = await failureOf(plugin.delete("Share", id, outs));
    expect(message).toContain("both stay: recipients: 2 of 3 would be removed");
    expect(plugin.sharing.cloudflare.dashboard.share(id).status).toBe("active");
  });

  test("credentials come back as secrets, and what else was marked", async () => {
    const plugin = await startPlugin({ isBare: true });
    const given = { apiToken: TOKEN, accountId: localOwner };
    expect(await plugin.checkConfig(given)).toMatchObject({ inputs: given, secrets: ["apiToken"] });
    expect((await plugin.checkConfig(given, ["accountId"])).secrets.sort()).toEqual([
      "accountId",
      "apiToken",
    ]);
  });

  test("a new token updates it in place; one that is marked as a secret is the same", async () => {
    const plugin = await startPlugin({ isBare: true });
    const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
    const olds = { apiToken: "a" };
    expect(await plugin.diffConfig(olds, { apiToken: "a" })).toMatchObject({ changes: DIFF_NONE, diffs: [] });
    expect(await plugin.diffConfig(olds, { apiToken: "b" })).toEqual({
      changes: DIFF_SOME,
      diffs: ["apiToken"],
      replaces: [],
    });
  });

  test("its arguments go before the environment, which fills what they leave out", async () => {
    const plugin = await startPlugin({
      isBare: true,
      env: { CLOUDFLARE_API_TOKEN: "wrong", CLOUDFLARE_ACCOUNT_ID: localOwner },
    });
    await plugin.configure({ apiToken: TOKEN, baseUrl: plugin.sharing.cloudflare.url });
    const { accountId, ...rest } = declared();
    const { inputs: news, failures } = await plugin.check("Share", rest);
    expect(failures).toEqual([]);
    expect((await plugin.create("Share", news)).outs).toMatchObject({
      accountId: localOwner,
      status: "active",
    });
  });

  const config = "pulumi config set";
  const own = "of the provider";

  test.each([
    ["default", config, own],
    ["default_0_1_0", config, own],
    ["owner", own, config],
    ["default-account", own, config],
    ["a::default", own, config],
  ])("without what it needs, %s: by %s, and never by what does not reach it", async (name, way, other) => {
    const plugin = await startPlugin({ isBare: true });
    const half = await plugin.checkConfig({ apiKey: "key" }, [], name);
    await plugin.configure({}, name);
    const { accountId, ...rest } = declared();
    const missing = await plugin.check("Share", rest);
    expect(missing.failures.map(({ property }) => property)).toEqual(["accountId", ""]);
    await plugin.configure({ apiToken: TOKEN, removalLimit: 0 }, name);
    const more = declared({ recipients: to(1, 2, 3) });
    const tooMuch = await plugin.check("Share", { ...more, recipients: to(1) }, more);
    expect(tooMuch.failures).toHaveLength(1);
    for (const { reason } of [half, missing, tooMuch].flatMap(({ failures }) => failures)) {
      expect(reason).toContain(way);
      expect(reason).not.toContain(other);
      expect(reason).not.toMatch(/`cloudflare:/);
    }
  });

  test("an old engine tells its name in checkConfig alone", async () => {
    const plugin = await startPlugin({ isBare: true });
    await plugin.checkConfig({}, [], "owner");
    await plugin.call("configure", new messages.ConfigureRequest());
    const { failures } = await plugin.check("Share", declared());
    expect(failures.map(({ reason }) => reason)).toEqual([expect.stringContaining(own)]);
  });

  test("a type or a function that it has not", async () => {
    const plugin = await startPlugin();
    const error = await failureOf(plugin.check("Shares", {}));
    expect(error.message).toBe(
      "2 UNKNOWN: this provider has no resource of type cloudflare-sharing:index:Shares",
    );
    const none = await failureOf(plugin.invoke("cloudflare-sharing:index:constructor", {}));
    expect(none.message).toContain("this provider has no function cloudflare-sharing:index:constructor");
  });
});

describe("a share", () => {
  test("faults at once, each with its place; options are no properties", async () => {
    const plugin = await startPlugin();
    const { failures } = await plugin.check(
      "Share",
      declared({ nmae: "x", recipients: [], timeouts: {}, import: "a" }),
    );
    expect(failures.map(({ property }) => property)).toEqual(["import", "timeouts", "recipients", "nmae"]);
  });

  test("a preview of its create: what is declared and what follows from it, and no request", async () => {
    const plugin = await startPlugin();
    const { inputs: news } = await plugin.check(
      "Share",
      declared({ resources: [{ resourceType: "custom-ruleset", resourceId: unknownValue }] }),
    );
    const { id, outs } = await plugin.create("Share", news, { preview: true });
    expect(id).toBe("");
    expect(outs).toMatchObject({
      name: "Baseline",
      recipients: to(1, 2),
      kind: "sent",
      targetType: "account",
      status: unknownValue,
      recipientStatuses: unknownValue,
    });
    expect(plugin.sharing.sent()).toEqual([]);
  });

  test("a preview of its update: facts that no update changes stay known", async () => {
    const plugin = await startPlugin();
    const { id, outs } = await made(plugin);
    const seen = await plugin.update("Share", id, outs, declared({ name: "New" }), { preview: true });
    const { created, accountName, organizationId, status } = outs;
    expect(seen).toMatchObject({ name: "New", created, accountName, organizationId, status });
    expect(seen).toMatchObject({ modified: unknownValue, associatedRecipientCount: unknownValue });
    expect(plugin.sharing.sent()).toEqual([]);
  });

  test("its life sends what the dynamic provider sends", async () => {
    const plugin = await startPlugin();
    const { sharing } = plugin;
    const { id, ...state } = await made(plugin);
    const next = declared({ name: "New", recipients: to(1, 2, 3) });
    const { inputs: news } = await plugin.check("Share", next, state.inputs);
    expect(await plugin.diff("Share", id, state, news)).toEqual({
      changes: true,
      replaces: [],
      detailed: { name: "update", "recipients[2]": "add" },
    });
    const outs = await plugin.update("Share", id, state.outs, news);
    expect(changesOf(sharing.sent())).toEqual(["PUT share", "PUT recipients"]);
    sharing.cloudflare.dashboard.removeRecipient(id, localAccount(2));
    const drifted = await plugin.read("Share", id, outs);
    expect(sharing.sent().sort()).toEqual(["GET recipients", "GET share"]);
    expect(drifted.inputs).toEqual({ ...news, recipients: to(1, 3) });
    expect(await plugin.diff("Share", id, drifted, news)).toMatchObject({ changes: true });
    await (await plugin.again()).delete("Share", id, drifted.outs);
    expect(changesOf(sharing.sent())).toEqual(["DELETE share"]);
    expect(await plugin.read("Share", id, drifted.outs)).toMatchObject({ id: "" });
  });

  test("is imported by its whole id: inputs that the program can be written from", async () => {
    const plugin = await startPlugin();
    const { id } = await made(plugin);
    const found = await plugin.read("Share", `${localOwner}/${id}`);
    expect(found).toMatchObject({ id, inputs: declared(), outs: { status: "active" } });
    const { inputs: news, failures } = await plugin.check("Share", declared(), found.inputs);
    expect(failures).toEqual([]);
    expect(await plugin.diff("Share", id, found, news)).toMatchObject({ changes: false, detailed: {} });
    const missing = await failureOf(plugin.read("Share", `${localOwner}/${"9".repeat(32)}`));
    expect(missing.message).toContain("has no such share, or it is deleted");
  });

  test("leaves what the option ignoreChanges names as it is live", async () => {
    const plugin = await startPlugin();
    const { id, ...state } = await made(plugin);
    plugin.sharing.cloudflare.dashboard.removeRecipient(id, localAccount(2));
    const news = { ...state.inputs, name: "New" };
    const outs = await plugin.update("Share", id, state.outs, news, { ignoreChanges: ["recipients"] });
    expect(changesOf(plugin.sharing.sent())).toEqual(["PUT share"]);
    expect(outs).toMatchObject({ name: "New", recipients: to(1) });
    expect(outs).not.toHaveProperty("ignoreChanges");
  });

  test("compared with ignoreChanges after a refresh, it is still what the program declares", () => {
    const ownership = new Ownership();
    ownership.noteRefresh("id");
    ownership.noteCheck(declared());
    expect(ownership.noteIfOfRefresh("id", declared({ ignoreChanges: ["recipients"] }))).toBe(false);
  });

  test("replaced by an option that only the engine knows, the old one is deleted", async () => {
    const plugin = await startPlugin();
    const { id, ...state } = await made(plugin);
    const { inputs: news } = await plugin.check("Share", declared({ name: "New" }), state.inputs);
    expect(await plugin.diff("Share", id, state, news)).toMatchObject({ changes: true, replaces: [] });
    // What the engine asks only then.
    await plugin.check("Share", declared({ name: "New" }));
    await plugin.create("Share", news);
    plugin.sharing.sent();
    await plugin.delete("Share", id, state.outs);
    expect(changesOf(plugin.sharing.sent())).toEqual(["DELETE share"]);
  });

  test("of two entries that an interrupted replacement left, the one to be deleted leaves the share alone", async () => {
    const plugin = await startPlugin();
    const { id, ...state } = await made(plugin);
    const { inputs: news } = await plugin.check("Share", declared(), state.inputs);
    expect(await plugin.diff("Share", id, state, news)).toMatchObject({ changes: false });
    await plugin.delete("Share", id, state.outs);
    expect(changesOf(plugin.sharing.sent())).toEqual([]);
    expect(plugin.told.map(({ message }) => message).join("\n")).toContain(id);
  });

  test("a state that the dynamic provider wrote is no change", async () => {
    const plugin = await startPlugin();
    const { id, ...state } = await made(plugin);
    const old = { __provider: "text", timeouts: { create: "5m" }, replaceOnChanges: ["*"], import: "x" };
    const dynamic = {
      inputs: { ...state.inputs, ...old },
      outs: { ...state.outs, ...old, unfinished: true },
    };
    const { inputs: news } = await plugin.check("Share", declared(), dynamic.inputs);
    expect(await plugin.diff("Share", id, dynamic, news)).toMatchObject({ changes: false });
  });
});

describe("what does not arrive in time", () => {
  test("stays in the state, by the limit that the engine tells", async () => {
    const plugin = await startPlugin({ transitionMs: 600_000 });
    const { inputs: news } = await plugin.check("Share", declared());
    const started = plugin.sharing.clock.now();
    const error = await failureOf(plugin.create("Share", news, { seconds: 30 }));
    expect(plugin.sharing.clock.now() - started).toBeLessThan(31_000);
    const [share] = plugin.sharing.cloudflare.dashboard.shares();
    const failed = initFailureIn(error);
    expect(failed).toMatchObject({ id: share?.id, properties: news });
    expect(failed?.properties).not.toHaveProperty("unfinished");
    expect(failed?.reasons[0]).toContain("is there, but not everything was delivered");
    expect(error.message).not.toMatch(/\n\s+at /);
    const progress = plugin.told.filter(({ isEphemeral }) => isEphemeral);
    expect(progress[0]).toEqual({
      urn: urnOf("Share"),
      message: "Baseline: 0 of 2 recipients associated",
      isWarning: false,
      isEphemeral: true,
    });
  });

  test("cancelled, the wait ends at once, and one that begins later too", async () => {
    const plugin = await startPlugin({ transitionMs: 600_000 });
    await plugin.call("cancel", new Empty());
    const { inputs: news } = await plugin.check("Share", declared());
    const started = plugin.sharing.clock.now();
    const error = await failureOf(plugin.create("Share", news));
    expect(initFailureIn(error)?.id).toBe(plugin.sharing.cloudflare.dashboard.shares()[0]?.id);
    expect(plugin.sharing.clock.now() - started).toBeLessThan(1_000);
  });

  test("is told as warnings of the resource where that was asked for", async () => {
    const plugin = await startPlugin();
    plugin.sharing.cloudflare.dashboard.refuseDelivery({
      accountId: localAccount(2),
      error: "no room",
      terminal: true,
    });
    await made(plugin, { onDeliveryError: "warn" });
    const warnings = plugin.told.filter(({ isWarning }) => isWarning);
    expect(warnings.every(({ urn }) => urn === urnOf("Share"))).toBe(true);
    expect(warnings.map(({ message }) => message).join("\n")).toMatch(
      /not everything was delivered[\s\S]*no room/,
    );
    expect(warnings.some(({ message }) => message.startsWith("warning"))).toBe(false);
  });

  test("what Cloudflare refuses is no init failure, and names no credential", async () => {
    const plugin = await startPlugin({ isBare: true });
    await plugin.configure({ apiToken: "not-the-token", baseUrl: plugin.sharing.cloudflare.url });
    const { inputs: news } = await plugin.check("Share", declared());
    const error = await failureOf(plugin.create("Share", news));
    expect(initFailureIn(error)).toBeUndefined();
    expect(error.message).not.toContain("not-the-token");
    expect(error.message).not.toMatch(/\n\s+at /);
  });
});

describe("secret inputs", () => {
  const inEveryPlace = [
    "accountId",
    "organizationId",
    "recipients",
    "recipientStatuses",
    "resources",
    "resourceStatuses",
  ];

  test("are secret in every output that repeats them, after create and refresh, and in what failed", async () => {
    const plugin = await startPlugin();
    const secrets = ["accountId", "recipients"];
    const checked = await plugin.check("Share", declared(), {}, secrets);
    expect(checked.secrets.sort()).toEqual(["accountId", "recipients", "resources"]);
    const created = await plugin.create("Share", checked.inputs, { secrets });
    expect(created.secrets.sort()).toEqual([...inEveryPlace].sort());
    const read = await plugin.read("Share", created.id, created.outs, created.secrets);
    expect(read.secrets.sort()).toEqual([...inEveryPlace].sort());
    plugin.sharing.cloudflare.dashboard.refuseDelivery({
      accountId: localAccount(3),
      error: "no room",
      terminal: true,
    });
    const next = declared({ name: "Other", recipients: to(3) });
    const error = await failureOf(plugin.create("Share", next, { secrets }));
    expect(initFailureIn(error)?.secrets.sort()).toEqual([...inEveryPlace].sort());
  });

  test("stand in no error, no reason in the state, no line of progress or warning, and no fault", async () => {
    const plugin = await startPlugin({ transitionMs: 600_000 });
    const names = ["name", "recipients", "resources"];
    const recipients = [{ recipientAccountId: localAccount(1).toUpperCase() }];
    const secret = declared({ name: "Nobody\tknows", recipients });
    const { inputs: news } = await plugin.check("Share", secret, {}, names);
    const error = await failureOf(plugin.create("Share", news, { seconds: 30, secrets: names }));
    const failed = initFailureIn(error);
    const said = [error.message, failed?.reasons, plugin.told.map(({ message }) => message)];
    expect(JSON.stringify(said)).not.toMatch(/knows|a{20}/i);
    expect(failed?.reasons[0]).toContain('share "[secret]"');
    expect(plugin.told[0]?.message).toBe("[secret]: 0 of 1 recipients associated");
    const wrong = declared({ resources: [resource({ resourceType: "custom-rulesets" as never })] });
    const { failures } = await plugin.check("Share", { ...wrong, accountId: "Nobody knows" }, {}, [
      "accountId",
    ]);
    expect(failures.length).toBeGreaterThan(1);
    expect(JSON.stringify(failures)).not.toContain("knows");
  });

  test("are not the account that owns the share: what an error advises can be followed", async () => {
    const plugin = await startPlugin();
    const secrets = ["resources"];
    const { inputs } = await plugin.check("Share", declared(), {}, secrets);
    const { id } = await plugin.create("Share", inputs, { secrets });
    const error = await failureOf((await plugin.again()).create("Share", inputs, { secrets }));
    expect(error.message).toContain(`import: "${localOwner}/${id}"`);
  });

  test("are compared by what they are", async () => {
    const plugin = await startPlugin();
    const { id, ...state } = await made(plugin);
    const { inputs: news } = await plugin.check("Share", declared(), state.inputs, ["recipients"]);
    expect(await plugin.diff("Share", id, state, news)).toMatchObject({ changes: false });
  });
});

describe("attachments", () => {
  test("a recipient and a resource: created, compared, read by their ids, deleted", async () => {
    const plugin = await startPlugin();
    const { id: shareId } = await made(plugin, { exclusive: false });
    const at = { accountId: localOwner, shareId };
    const all = [
      [
        "ShareRecipient",
        { ...at, recipientAccountId: localAccount(5) },
        { recipientAccountId: localAccount(6) },
      ],
      ["ShareResource", { ...at, ...resource({ resourceId: rulesetId(3) }) }, { resourceId: rulesetId(4) }],
    ] as const;
    for (const [kind, args, other] of all) {
      const { inputs: news, failures } = await plugin.check(kind, args);
      expect(failures).toEqual([]);
      const seen = await plugin.create(kind, news, { preview: true });
      expect(seen.outs).toMatchObject({ ...news, created: unknownValue });
      const { id, outs } = await (await plugin.again()).create(kind, news);
      const state = { inputs: news, outs };
      expect(await plugin.diff(kind, id, state, news)).toMatchObject({
        changes: false,
        replaces: [],
        detailed: {},
      });
      const [changed] = Object.keys(other);
      expect(await plugin.diff(kind, id, state, { ...news, ...other })).toEqual({
        changes: true,
        replaces: [changed],
        detailed: { [changed as string]: "update-replace" },
      });
      const found = await plugin.read(kind, `${localOwner}/${shareId}/${id}`);
      expect(found).toMatchObject({ id, inputs: news });
      await (await plugin.again()).delete(kind, id, outs);
    }
    expect(changesOf(plugin.sharing.sent())).toEqual([
      "POST recipients",
      "DELETE recipient",
      "POST resources",
      "DELETE resource",
    ]);
  });

  test("their share may be named by its whole id: that is what a program has of one that it reads", async () => {
    const plugin = await startPlugin();
    const { id: shareId } = await made(plugin, { exclusive: false });
    const whole = `${localOwner}/${shareId}`;
    const args = { shareId: whole, recipientAccountId: localAccount(5) };
    const { inputs: news, failures } = await plugin.check("ShareRecipient", args);
    expect([news, failures]).toEqual([{ ...args, accountId: localOwner, shareId }, []]);
    const other = await plugin.check("ShareRecipient", { ...args, accountId: localAccount(1) });
    expect(other.failures.map(({ property }) => property)).toEqual(["shareId"]);
    const seen = await plugin.invoke("cloudflare-sharing:index:getShare", { shareId: whole });
    expect(seen).toMatchObject({ accountId: localOwner, shareId });
  });

  test("a changed meta is that property, in place", async () => {
    const plugin = await startPlugin();
    const { id: shareId } = await made(plugin, { exclusive: false });
    const args = { accountId: localOwner, shareId, ...resource({ resourceId: rulesetId(3) }) };
    const { inputs: news } = await plugin.check("ShareResource", args);
    const { id, outs } = await (await plugin.again()).create("ShareResource", news);
    const next = { ...news, meta: '{"a":1}' };
    expect(await plugin.diff("ShareResource", id, { inputs: news, outs }, next)).toEqual({
      changes: true,
      replaces: [],
      detailed: { meta: "update" },
      // By replaceOnChanges, which only the engine knows: Cloudflare takes a resource once.
      deleteBeforeReplace: true,
    });
  });
});

describe("functions", () => {
  test("have the client of the resources, and its pace with it", () => {
    const report = { progress: () => undefined, say: () => undefined, warn: () => undefined };
    const { provider } = new Instance({ report, env: { CLOUDFLARE_API_TOKEN: TOKEN } });
    const { client } = provider.get();
    expect(askAs(provider).client(noStack)).toBe(client);
  });

  test("ask as the instance does", async () => {
    const plugin = await startPlugin();
    const { id } = await made(plugin);
    const at = { accountId: localOwner, shareId: id };
    const asked = (name: string, args: object) =>
      plugin.invoke(`cloudflare-sharing:index:${name}`, args as Record<string, unknown>);
    expect(await asked("getShare", at)).toMatchObject({ ...at, name: "Baseline", status: "active" });
    for (const name of ["getShareRecipients", "getShareResources"])
      expect((await asked(name, at)).results).not.toHaveLength(0);
    expect((await asked("getShares", { accountId: localOwner })).results).toHaveLength(1);
    const error = await failureOf(asked("getShare", { accountId: localOwner }));
    expect(error.message).toContain("calling getShare: shareId is missing");
  });
});
