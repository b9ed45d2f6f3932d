import { inspect } from "node:util";
import { AttachmentLifecycle } from "../../../../provider/attachment/lifecycle";
import { resourceKind } from "../../../../provider/attachment/resource";
import { InitFailure } from "../../../../provider/base/initFailure";
import { ProviderError } from "../../../../provider/base/providerError";
import { unknownValue } from "../../../../provider/base/values";
import { ProviderProcess } from "../../../../provider/process";
import { type LocalCloudflareOptions, localAccount, localOwner } from "../../../../sdk/local";
import { RULESET, rulesetId } from "../../support/builders";
import { startHostileServer, stopHostileServers, text } from "../../support/hostileServer";
import {
  changesOf,
  contexts,
  failureOf,
  PROVIDER_TEXT,
  replaceInAnswers,
  type Sharing,
  startSharing,
  stopSharing,
  TOKEN,
} from "../../support/sharing";

afterEach(async () => {
  await stopSharing();
  await stopHostileServers();
});

type Properties = Record<string, unknown>;
const SHARE = "5".repeat(32);
const RECORD = "7".repeat(32);
const ID = rulesetId(1);

/** What check makes of a declaration. */
const declared = (shareId: string, changes: Properties = {}): Properties => ({
  accountId: localOwner,
  shareId,
  resourceType: "custom-ruleset",
  resourceId: ID,
  resourceAccountId: localOwner,
  meta: "{}",
  ...changes,
});
const props = (shareId: string, changes: Properties = {}) => ({
  ...declared(shareId, changes),
  __provider: PROVIDER_TEXT,
});

/** A share that another program owns, with two recipients that have everything. */
async function startHost(options: LocalCloudflareOptions = {}) {
  const sharing = await startSharing(options);
  const { dashboard } = sharing.cloudflare;
  const { id: share } = dashboard.createShare({
    accountId: localOwner,
    name: "Host",
    recipients: [localAccount(1), localAccount(2)],
    resources: [{ resourceId: RULESET }],
  });
  sharing.clock.pass(60_000);
  return { sharing, dashboard, share, resource: new AttachmentLifecycle(sharing.contexts, resourceKind) };
}

/** As the next run has it: a process of its own. */
const laterOf = (sharing: Sharing) => new AttachmentLifecycle(sharing.again().contexts, resourceKind);

/** The same with our resource made, and its requests forgotten. */
async function startMade(options: LocalCloudflareOptions = {}, changes: Properties = {}) {
  const host = await startHost(options);
  // By an earlier run, whose process is gone.
  const made = await laterOf(host.sharing).create(props(host.share, changes));
  host.sharing.sent();
  return { ...host, id: made.id, outs: made.outs, state: { ...made.outs, __provider: PROVIDER_TEXT } };
}

const recordsOf = (sharing: Sharing, share: string, resourceId = ID) =>
  sharing.cloudflare.dashboard.share(share).resources.filter((one) => one.resource_id === resourceId);
const liveOf = (sharing: Sharing, share: string, resourceId = ID) =>
  recordsOf(sharing, share, resourceId).filter(({ status }) => status === "active");
/** The version of our resource that each live recipient has. */
const delivered = (sharing: Sharing, share: string) =>
  sharing.cloudflare.dashboard
    .share(share)
    .recipients.map((one) => one.resources.find(({ resource_id }) => resource_id === ID)?.resource_version);

describe("check", () => {
  const check = (news: Properties, env: NodeJS.ProcessEnv = { CLOUDFLARE_API_TOKEN: TOKEN }) =>
    new AttachmentLifecycle(new ProviderProcess({ env }), resourceKind).check({}, news);

  test("what is right passes in canonical form, with what stands in for what is left out", async () => {
    const { inputs, failures } = await check({
      accountId: localOwner.toUpperCase(),
      shareId: SHARE,
      resourceType: "custom-ruleset",
      resourceId: ID.toUpperCase(),
      __provider: PROVIDER_TEXT,
    });
    expect(failures).toEqual([]);
    expect(inputs).toEqual(declared(SHARE));
  });

  test("meta becomes text with sorted keys, whichever way it is given", async () => {
    for (const meta of [{ b: 1, a: { d: 2, c: 3 } }, '{"b":1,"a":{"d":2,"c":3}}']) {
      expect((await check(props(SHARE, { meta }))).inputs.meta).toBe('{"a":{"c":3,"d":2},"b":1}');
    }
    expect((await check(props(SHARE, { meta: { a: unknownValue } }))).inputs.meta).toBe(unknownValue);
  });

  test("every fault at once, the settings' too", async () => {
    const wrong = {
      accountId: "x",
      shareId: 5,
      resourceType: "custom-rulesets",
      resourceId: "a b",
      resourceAccountId: "y",
      meta: "[]",
      resource: 1,
      timeouts: { update: "soon" },
    };
    const { failures } = await check(wrong, {});
    expect(failures.map(({ property }) => property).sort()).toEqual(
      ["", ...Object.keys(wrong).filter((name) => name !== "timeouts"), "timeouts.update"].sort(),
    );
    expect(failures.find(({ property }) => property === "resourceType")?.reason).toContain(
      'did you mean "custom-ruleset"?',
    );
  });

  test("the account of the settings stands in, for the resource's own account too", async () => {
    const { accountId, resourceAccountId, ...bare } = declared(SHARE);
    const env = { CLOUDFLARE_API_TOKEN: TOKEN, CLOUDFLARE_ACCOUNT_ID: localOwner };
    expect(await check(bare, env)).toEqual({ inputs: declared(SHARE), failures: [] });
    expect((await check(bare)).failures).toEqual([
      { property: "accountId", reason: expect.stringContaining("CLOUDFLARE_ACCOUNT_ID") },
    ]);
  });

  test("what is not known yet passes", async () => {
    for (const name of Object.keys(declared(SHARE))) {
      expect((await check(props(SHARE, { [name]: unknownValue }))).failures).toEqual([]);
    }
  });

  test("a type that Cloudflare added since passes with a warning, as for a share", async () => {
    const { sharing, resource } = await startHost();
    const { failures } = await resource.check({}, props(SHARE, { resourceType: "magic-transit-route" }));
    expect(failures).toEqual([]);
    expect(sharing.said).toEqual([expect.stringMatching(/^warning: .*magic-transit-route/)]);
  });
});

describe("diff", () => {
  const diff = (changes: Properties, id = RECORD) =>
    new AttachmentLifecycle(new ProviderProcess(), resourceKind).diff(
      id,
      declared(SHARE),
      declared(SHARE, changes),
    );

  test("everything that says which resource it is replaces it", async () => {
    expect(await diff({})).toEqual({ changes: false, replaces: [], deleteBeforeReplace: false });
    for (const [name, value] of [
      ["accountId", localAccount(8)],
      ["shareId", "6".repeat(32)],
      ["resourceType", "gateway-policy"],
      ["resourceId", rulesetId(9)],
      ["resourceAccountId", localAccount(9)],
    ] as const) {
      expect(await diff({ [name]: value })).toMatchObject({ changes: true, replaces: [name] });
    }
  });

  test("meta and time limits are changed in place", async () => {
    for (const changes of [{ meta: '{"a":1}' }, { timeouts: { delete: "5m" } }]) {
      expect(await diff(changes)).toMatchObject({ changes: true, replaces: [] });
    }
  });

  test("with replaceOnChanges, meta replaces it: the old one goes first, as Cloudflare takes a resource once", async () => {
    for (const replaceOnChanges of [["meta"], ["*"]]) {
      expect(await diff({ meta: '{"a":1}', replaceOnChanges })).toEqual({
        changes: true,
        replaces: ["meta"],
        deleteBeforeReplace: true,
      });
    }
    const other = { resourceId: rulesetId(9), meta: '{"a":1}', replaceOnChanges: ["meta"] };
    expect(await diff(other)).toMatchObject({ deleteBeforeReplace: false });
    const unnamed = { meta: '{"a":1}', replaceOnChanges: ["resourceId"] };
    expect(await diff(unnamed)).toMatchObject({ changes: true, replaces: [] });
  });

  test("what the engine may replace without asking, its last update having failed, goes first too", async () => {
    const all = declared(SHARE, { replaceOnChanges: ["*"] });
    const { resource } = await startHost();
    const answers = [{ ...all, unfinished: true }, all].map((olds, n) => resource.diff(`${n}`, olds, all));
    expect(await Promise.all(answers)).toMatchObject([
      { changes: false, deleteBeforeReplace: true },
      { changes: false, deleteBeforeReplace: false },
    ]);
  });

  test("another import than the managed one is refused", async () => {
    const error = await failureOf(diff({ import: `${localOwner}/${SHARE}/${RECORD}` }, "8".repeat(32)));
    expect(error.message).toMatch(new RegExp(`names share resource ${RECORD}.*already manages`));
  });

  test("a replacement may take over what is in its place already, and a preview says how that differs", async () => {
    const { sharing, resource, share } = await startHost();
    const before = declared(SHARE, { meta: '{"a":1}' });
    const there = await resource.create(props(share, { meta: '{"a":1}' }));
    const run = laterOf(sharing);
    const option = { import: `${localOwner}/${share}/${there.id}` };
    const moved = declared(share, { meta: '{"a":1}', ...option });
    expect(await run.diff(RECORD, before, moved)).toMatchObject({ replaces: ["shareId"] });
    const error = await failureOf(run.diff(RECORD, before, { ...moved, meta: '{"a":2}' }));
    expect(error.message).toMatch(
      new RegExp(`^comparing share resource ${RECORD}: .*the live one differs at a`),
    );
    sharing.sent();
    expect(await run.create(moved)).toMatchObject({ id: there.id });
    expect(changesOf(sharing.sent())).toEqual([]);
  });
});

describe("create", () => {
  test("a look, one POST, and every associated recipient has it before create returns", async () => {
    const { sharing, resource, share } = await startHost({ transitionMs: 12_000 });
    const { id, outs } = await resource.create(props(share, { meta: '{"a":1}' }));
    const post = sharing.cloudflare.requests.find(({ method }) => method === "POST");
    const sent = sharing.sent();
    expect(sent.slice(0, 2)).toEqual(["GET share", "POST resources"]);
    expect(changesOf(sent)).toEqual(["POST resources"]);
    expect(post?.body).toEqual({
      meta: { a: 1 },
      resource_account_id: localOwner,
      resource_id: ID,
      resource_type: "custom-ruleset",
    });
    expect(delivered(sharing, share)).toEqual([1, 1]);
    expect(liveOf(sharing, share).map((one) => one.id)).toEqual([id]);
    expect(outs).toMatchObject({
      ...declared(share, { meta: '{"a":1}' }),
      status: "active",
      resourceVersion: 1,
    });
    expect(sharing.said).toContainEqual(expect.stringMatching(/^Host: account \w+: .* not delivered yet/));
  });

  test("recipients that come or go are not waited for", async () => {
    const { sharing, dashboard, resource, share } = await startHost();
    dashboard.setTransitionMs(3_600_000);
    dashboard.addRecipient(share, localAccount(3));
    dashboard.removeRecipient(share, localAccount(2));
    dashboard.setTransitionMs(300);
    const before = sharing.clock.now();
    await resource.create(props(share));
    expect(sharing.clock.now() - before).toBeLessThan(10_000);
  });

  test("a live one with the same key: the id to import it by, and no change", async () => {
    const { sharing, dashboard, resource, share } = await startHost();
    const { id } = dashboard.addResource(share, { resourceId: ID });
    const error = await failureOf(resource.create(props(share)));
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).not.toBeInstanceOf(InitFailure);
    expect(error.message).toContain(`import: "${localOwner}/${share}/${id}"`);
    expect(changesOf(sharing.sent())).toEqual([]);
  });

  test("another type or account is another resource", async () => {
    const { dashboard, resource, share } = await startHost();
    dashboard.addResource(share, { resourceId: ID, resourceType: "gateway-policy" });
    dashboard.addResource(share, { resourceId: ID, resourceAccountId: localAccount(4) });
    expect((await resource.create(props(share))).outs).toMatchObject({ status: "active" });
  });

  test("an earlier one that is deleting or deleted is no obstacle", async () => {
    for (const passMs of [0, 60_000]) {
      const { sharing, dashboard, resource, share } = await startHost();
      dashboard.addResource(share, { resourceId: ID });
      sharing.clock.pass(60_000);
      dashboard.removeResource(share, ID);
      sharing.clock.pass(passMs);
      const { id } = await resource.create(props(share));
      expect(liveOf(sharing, share).map((one) => one.id)).toEqual([id]);
    }
  });

  test("a share that is missing or deleted", async () => {
    const { dashboard, resource, share } = await startHost();
    dashboard.deleteShare(share);
    for (const id of [SHARE, share]) {
      expect((await failureOf(resource.create(props(id)))).message).toContain(`has no share ${id}`);
    }
  });

  const committed = ["reset-after", "cut-short", "html-after", "empty", "500-after"] as const;
  const uncommitted = ["reset-before", "html-before", "500-before", "503", "408", "refuse", "429"] as const;

  test.each([...committed, ...uncommitted])("an answer lost by %s: one resource", async (fault) => {
    const { sharing, resource, share } = await startHost();
    sharing.cloudflare.faults.add({ fault, method: "POST", path: /\/resources$/ });
    const { id } = await resource.create(props(share));
    expect(recordsOf(sharing, share).map((one) => one.id)).toEqual([id]);
    const isCommitted = (committed as readonly string[]).includes(fault);
    expect(changesOf(sharing.sent())).toHaveLength(isCommitted ? 1 : 2);
  });

  test("a delivery that fails for good ends the wait; id and properties are kept", async () => {
    const { sharing, dashboard, resource, share } = await startHost();
    dashboard.refuseDelivery({ accountId: localAccount(2), error: "not entitled", terminal: true });
    sharing.clock.pass(1_000);
    const before = sharing.clock.now();
    const error = await failureOf<InitFailure>(resource.create(props(share)));
    expect(error).toBeInstanceOf(InitFailure);
    expect(sharing.clock.now() - before).toBeLessThan(60_000);
    expect(error.message).toMatch(
      new RegExp(`account ${localAccount(2)}: custom-ruleset ${ID}: not entitled`),
    );
    expect(error.message).not.toContain(RULESET);
    expect(error.id).toBe(recordsOf(sharing, share)[0]?.id);
    expect(error.properties).toMatchObject(props(share));
  });

  test("not for good: until the time limit", async () => {
    for (const [timeouts, limitMs] of [
      [{ create: "45s" }, 45_000],
      [{ update: "5s", delete: "5s" }, 20 * 60_000],
    ] as const) {
      const { sharing, dashboard, resource, share } = await startHost();
      dashboard.refuseDelivery({ accountId: localAccount(2), error: "busy", terminal: false });
      const before = sharing.clock.now();
      const error = await failureOf(resource.create(props(share, { timeouts })));
      expect(error).toBeInstanceOf(InitFailure);
      expect(error.message).toContain("busy");
      expect(sharing.clock.now() - before).toBe(limitMs);
    }
  }, 30_000);
});

describe("read", () => {
  test("untouched: the same inputs and outputs", async () => {
    const { sharing, resource, share, id, outs, state } = await startMade({}, { timeouts: { update: "5m" } });
    const inputs = declared(share, { timeouts: { update: "5m" } });
    expect(await resource.read(id, state)).toEqual({ id, props: outs, inputs });
    expect(sharing.sent()).toEqual(["GET share"]);
  });

  test("meta that was changed by hand", async () => {
    const { dashboard, resource, share, id, state } = await startMade({}, { meta: '{"a":1,"b":1}' });
    dashboard.setMeta(share, ID, { b: 1, a: 2 });
    const meta = '{"a":2,"b":1}';
    expect(await resource.read(id, state)).toMatchObject({
      inputs: declared(share, { meta }),
      props: { meta, resourceVersion: 2 },
    });
  });

  test("what Cloudflare adds to meta is no drift, and nothing to wait for or to change", async () => {
    const meta = '{"a":{"b":1}}';
    const { sharing, dashboard, resource, share, id, state } = await startMade({}, { meta });
    dashboard.setMeta(share, ID, { a: { b: 1, since: 2026 }, by: "Cloudflare" });
    expect((await resource.read(id, state)).inputs).toEqual(declared(share, { meta }));
    sharing.sent();
    const { outs } = await resource.update(id, state, props(share, { meta, timeouts: { update: "2m" } }));
    expect(outs).toMatchObject({ meta });
    expect(changesOf(sharing.sent())).toEqual([]);
  });

  test("a key of meta that the program gives up is removed", async () => {
    const { sharing, resource, share, id, state } = await startMade({}, { meta: '{"a":1,"b":1}' });
    await resource.update(id, state, props(share, { meta: '{"a":1}' }));
    expect(changesOf(sharing.sent())).toEqual(["PUT resource"]);
    expect(recordsOf(sharing, share).map((one) => one.meta)).toEqual([{ a: 1 }]);
  });

  test("gone when it was removed, or its share was, or there is none such", async () => {
    for (const forgetDeleted of [false, true]) {
      for (const remove of ["removeResource", "deleteShare"] as const) {
        const { sharing, dashboard, resource, share, id, state } = await startMade({ forgetDeleted });
        dashboard[remove](share, ID);
        expect(await resource.read(id, state)).toEqual({ id: "" });
        sharing.clock.pass(60_000);
        expect(await resource.read(id, state)).toEqual({ id: "" });
      }
    }
    const { resource, id, state } = await startMade();
    expect(await resource.read(id, { ...state, shareId: SHARE })).toEqual({ id: "" });
  });

  test("one that was removed, and that somebody added again, is theirs: ours is gone", async () => {
    const { dashboard, resource, share, id, state } = await startMade();
    dashboard.removeResource(share, ID);
    const fresh = dashboard.addResource(share, { resourceId: ID });
    expect(fresh.id).not.toBe(id);
    expect(await resource.read(id, state)).toEqual({ id: "" });
  });

  test.each([
    ["403", text(403, '{"success":false,"errors":[{"code":10000,"message":"no"}],"result":null}')],
    ["500", text(500, '{"success":false,"errors":[{"code":10001,"message":"no"}],"result":null}')],
    [
      "404 of another code",
      text(404, '{"success":false,"errors":[{"code":7003,"message":"no"}],"result":null}'),
    ],
    ["404 page", text(404, "<html>Not found</html>")],
    ["200 page", text(200, "<html>Log in</html>")],
  ])("%s: never taken for gone", async (_, reply) => {
    const sharing = await startSharing();
    const hostile = contexts(await startHostileServer(reply), sharing.clock);
    const error = await failureOf(new AttachmentLifecycle(hostile, resourceKind).read(RECORD, props(SHARE)));
    expect(error).toBeInstanceOf(ProviderError);
    expect(error.message).toContain(`reading share resource ${RECORD} of share ${SHARE}`);
    expect(inspect(error, { depth: 9 })).not.toContain(TOKEN);
  });

  test("a share that comes without its resources is never taken for an empty one", async () => {
    const sharing = await startSharing();
    const bare = {
      success: true,
      result: { id: SHARE, name: "Host", status: "active", account_id: localOwner },
    };
    const hostile = contexts(await startHostileServer(text(200, JSON.stringify(bare))), sharing.clock);
    const error = await failureOf(new AttachmentLifecycle(hostile, resourceKind).read(RECORD, props(SHARE)));
    expect(error).toBeInstanceOf(ProviderError);
  });

  test("get: by the whole id, knowing nothing else", async () => {
    const { resource, share, id, outs } = await startMade();
    expect(await resource.read(`${localOwner}/${share}/${id}`, { __provider: PROVIDER_TEXT })).toEqual({
      id,
      props: outs,
      inputs: declared(share),
    });
    expect((await failureOf(resource.read(id, {}))).message).toContain(
      "ACCOUNT_ID/SHARE_ID/SHARE_RESOURCE_ID",
    );
  });
});

describe("update", () => {
  const changed = { meta: '{"a":1}' };

  test("meta in place by exactly one PUT, delivered to everyone before it returns", async () => {
    const { sharing, resource, share, id, state } = await startMade({ transitionMs: 12_000 });
    const { outs } = await resource.update(id, state, props(share, changed));
    const put = sharing.cloudflare.requests.find(({ method }) => method === "PUT");
    expect(put?.body).toEqual({ meta: { a: 1 } });
    expect(changesOf(sharing.sent())).toEqual(["PUT resource"]);
    expect(delivered(sharing, share)).toEqual([2, 2]);
    expect(liveOf(sharing, share)).toMatchObject([{ id, meta: { a: 1 } }]);
    expect(outs).toMatchObject({ ...declared(share, changed), resourceVersion: 2 });
    expect(sharing.said).toContainEqual(expect.stringContaining("still in version 1 of 2"));
  });

  test("no PUT when the live one is right already, but the wait all the same", async () => {
    const { sharing, dashboard, resource, share, id, state } = await startMade();
    dashboard.setTransitionMs(12_000);
    dashboard.setMeta(share, ID, { a: 1 });
    await resource.update(id, state, props(share, changed));
    expect(changesOf(sharing.sent())).toEqual([]);
    expect(delivered(sharing, share)).toEqual([2, 2]);
  });

  test("readers that still see the old meta for a moment", async () => {
    const { sharing, resource, share, id, state } = await startMade();
    sharing.cloudflare.faults.add({ fault: "stale", method: "PUT", ms: 5_000 });
    const { outs } = await resource.update(id, state, props(share, changed));
    expect(outs).toMatchObject({ ...changed, resourceVersion: 2 });
    expect(changesOf(sharing.sent())).toEqual(["PUT resource"]);
  });

  test("goes on where an init failure stopped", async () => {
    const { sharing, dashboard, resource, share } = await startHost();
    dashboard.refuseDelivery({ accountId: localAccount(2), error: "not entitled", terminal: true });
    sharing.clock.pass(1_000);
    const { id, properties } = await failureOf<InitFailure>(resource.create(props(share)));
    const again = await failureOf<InitFailure>(resource.update(id, properties, props(share, changed)));
    expect(again).toBeInstanceOf(InitFailure);
    expect(again).toMatchObject({ id, properties: props(share, changed) });
    dashboard.acceptDelivery(localAccount(2));
    sharing.sent();
    const { outs } = await resource.update(id, again.properties, props(share, changed));
    expect(outs).toMatchObject(declared(share, changed));
    expect(changesOf(sharing.sent())).toEqual([]);
  });

  test("one that is gone: how to have it again, and the state stays", async () => {
    const { sharing, dashboard, resource, share, id, state } = await startMade();
    dashboard.removeResource(share, ID);
    const error = await failureOf(resource.update(id, state, props(share, changed)));
    expect(error.message).toContain("pulumi up --refresh");
    expect(error).not.toBeInstanceOf(InitFailure);
    expect(changesOf(sharing.sent())).toEqual([]);
  });

  test("a PUT that is refused leaves the state as it was", async () => {
    const { sharing, resource, share, id, state } = await startMade();
    sharing.cloudflare.faults.add({ fault: "403-9109", method: "PUT", times: 99 });
    const error = await failureOf(resource.update(id, state, props(share, changed)));
    expect(error).not.toBeInstanceOf(InitFailure);
    expect(error.message).toContain(`updating custom-ruleset ${ID} of share ${share}`);
  });

  test.each(["500-after", "reset-after"] as const)(
    "a key that a PUT without an answer (%s) may have added goes with a program that is taken back",
    async (fault) => {
      const { sharing, resource, share, id, state } = await startMade({}, { meta: '{"a":1,"c":"hunter2"}' });
      sharing.cloudflare.faults.add({ fault, method: "PUT", times: 99 });
      const update = resource.update(id, state, props(share, { meta: '{"a":2,"b":1}' }));
      const failure = await failureOf<InitFailure>(update);
      expect(failure).toBeInstanceOf(InitFailure);
      expect(failure.message).toContain(`updating custom-ruleset ${ID} of share ${share}`);
      expect(recordsOf(sharing, share).map((one) => one.meta)).toEqual([{ a: 2, b: 1 }]);
      expect(failure.properties.meta).toBe('{"a":2,"b":1,"c":""}');

      sharing.cloudflare.faults.clear();
      const refreshed = await resource.read(id, failure.properties);
      expect(refreshed.inputs).toMatchObject({ meta: '{"a":2,"b":1}' });
      await resource.update(id, failure.properties, props(share, { meta: '{"a":1}' }));
      expect(recordsOf(sharing, share).map((one) => one.meta)).toEqual([{ a: 1 }]);
    },
  );

  test("meta that Cloudflare keeps otherwise is told at once, also by a create", async () => {
    const message = new RegExp(
      `Cloudflare has a meta of custom-ruleset ${ID} that is not as declared at mode$`,
    );
    const { sharing, id, state, share } = await startMade({}, { meta: '{"mode":"log"}' });
    replaceInAnswers(sharing, "BLOCK", "block");
    const changed = laterOf(sharing).update(id, state, props(share, { meta: '{"mode":"BLOCK"}' }));
    expect((await failureOf<InitFailure>(changed)).message).toMatch(message);
    const other = await startHost();
    replaceInAnswers(other.sharing, "BLOCK", "block");
    const made = other.resource.create(props(other.share, { meta: '{"mode":"BLOCK"}' }));
    const failure = await failureOf<InitFailure>(made);
    expect(failure.message).toMatch(message);
    expect(failure).toMatchObject({ properties: { meta: '{"mode":"BLOCK"}' } });
    expect(sharing.sent().length + other.sharing.sent().length).toBeLessThan(20);
  });

  test("meta that stays what it was is told at once: the answer of the PUT tells", async () => {
    const { sharing, id, state, share } = await startMade({}, { meta: '{"mode":"log"}' });
    replaceInAnswers(sharing, '"block"', '"log"');
    const before = sharing.clock.now();
    const changed = laterOf(sharing).update(id, state, props(share, { meta: '{"mode":"block"}' }));
    expect((await failureOf<InitFailure>(changed)).message).toMatch(/not as declared at mode$/);
    expect(sharing.clock.now() - before).toBeLessThan(5_000);
    expect(changesOf(sharing.sent())).toEqual(["PUT resource"]);
  });

  test("its time limit is its own", async () => {
    const { sharing, dashboard, resource, share, id, state } = await startMade();
    dashboard.refuseDelivery({ accountId: localAccount(2), error: "busy", terminal: false });
    const before = sharing.clock.now();
    const timeouts = { create: "5s", update: "45s" };
    const failed = resource.update(id, state, props(share, { ...changed, timeouts }));
    expect(await failureOf(failed)).toBeInstanceOf(InitFailure);
    expect(sharing.clock.now() - before).toBe(45_000);
  });
});

describe("delete", () => {
  test("one DELETE, and it waits until the resource is deleted", async () => {
    const { sharing, resource, share, id, state } = await startMade({ transitionMs: 20_000 });
    await resource.delete(id, state);
    expect(recordsOf(sharing, share)).toMatchObject([{ status: "deleted" }]);
    expect(liveOf(sharing, share, RULESET)).toHaveLength(1);
    expect(changesOf(sharing.sent())).toEqual(["DELETE resource"]);
    expect(sharing.said).toContainEqual(`custom-ruleset ${ID} of share ${share}: deleting`);
  });

  test("gone already, its share gone, or never there: done", async () => {
    for (const forgetDeleted of [false, true]) {
      for (const remove of ["removeResource", "deleteShare"] as const) {
        const { sharing, dashboard, resource, share, id, state } = await startMade({ forgetDeleted });
        dashboard[remove](share, ID);
        sharing.clock.pass(60_000);
        await resource.delete(id, state);
        expect(changesOf(sharing.sent())).toEqual(["DELETE resource"]);
      }
    }
    const { resource, id, state } = await startMade();
    await resource.delete(id, { ...state, shareId: SHARE });
  });

  test("one that is deleting already is waited for", async () => {
    const { sharing, dashboard, resource, share, id, state } = await startMade();
    dashboard.setTransitionMs(20_000);
    dashboard.removeResource(share, ID);
    await resource.delete(id, state);
    expect(recordsOf(sharing, share)).toMatchObject([{ status: "deleted" }]);
    expect(changesOf(sharing.sent())).toEqual(["DELETE resource"]);
  });

  test("the last one: why it can't go, and the ways on", async () => {
    const { sharing, dashboard, resource, share, id, state } = await startMade();
    dashboard.removeResource(share, RULESET);
    const { message } = await failureOf(resource.delete(id, state));
    expect(message).toMatch(
      new RegExp(
        `^removing custom-ruleset ${ID} from share ${share}: .*last resource.*\nadd another resource first`,
      ),
    );
    expect(liveOf(sharing, share)).toHaveLength(1);
  });

  test("a share that goes at the same moment takes even the last one along", async () => {
    const { sharing, dashboard, resource, share, id, state } = await startMade();
    dashboard.removeResource(share, RULESET);
    sharing.cloudflare.faults.add({ fault: "turn-deleting", method: "DELETE" });
    await resource.delete(id, state);
    expect(liveOf(sharing, share)).toEqual([]);
  });

  test.each(["reset-after", "500-after", "html-after", "cut-short", "reset-before", "503"] as const)(
    "an answer lost by %s",
    async (fault) => {
      const { sharing, resource, share, id, state } = await startMade();
      sharing.cloudflare.faults.add({ fault, method: "DELETE" });
      await resource.delete(id, state);
      expect(recordsOf(sharing, share)).toMatchObject([{ status: "deleted" }]);
    },
  );

  test("a token that may not: never taken for done", async () => {
    const { share, sharing, id, state } = await startMade();
    const reply = text(403, '{"success":false,"errors":[{"code":10000,"message":"no"}],"result":null}');
    const hostile = contexts(await startHostileServer(reply), sharing.clock);
    const { message } = await failureOf(new AttachmentLifecycle(hostile, resourceKind).delete(id, state));
    expect(message).toMatch(new RegExp(`^removing custom-ruleset ${ID} from share ${share}: .*403`));
    expect(liveOf(sharing, share)).toHaveLength(1);
  });

  test("the time limit", async () => {
    const { sharing, dashboard, resource, id, state } = await startMade({}, { timeouts: { delete: "30s" } });
    dashboard.setTransitionMs(3_600_000);
    const before = sharing.clock.now();
    const { message } = await failureOf(resource.delete(id, state));
    expect(message).toMatch(
      /still being removed\nrun the same command again, without --replace: it continues to wait$/,
    );
    expect(sharing.clock.now() - before).toBe(30_000);
  });
});

describe("import", () => {
  /** A resource that someone attached by hand, declared with the option. */
  async function startForeign() {
    const host = await startHost();
    const { id: record } = host.dashboard.addResource(host.share, {
      resourceId: ID,
      meta: { mode: "Block" },
    });
    const id = `${localOwner}/${host.share}/${record}`;
    const meta = '{"mode":"Block"}';
    const news = (changes: Properties = {}) => props(host.share, { meta, import: id, ...changes });
    return { ...host, record, id, meta, news };
  }

  test("the preview compares, up takes over, and neither writes", async () => {
    const { sharing, resource, share, record, id, meta, news } = await startForeign();
    const { inputs, failures } = await resource.check({}, news());
    expect(failures).toEqual([]);
    expect(inputs).toEqual(declared(share, { meta, import: id }));
    const made = await resource.create(news());
    expect(made).toMatchObject({ id: record, outs: { ...declared(share, { meta }), resourceVersion: 1 } });
    expect(changesOf(sharing.sent())).toEqual([]);
    const { import: _, ...without } = inputs;
    for (const next of [inputs, without]) {
      expect(await laterOf(sharing).diff(record, made.outs, next)).toMatchObject({
        changes: false,
        replaces: [],
      });
    }
  });

  test("every difference is listed, by preview and up", async () => {
    const { sharing, resource, news } = await startForeign();
    const wrong = news({
      resourceType: "gateway-policy",
      resourceId: rulesetId(9),
      resourceAccountId: localAccount(4),
      meta: '{"mode":"Log"}',
    });
    expect((await resource.check({}, wrong)).failures).toEqual([
      { property: "resourceType", reason: "the live one is custom-ruleset" },
      { property: "resourceId", reason: `the live one is ${ID}` },
      { property: "resourceAccountId", reason: `the live one is ${localOwner}` },
      { property: "meta", reason: "the live one differs at mode" },
    ]);
    const { message } = await failureOf(resource.create(wrong));
    for (const name of ["resourceType", "resourceId", "resourceAccountId", "meta"]) {
      expect(message).toContain(`${name}: the live one ${name === "meta" ? "differs at mode" : "is"}`);
    }
    expect(changesOf(sharing.sent())).toEqual([]);
  });

  test("keys of the live meta that are not declared are no difference, as in every later up", async () => {
    const { resource, record, news } = await startForeign();
    expect((await resource.check({}, news({ meta: "{}" }))).failures).toEqual([]);
    expect(await resource.create(news({ meta: "{}" }))).toMatchObject({ id: record });
  });

  test("meta is compared to the letter", async () => {
    const { resource, news } = await startForeign();
    expect((await resource.check({}, news({ meta: '{"mode":"block"}' }))).failures).toEqual([
      { property: "meta", reason: "the live one differs at mode" },
    ]);
  });

  test("what is not known yet is not compared", async () => {
    const { resource, news } = await startForeign();
    for (const name of [
      "import",
      "accountId",
      "shareId",
      "resourceType",
      "resourceId",
      "resourceAccountId",
      "meta",
    ]) {
      expect((await resource.check({}, news({ [name]: unknownValue }))).failures).toEqual([]);
    }
  });

  test.each(["account", "share"])("an option that names another %s than the inputs", async (what) => {
    const { resource, share, record, news } = await startForeign();
    const named = what === "account" ? `${localAccount(8)}/${share}` : `${localOwner}/${SHARE}`;
    const { failures } = await resource.check({}, news({ import: `${named}/${record}` }));
    expect(failures).toEqual([
      { property: "import", reason: expect.stringMatching(new RegExp(`names ${what}`)) },
    ]);
  });

  test("one that is deleted, missing or malformed", async () => {
    const { sharing, dashboard, resource, share, news } = await startForeign();
    dashboard.removeResource(share, ID);
    expect((await resource.check({}, news())).failures).toEqual([]);
    expect(sharing.said).toContainEqual(
      expect.stringMatching(/which the option import names, is deleting: a new/),
    );
    // Whoever did not see that in check is told.
    expect((await failureOf(laterOf(sharing).create(news()))).message).toContain("is deleting");
    const missing = news({ import: `${localOwner}/${share}/${RECORD}` });
    expect((await resource.check({}, missing)).failures).toMatchObject([{ property: "import" }]);
    for (const wrong of [`${localOwner}/${share}`, "x"]) {
      expect((await resource.check({}, news({ import: wrong }))).failures).toEqual([
        { property: "import", reason: "must have the form ACCOUNT_ID/SHARE_ID/SHARE_RESOURCE_ID" },
      ]);
    }
  });

  test("an option that stayed does not hinder a replacement, nor the run after it", async () => {
    const { sharing, resource, share, news } = await startForeign();
    const old = await laterOf(sharing).create(news());
    const next = news({ resourceId: rulesetId(9) });
    const { inputs: checked } = await resource.check(old.outs, next);
    expect(await resource.diff(old.id, old.outs, checked)).toMatchObject({ replaces: ["resourceId"] });
    expect((await resource.check({}, next)).failures).toEqual([]);
    const made = await resource.create(next);
    expect(liveOf(sharing, share, rulesetId(9)).map((one) => one.id)).toEqual([made.id]);
    expect(await laterOf(sharing).diff(made.id, made.outs, next)).toMatchObject({ changes: false });
  });
});

describe("ignoreChanges: the meta is left as somebody has set it", () => {
  const ignoring = { ignoreChanges: ["meta"], meta: '{"a":1}' };

  test("by an update that something else asks for", async () => {
    const { sharing, dashboard, resource, share, id, state } = await startMade({}, { meta: '{"a":1,"b":2}' });
    dashboard.setMeta(share, id, { a: 3, b: 4 });
    sharing.clock.pass(60_000);
    const { outs } = await resource.update(
      id,
      state,
      props(share, { ...ignoring, timeouts: { update: "9m" } }),
    );
    expect(changesOf(sharing.sent())).toEqual([]);
    expect(outs).toMatchObject({ meta: '{"a":3}' });
  });

  test("and is no difference of what is compared or imported", async () => {
    const { sharing, dashboard, share, id, state } = await startMade({}, { meta: '{"a":1}' });
    dashboard.setMeta(share, id, { a: 3 });
    sharing.clock.pass(60_000);
    const news = props(share, { ...ignoring, import: `${localOwner}/${share}/${id}` });
    const live = { ...state, meta: '{"a":3}' };
    expect(await laterOf(sharing).diff(id, live, news)).toMatchObject({ changes: false, replaces: [] });
    const importing = laterOf(sharing);
    expect((await importing.check({}, news)).failures).toEqual([]);
    expect(await importing.create(news)).toMatchObject({ id, outs: { meta: '{"a":3}' } });
    expect(changesOf(sharing.sent())).toEqual([]);
  });

  test("and is not judged, where the state has it from Cloudflare", async () => {
    const { sharing, share, state } = await startMade();
    const odd = { ...ignoring, meta: '{"a":1152921504606846977}' };
    expect((await laterOf(sharing).check(state, props(share, odd))).failures).toEqual([]);
    expect((await laterOf(sharing).check({}, props(share, odd))).failures).toHaveLength(1);
  });
});
