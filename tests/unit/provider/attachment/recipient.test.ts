import { inspect } from "node:util";
import { ApiError } from "../../../../provider/api/errors";
import { AttachmentLifecycle } from "../../../../provider/attachment/lifecycle";
import { recipientKind } from "../../../../provider/attachment/recipient";
import { InitFailure } from "../../../../provider/base/initFailure";
import { ProviderError } from "../../../../provider/base/providerError";
import { unknownValue } from "../../../../provider/base/values";
import { ProviderProcess } from "../../../../provider/process";
import {
  type LocalCloudflareOptions,
  localAccount,
  localOrganizationId,
  localOwner,
  outsideAccount,
} from "../../../../sdk/local";
import { RULESET } from "../../support/builders";
import { result, startHostileServer, stopHostileServers, text } from "../../support/hostileServer";
import {
  changesOf,
  contexts,
  failureOf,
  PROVIDER_TEXT,
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
const ACCOUNT = localAccount(2);

/** What check makes of a declaration. */
const declared = (shareId: string, changes: Properties = {}): Properties => ({
  accountId: localOwner,
  shareId,
  recipientAccountId: ACCOUNT,
  ...changes,
});
const props = (shareId: string, changes: Properties = {}) => ({
  ...declared(shareId, changes),
  __provider: PROVIDER_TEXT,
});

/** A share that another program owns, with one recipient that has everything. */
async function startHost(options: LocalCloudflareOptions = {}) {
  const sharing = await startSharing(options);
  const { dashboard } = sharing.cloudflare;
  const { id: share } = dashboard.createShare({
    accountId: localOwner,
    name: "Host",
    recipients: [localAccount(1)],
    resources: [{ resourceId: RULESET }],
  });
  sharing.clock.pass(60_000);
  return { sharing, dashboard, share, recipient: new AttachmentLifecycle(sharing.contexts, recipientKind) };
}

/** As the next run has it: a process of its own. */
const laterOf = (sharing: Sharing) => new AttachmentLifecycle(sharing.again().contexts, recipientKind);

/** The same with our recipient made, and its requests forgotten. */
async function startMade(options: LocalCloudflareOptions = {}, changes: Properties = {}) {
  const host = await startHost(options);
  // By an earlier run, whose process is gone.
  const made = await laterOf(host.sharing).create(props(host.share, changes));
  host.sharing.sent();
  return { ...host, id: made.id, outs: made.outs, state: { ...made.outs, __provider: PROVIDER_TEXT } };
}

const recordsOf = (sharing: Sharing, share: string, account = ACCOUNT) =>
  sharing.cloudflare.dashboard.share(share).recipients.filter((one) => one.account_id === account);
const statusesOf = (sharing: Sharing, share: string) =>
  recordsOf(sharing, share).map((one) => one.association_status);

describe("check", () => {
  const check = async (news: Properties, env: NodeJS.ProcessEnv = { CLOUDFLARE_API_TOKEN: TOKEN }) =>
    new AttachmentLifecycle(new ProviderProcess({ env }), recipientKind).check({}, news);
  const paths = async (news: Properties, env?: NodeJS.ProcessEnv) =>
    (await check(news, env)).failures.map(({ property }) => property);

  test("what is right passes in canonical form, what is taken for compatibility is dropped", async () => {
    const { inputs, failures } = await check({
      ...props("55555555-5555-5555-5555-555555555555"),
      recipientAccountId: ACCOUNT.toUpperCase(),
      includeResources: true,
      timeouts: { create: "5m" },
    });
    expect(failures).toEqual([]);
    expect(inputs).toEqual(declared(SHARE, { timeouts: { create: "5m" } }));
  });

  test("every fault at once, the settings' too", async () => {
    const wrong = {
      accountId: "x",
      shareId: "y",
      recipientAccountId: 5,
      sharedId: "z",
      timeouts: { create: "soon" },
    };
    expect((await paths(wrong, {})).sort()).toEqual(
      ["", "accountId", "recipientAccountId", "shareId", "sharedId", "timeouts.create"].sort(),
    );
  });

  test("neither or both of account and organization", async () => {
    for (const [changes, reason] of [
      [{ recipientAccountId: undefined }, /is missing: name the account, or the organization/],
      [{ organizationId: localOrganizationId }, /both given: name one of them/],
    ] as const) {
      const { failures } = await check(props(SHARE, changes));
      expect(failures).toEqual([{ property: "recipientAccountId", reason: expect.stringMatching(reason) }]);
    }
    const alone = { recipientAccountId: undefined, organizationId: localOrganizationId };
    expect((await check(props(SHARE, alone))).failures).toEqual([]);
  });

  test("the account of the settings stands in, and is missed with all the ways to give it", async () => {
    const bare = { shareId: SHARE, recipientAccountId: ACCOUNT };
    const env = { CLOUDFLARE_API_TOKEN: TOKEN, CLOUDFLARE_ACCOUNT_ID: localOwner.toUpperCase() };
    expect(await check(bare, env)).toEqual({ inputs: declared(SHARE), failures: [] });
    const { failures } = await check(bare);
    expect(failures).toEqual([
      { property: "accountId", reason: expect.stringContaining("cloudflare-sharing:accountId") },
    ]);
  });

  test("what is not known yet passes", async () => {
    for (const name of ["accountId", "shareId", "recipientAccountId"]) {
      const { inputs, failures } = await check(props(SHARE, { [name]: unknownValue }));
      expect(failures).toEqual([]);
      expect(inputs).toEqual(declared(SHARE, { [name]: unknownValue }));
    }
  });
});

describe("diff", () => {
  const diff = (changes: Properties) =>
    new AttachmentLifecycle(new ProviderProcess(), recipientKind).diff(
      RECORD,
      declared(SHARE),
      declared(SHARE, changes),
    );

  test("everything that says which recipient it is replaces it", async () => {
    expect(await diff({})).toEqual({ changes: false, replaces: [], deleteBeforeReplace: false });
    for (const [name, value] of [
      ["accountId", localAccount(8)],
      ["shareId", "6".repeat(32)],
      ["recipientAccountId", localAccount(9)],
      ["organizationId", localOrganizationId],
    ] as const) {
      expect(await diff({ [name]: value })).toMatchObject({ changes: true, replaces: [name] });
    }
  });

  test("time limits are kept by an update", async () => {
    expect(await diff({ timeouts: { delete: "5m" } })).toMatchObject({ changes: true, replaces: [] });
  });

  test("live facts in the state are no change", async () => {
    const olds = { ...declared(SHARE), associationStatus: "associated", resources: [], created: "2026" };
    expect(
      await new AttachmentLifecycle(new ProviderProcess(), recipientKind).diff(RECORD, olds, declared(SHARE)),
    ).toMatchObject({
      changes: false,
    });
  });
});

describe("create", () => {
  test("a look, one POST of the account, and then it waits", async () => {
    const { sharing, recipient, share } = await startHost();
    const { id, outs } = await recipient.create(props(share));
    const post = sharing.cloudflare.requests.find(({ method }) => method === "POST");
    const sent = sharing.sent();
    expect(sent.slice(0, 2).sort()).toEqual(["GET recipients", "GET share"]);
    expect(sent[2]).toBe("POST recipients");
    expect(changesOf(sent)).toEqual(["POST recipients"]);
    expect(post?.body).toEqual({ recipient_account_id: ACCOUNT });
    expect(recordsOf(sharing, share)).toMatchObject([{ id, association_status: "associated" }]);
    expect(outs).toMatchObject({
      ...declared(share),
      associationStatus: "associated",
      resources: [{ resourceId: RULESET, resourceVersion: 1 }],
    });
    expect(sharing.clock.sleeps.length).toBeGreaterThan(0);
  });

  test("it waits as long as it takes, and says how far it is", async () => {
    const { sharing, recipient, share } = await startHost({ transitionMs: 12_000 });
    const { outs } = await recipient.create(props(share));
    expect(outs).toMatchObject({ associationStatus: "associated" });
    expect(sharing.said).toContainEqual(`Host: account ${ACCOUNT}: associating`);
  });

  test("the other recipients are none of its business", async () => {
    const { dashboard, recipient, share } = await startHost();
    dashboard.refuseDelivery({ accountId: localAccount(5), error: "no", terminal: true });
    dashboard.addRecipient(share, localAccount(5));
    expect((await recipient.create(props(share))).outs).toMatchObject({ associationStatus: "associated" });
  });

  test("one that is there already: the id to import it by, and no change", async () => {
    const { sharing, dashboard, recipient, share } = await startHost();
    dashboard.addRecipient(share, ACCOUNT);
    const error = await failureOf(recipient.create(props(share)));
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).not.toBeInstanceOf(InitFailure);
    const [record] = recordsOf(sharing, share);
    expect(error.message).toContain(`import: "${localOwner}/${share}/${record?.id}"`);
    expect(changesOf(sharing.sent())).toEqual([]);
  });

  test("the same while reads don't show it yet: the refusal of the POST tells", async () => {
    const { sharing, dashboard, recipient, share } = await startHost({ listLagMs: 3_000 });
    dashboard.addRecipient(share, ACCOUNT);
    const error = await failureOf(recipient.create(props(share)));
    const [record] = recordsOf(sharing, share);
    expect(error.message).toContain(`import: "${localOwner}/${share}/${record?.id}"`);
    expect(recordsOf(sharing, share)).toHaveLength(1);
  });

  test("a share that is missing or deleted", async () => {
    const { sharing, dashboard, recipient, share } = await startHost();
    dashboard.deleteShare(share);
    for (const id of [SHARE, share]) {
      const error = await failureOf(recipient.create(props(id)));
      expect(error.message).toContain(`account ${localOwner} has no share ${id}, or it is deleted`);
      expect(error).not.toBeInstanceOf(InitFailure);
    }
    expect(changesOf(sharing.sent())).toEqual([]);
  });

  test("what Cloudflare refuses is told, and nothing is kept", async () => {
    const { recipient, share } = await startHost();
    const error = await failureOf(recipient.create(props(share, { recipientAccountId: outsideAccount(1) })));
    expect(error).not.toBeInstanceOf(InitFailure);
    expect(error.message).toMatch(
      new RegExp(
        `^adding recipient ${outsideAccount(1)} to share ${share}: Cloudflare answered 400: recipientAccountId \\(${outsideAccount(1)}\\): .*\ncf-ray`,
      ),
    );
  });

  describe.each(["revive", "ignore-while-disassociating", "new-record"] as const)(
    "re-adding (%s)",
    (reAdd) => {
      test.each([
        ["still leaving", 0],
        ["has left", 60_000],
      ])("an earlier record that %s is no obstacle", async (_, passMs) => {
        const { sharing, dashboard, recipient, share } = await startHost({ reAdd });
        dashboard.addRecipient(share, ACCOUNT);
        sharing.clock.pass(60_000);
        dashboard.removeRecipient(share, ACCOUNT);
        sharing.clock.pass(passMs);
        const { id, outs } = await recipient.create(props(share));
        expect(outs).toMatchObject({ associationStatus: "associated" });
        const live = recordsOf(sharing, share).filter((one) => one.association_status === "associated");
        expect(live.map((one) => one.id)).toEqual([id]);
      });
    },
  );

  const committed = ["reset-after", "cut-short", "html-after", "empty", "500-after"] as const;
  const uncommitted = ["reset-before", "html-before", "500-before", "503", "408", "refuse", "429"] as const;

  test.each([...committed, ...uncommitted])("an answer lost by %s: one recipient", async (fault) => {
    for (const reAdd of ["revive", "new-record"] as const) {
      const { sharing, recipient, share } = await startHost({ reAdd });
      sharing.cloudflare.faults.add({ fault, method: "POST", path: /\/recipients$/ });
      const { id } = await recipient.create(props(share));
      expect(recordsOf(sharing, share).map((one) => one.id)).toEqual([id]);
      const isCommitted = (committed as readonly string[]).includes(fault);
      expect(changesOf(sharing.sent())).toHaveLength(isCommitted ? 1 : 2);
    }
  });

  test("a delivery that fails for good ends the wait; id and properties are kept", async () => {
    const { sharing, dashboard, recipient, share } = await startHost();
    dashboard.refuseDelivery({ accountId: ACCOUNT, error: "not entitled", terminal: true });
    const before = sharing.clock.now();
    const error = await failureOf<InitFailure>(recipient.create(props(share)));
    expect(error).toBeInstanceOf(InitFailure);
    expect(sharing.clock.now() - before).toBeLessThan(60_000);
    expect(error.message).toMatch(new RegExp(`account ${ACCOUNT}: custom-ruleset ${RULESET}: not entitled`));
    expect(error.id).toBe(recordsOf(sharing, share)[0]?.id);
    expect(error.properties).toMatchObject(props(share));
    expect(error.reasons).toEqual([error.message]);
  });

  test("not for good: until the time limit", async () => {
    for (const [timeouts, limitMs] of [
      [{ create: "45s" }, 45_000],
      [{ update: "5s", delete: "5s" }, 20 * 60_000],
    ] as const) {
      const { sharing, dashboard, recipient, share } = await startHost();
      dashboard.refuseDelivery({ accountId: ACCOUNT, error: "busy", terminal: false });
      const before = sharing.clock.now();
      const error = await failureOf(recipient.create(props(share, { timeouts })));
      expect(error).toBeInstanceOf(InitFailure);
      expect(error.message).toContain("busy");
      expect(sharing.clock.now() - before).toBe(limitMs);
    }
  }, 30_000);

  test("a share that is deleted meanwhile: the record stays known", async () => {
    const { sharing, recipient, share } = await startHost();
    sharing.cloudflare.faults.add({ fault: "turn-deleting", method: "POST" });
    const error = await failureOf<InitFailure>(recipient.create(props(share)));
    expect(error).toBeInstanceOf(InitFailure);
    expect(error.id).toBe(recordsOf(sharing, share)[0]?.id);
  });
});

describe("read", () => {
  test("untouched: the same inputs and outputs by two requests", async () => {
    const { sharing, recipient, share, id, outs, state } = await startMade(
      {},
      { timeouts: { create: "5m" } },
    );
    const inputs = declared(share, { timeouts: { create: "5m" } });
    expect(await recipient.read(id, state)).toEqual({ id, props: outs, inputs });
    expect(sharing.sent().sort()).toEqual(["GET recipient", "GET share"]);
  });

  test("gone when it was removed, or its share was, or there is none such", async () => {
    for (const forgetDeleted of [false, true]) {
      for (const remove of ["removeRecipient", "deleteShare"] as const) {
        const { sharing, dashboard, recipient, share, id, state } = await startMade({ forgetDeleted });
        dashboard[remove](share, ACCOUNT);
        expect(await recipient.read(id, state)).toEqual({ id: "" });
        sharing.clock.pass(60_000);
        expect(await recipient.read(id, state)).toEqual({ id: "" });
      }
    }
    const { recipient, state } = await startMade();
    expect(await recipient.read(RECORD, state)).toEqual({ id: "" });
    expect(await recipient.read(RECORD, { ...state, shareId: SHARE })).toEqual({ id: "" });
  });

  test("an option import that names what a refresh found gone only stayed: a new one is added", async () => {
    const { sharing, dashboard, share, id, state } = await startMade();
    dashboard.removeRecipient(share, ACCOUNT);
    sharing.clock.pass(60_000);
    const later = laterOf(sharing);
    expect(await later.read(id, state)).toEqual({ id: "" });
    const stayed = props(share, { import: `${localOwner}/${share}/${id}` });
    sharing.sent();
    expect((await later.check({}, stayed)).failures).toEqual([]);
    expect(sharing.sent()).toEqual([]);
    expect(await later.create(stayed)).toMatchObject({ outs: { associationStatus: "associated" } });
  });

  test("one that was removed, and that somebody added again, is theirs: ours is gone", async () => {
    const { sharing, dashboard, recipient, share, id, state } = await startMade({ reAdd: "new-record" });
    dashboard.removeRecipient(share, ACCOUNT);
    sharing.clock.pass(60_000);
    dashboard.addRecipient(share, ACCOUNT);
    const [, fresh] = recordsOf(sharing, share);
    expect(fresh?.id).not.toBe(id);
    expect(await recipient.read(id, state)).toEqual({ id: "" });
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
    ["null", text(200, '{"success":true,"result":null}')],
  ])("%s: never taken for gone", async (_, reply) => {
    const sharing = await startSharing();
    const hostile = contexts(await startHostileServer(reply), sharing.clock);
    const error = await failureOf(new AttachmentLifecycle(hostile, recipientKind).read(RECORD, props(SHARE)));
    expect(error).toBeInstanceOf(ProviderError);
    expect(error.message).toContain(`reading recipient ${RECORD} of share ${SHARE}`);
    expect(inspect(error, { depth: 9 })).not.toContain(TOKEN);
  });

  test("a record that can't be read is never taken for gone, though its share can", async () => {
    const { sharing, recipient, id, state } = await startMade();
    sharing.cloudflare.faults.add({ fault: "503", path: /\/recipients\/[^/]+$/, times: 99 });
    expect(await failureOf(recipient.read(id, state))).toBeInstanceOf(ProviderError);
  });

  test.each(["deleting", "deleted"])(
    "of a share that is %s: gone, whatever the record says",
    async (status) => {
      const sharing = await startSharing();
      const share = { id: SHARE, name: "Host", status };
      const record = { id: RECORD, account_id: ACCOUNT, association_status: "associated" };
      const hostile = await startHostileServer((response, { url }) =>
        result(url.includes("/recipients/") ? record : share)(response, { url } as never),
      );
      const recipient = new AttachmentLifecycle(contexts(hostile, sharing.clock), recipientKind);
      const state = { ...props(SHARE), associationStatus: "associated" };
      expect(await recipient.read(RECORD, state)).toEqual({ id: "" });
    },
  );

  test("get: by the whole id, knowing nothing else", async () => {
    const { recipient, share, id, outs } = await startMade();
    expect(await recipient.read(`${localOwner}/${share}/${id}`, { __provider: PROVIDER_TEXT })).toEqual({
      id,
      props: outs,
      inputs: declared(share),
    });
    expect((await failureOf(recipient.read(id, {}))).message).toContain("ACCOUNT_ID/SHARE_ID/RECIPIENT_ID");
  });
});

describe("update", () => {
  test("goes on where an init failure stopped", async () => {
    const { sharing, dashboard, recipient, share } = await startHost();
    dashboard.refuseDelivery({ accountId: ACCOUNT, error: "not entitled", terminal: true });
    const { id, properties } = await failureOf<InitFailure>(recipient.create(props(share)));
    const again = await failureOf<InitFailure>(recipient.update(id, properties, props(share)));
    expect(again).toBeInstanceOf(InitFailure);
    expect(again).toMatchObject({ id, properties: props(share) });
    dashboard.acceptDelivery(ACCOUNT);
    sharing.sent();
    const { outs } = await recipient.update(id, properties, props(share));
    expect(outs).toMatchObject({ ...declared(share), associationStatus: "associated" });
    expect(changesOf(sharing.sent())).toEqual([]);
  });

  test("its time limit is its own", async () => {
    const { sharing, dashboard, recipient, share, id, state } = await startMade({ transitionMs: 0 });
    dashboard.refuseDelivery({ accountId: ACCOUNT, error: "busy", terminal: false });
    sharing.clock.pass(1_000);
    dashboard.addResource(share, { resourceId: "d".repeat(32) });
    const before = sharing.clock.now();
    const timeouts = { create: "5s", update: "45s" };
    expect(await failureOf(recipient.update(id, state, props(share, { timeouts })))).toBeInstanceOf(
      InitFailure,
    );
    expect(sharing.clock.now() - before).toBe(45_000);
  });
});

describe("delete", () => {
  test("one DELETE, and it waits until the recipient is disassociated", async () => {
    const { sharing, recipient, share, id, state } = await startMade({ transitionMs: 20_000 });
    await recipient.delete(id, state);
    expect(statusesOf(sharing, share)).toEqual(["disassociated"]);
    expect(changesOf(sharing.sent())).toEqual(["DELETE recipient"]);
    expect(sharing.said).toContainEqual(`recipient ${ACCOUNT} of share ${share}: disassociating`);
    expect(recordsOf(sharing, share, localAccount(1))).toMatchObject([{ association_status: "associated" }]);
  });

  test("refused while recipients are associating: asked for again until it is taken", async () => {
    const { sharing, dashboard, share, id, state } = await startMade();
    dashboard.setTransitionMs(20_000);
    dashboard.addRecipient(share, localAccount(7));
    let refusals = 6;
    const remove: typeof recipientKind.remove = (context, ref, record) =>
      refusals-- > 0
        ? Promise.reject(new ApiError(409, [], undefined))
        : recipientKind.remove(context, ref, record);
    await new AttachmentLifecycle(sharing.contexts, { ...recipientKind, remove }).delete(id, state);
    expect(statusesOf(sharing, share)).toEqual(["disassociated"]);
    expect(changesOf(sharing.sent())).toEqual(["DELETE recipient"]);
    expect(sharing.said).toContainEqual(
      expect.stringMatching(/to be deleted once its recipients are associated$/),
    );
  });

  test("gone already, its share gone, or never there: done", async () => {
    for (const forgetDeleted of [false, true]) {
      for (const remove of ["removeRecipient", "deleteShare"] as const) {
        const { sharing, dashboard, recipient, share, id, state } = await startMade({ forgetDeleted });
        dashboard[remove](share, ACCOUNT);
        sharing.clock.pass(60_000);
        await recipient.delete(id, state);
        expect(changesOf(sharing.sent())).toEqual(["DELETE recipient"]);
      }
    }
    const { recipient, state } = await startMade();
    await recipient.delete(RECORD, { ...state, shareId: SHARE });
  });

  test("one that is leaving already is waited for", async () => {
    const { sharing, dashboard, recipient, share, id, state } = await startMade();
    dashboard.setTransitionMs(20_000);
    dashboard.removeRecipient(share, ACCOUNT);
    await recipient.delete(id, state);
    expect(statusesOf(sharing, share)).toEqual(["disassociated"]);
    expect(changesOf(sharing.sent())).toEqual(["DELETE recipient"]);
  });

  test("a share that goes at the same moment takes it along", async () => {
    const { sharing, recipient, share, id, state } = await startMade();
    sharing.cloudflare.faults.add({ fault: "turn-deleting", method: "GET", path: /\/recipients\/[^/]+$/ });
    await recipient.delete(id, state);
    expect(statusesOf(sharing, share)).not.toContain("associated");
  });

  test.each(["reset-after", "500-after", "html-after", "cut-short", "reset-before", "503"] as const)(
    "an answer lost by %s",
    async (fault) => {
      const { sharing, recipient, share, id, state } = await startMade();
      sharing.cloudflare.faults.add({ fault, method: "DELETE" });
      await recipient.delete(id, state);
      expect(statusesOf(sharing, share)).toEqual(["disassociated"]);
    },
  );

  test("never taken for done when Cloudflare says anything else", async () => {
    const sharing = await startSharing();
    for (const reply of [
      text(403, '{"success":false,"errors":[{"code":10000,"message":"no"}],"result":null}'),
      text(404, '{"success":false,"errors":[{"code":7003,"message":"no"}],"result":null}'),
      text(404, "<html>"),
    ]) {
      const hostile = contexts(await startHostileServer(reply), sharing.clock);
      const { message } = await failureOf(
        new AttachmentLifecycle(hostile, recipientKind).delete(RECORD, props(SHARE)),
      );
      expect(message).toContain(`removing recipient ${ACCOUNT} from share ${SHARE}`);
    }
  });

  test("the time limit", async () => {
    const { sharing, dashboard, recipient, id, state } = await startMade({}, { timeouts: { delete: "30s" } });
    dashboard.setTransitionMs(3_600_000);
    const before = sharing.clock.now();
    const { message } = await failureOf(recipient.delete(id, state));
    expect(message).toMatch(
      /still being removed\nrun the same command again, without --replace: it continues to wait$/,
    );
    expect(sharing.clock.now() - before).toBe(30_000);
  });
});

describe("import", () => {
  const LIVE = localAccount(1);

  /** The recipient that the share has by hand, declared with the option. */
  async function startForeign(options: LocalCloudflareOptions = {}) {
    const host = await startHost(options);
    const record = recordsOf(host.sharing, host.share, LIVE)[0]?.id ?? "";
    const id = `${localOwner}/${host.share}/${record}`;
    const news = (changes: Properties = {}): Properties =>
      props(host.share, { recipientAccountId: LIVE, import: id, ...changes });
    return { ...host, record, id, news };
  }

  test("the preview compares, up takes over, and neither writes", async () => {
    const { sharing, recipient, share, record, id, news } = await startForeign();
    const { inputs, failures } = await recipient.check({}, news());
    expect(failures).toEqual([]);
    expect(inputs).toEqual(declared(share, { recipientAccountId: LIVE, import: id }));
    const made = await recipient.create(news());
    expect(made).toMatchObject({
      id: record,
      outs: { recipientAccountId: LIVE, associationStatus: "associated" },
    });
    expect(changesOf(sharing.sent())).toEqual([]);
    expect(await laterOf(sharing).diff(made.id, made.outs, inputs)).toMatchObject({ changes: false });
  });

  test("afterwards the option makes no request in check, and may go", async () => {
    const { sharing, recipient, record, news } = await startForeign();
    const { outs } = await recipient.create(news());
    sharing.sent();
    const { import: _, ...without } = news();
    for (const next of [news(), without]) {
      const { inputs, failures } = await recipient.check(outs, next);
      expect(failures).toEqual([]);
      expect(await laterOf(sharing).diff(record, outs, inputs)).toMatchObject({
        changes: false,
        replaces: [],
      });
    }
    expect(sharing.sent()).toEqual([]);
  });

  test("space around the id does not matter, in up either", async () => {
    const { recipient, record, id, news } = await startForeign();
    const spaced = news({ import: ` ${id}\n` });
    expect((await recipient.check({}, spaced)).failures).toEqual([]);
    expect(await recipient.create(spaced)).toMatchObject({ id: record });
  });

  test("another account's record is refused, by preview and up", async () => {
    const { sharing, recipient, news } = await startForeign();
    const wrong = news({ recipientAccountId: ACCOUNT });
    expect((await recipient.check({}, wrong)).failures).toEqual([
      { property: "recipientAccountId", reason: `the live recipient is account ${LIVE}` },
    ]);
    const error = await failureOf(recipient.create(wrong));
    expect(error.message).toContain(`the live recipient is account ${LIVE}`);
    expect(changesOf(sharing.sent())).toEqual([]);
  });

  test.each(["account", "share"])("an option that names another %s than the inputs", async (what) => {
    const { recipient, share, record, news } = await startForeign();
    const named = what === "account" ? `${localAccount(8)}/${share}` : `${localOwner}/${SHARE}`;
    const { failures } = await recipient.check({}, news({ import: `${named}/${record}` }));
    expect(failures).toEqual([
      { property: "import", reason: expect.stringMatching(new RegExp(`names ${what}`)) },
    ]);
  });

  test("one that has left, or was never there", async () => {
    const { sharing, dashboard, recipient, share, news } = await startForeign();
    dashboard.removeRecipient(share, LIVE);
    sharing.clock.pass(60_000);
    const { failures } = await recipient.check({}, news());
    expect(failures).toEqual([]);
    expect(sharing.said).toContainEqual(
      expect.stringMatching(/which the option import names, is disassociated: a new/),
    );
    // Whoever did not see that in check is told.
    const { message } = await failureOf(laterOf(sharing).create(news()));
    expect(message).toContain("is disassociated");
    const missing = news({ import: `${localOwner}/${share}/${RECORD}` });
    expect((await recipient.check({}, missing)).failures).toMatchObject([{ property: "import" }]);
  });

  test("malformed: what is right", async () => {
    const { recipient, share, news } = await startForeign();
    for (const wrong of [`${localOwner}/${share}`, "x", 5]) {
      expect((await recipient.check({}, news({ import: wrong }))).failures).toEqual([
        { property: "import", reason: "must have the form ACCOUNT_ID/SHARE_ID/RECIPIENT_ID" },
      ]);
    }
  });

  test("what is not known yet is not compared", async () => {
    const { sharing, recipient, news } = await startForeign();
    for (const name of ["import", "shareId", "recipientAccountId"]) {
      expect((await recipient.check({}, news({ [name]: unknownValue }))).failures).toEqual([]);
    }
    expect(sharing.sent()).toEqual([]);
  });

  test("an option that names another record than the managed one is refused", async () => {
    const { recipient, news } = await startForeign();
    const error = await failureOf(recipient.diff(RECORD, { ...news(), import: undefined }, news()));
    expect(error.message).toMatch(new RegExp(`already manages recipient ${RECORD}\nremove the option`));
  });

  test("an option that stayed does not hinder a replacement, nor the run after it", async () => {
    const { sharing, recipient, share, news } = await startForeign();
    const old = await laterOf(sharing).create(news());
    const next = news({ recipientAccountId: ACCOUNT });
    const { inputs: checked } = await recipient.check(old.outs, next);
    expect(await recipient.diff(old.id, old.outs, checked)).toMatchObject({
      replaces: ["recipientAccountId"],
    });
    expect((await recipient.check({}, next)).failures).toEqual([]);
    const made = await recipient.create(next);
    expect(recordsOf(sharing, share)).toMatchObject([{ id: made.id }]);
    expect(await laterOf(sharing).diff(made.id, made.outs, next)).toMatchObject({ changes: false });
  });
});
