import { inspect } from "node:util";
import { ApiError } from "../../../../provider/api/errors";
import { InitFailure } from "../../../../provider/base/initFailure";
import { ProviderError } from "../../../../provider/base/providerError";
import type { ShareInputs } from "../../../../provider/model/inputs";
import {
  type LocalCloudflare,
  localAccount,
  localOrganization,
  localOrganizationId,
  localOwner,
} from "../../../../sdk/local";
import { inputs, RULESET, resource, rulesetId, to } from "../../support/builders";
import { startHostileServer, stopHostileServers, text } from "../../support/hostileServer";
import {
  changesOf,
  created,
  failureOf,
  PROVIDER_TEXT,
  props,
  type Sharing,
  startProcess,
  startSharing,
  stopSharing,
} from "../../support/sharing";

afterEach(async () => {
  await stopSharing();
  await stopHostileServers();
});

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const liveAccounts = (cloudflare: LocalCloudflare, id: string) =>
  cloudflare.dashboard
    .share(id)
    .recipients.filter(({ association_status }) => association_status.startsWith("associat"))
    .map(({ account_id }) => account_id)
    .sort();
const stateOf = (outs: Record<string, unknown>) => ({ ...outs, __provider: PROVIDER_TEXT });
const active = (cloudflare: LocalCloudflare) =>
  cloudflare.dashboard.shares().filter(({ status }) => status === "active");

/** Updates from what the state has to the changed inputs. */
const updated = (
  sharing: Sharing,
  made: { id: string; outs: Record<string, unknown> },
  changes: Partial<ShareInputs>,
) => sharing.share.update(made.id, stateOf(made.outs), props(changes));

describe("create", () => {
  test("one page walk, one POST, and then it waits", async () => {
    const sharing = await startSharing();
    const { id, outs } = await sharing.share.create(props());
    const sent = sharing.sent();
    expect(sent.slice(0, 2)).toEqual(["GET shares", "POST shares"]);
    expect(changesOf(sent)).toEqual(["POST shares"]);
    // The counts are polled, the recipients looked at once.
    expect(sent.filter((line) => line === "GET recipients")).toHaveLength(1);
    expect(outs).toMatchObject({ ...inputs(), status: "active", associatedRecipientCount: 2 });
    expect(sharing.cloudflare.dashboard.share(id)).toMatchObject({
      name: "Baseline",
      account_id: localOwner,
    });
    expect(liveAccounts(sharing.cloudflare, id)).toEqual([localAccount(1), localAccount(2)]);
  });

  test("the page walk is one for an account and process", async () => {
    const sharing = await startSharing();
    await Promise.all(range(0, 4).map((i) => sharing.share.create(props({ name: `Share ${i}` }))));
    const sent = sharing.sent();
    expect(sent.filter((line) => line === "GET shares")).toHaveLength(1);
    expect(sent.filter((line) => line === "POST shares")).toHaveLength(4);
  });

  test("the deprecated alias is never sent, and the organization by its id or not at all", async () => {
    const sharing = await startSharing();
    await sharing.share.create(props());
    await sharing.share.create(props({ name: "Own", recipients: [{}] }));
    await sharing.share.create(
      props({ name: "Named", recipients: [{ organizationId: localOrganizationId }] }),
    );
    const bodies = sharing.cloudflare.requests
      .filter(({ method }) => method === "POST")
      .map(({ body }) => body);
    expect(bodies.map((body) => (body as { recipients: unknown }).recipients)).toEqual([
      [{ recipient_account_id: localAccount(1) }, { recipient_account_id: localAccount(2) }],
      [{}],
      [{ organization_id: localOrganizationId }],
    ]);
  });

  test("accounts left out of an organization's share take one more request", async () => {
    const sharing = await startSharing();
    const { id } = await sharing.share.create(
      props({ recipients: [{}], excludedRecipients: [{ accountId: localAccount(2) }] }),
    );
    expect(changesOf(sharing.sent())).toEqual(["POST shares", "PUT excluded-recipients"]);
    expect(liveAccounts(sharing.cloudflare, id)).not.toContain(localAccount(2));
  });

  test("without waiting: the share and its recipients once", async () => {
    const sharing = await startSharing({ transitionMs: 60_000 });
    const { outs } = await sharing.share.create(props({ waitForRecipients: false }));
    expect(sharing.sent()).toEqual(["GET shares", "POST shares", "GET share", "GET recipients"]);
    expect(outs).toMatchObject({ associatingRecipientCount: 2 });
    expect(sharing.clock.sleeps).toEqual([]);
  });

  test("a thousand recipients are looked at less often", async () => {
    const sharing = await startSharing({ transitionMs: 60_000, organization: localOrganization(1_010) });
    await sharing.share.create(props({ recipients: to(...range(1, 1_001)) }));
    expect([sharing.clock.sleeps[0], Math.max(...sharing.clock.sleeps)]).toEqual([1_000, 10_000]);
  });

  test("progress while it waits, and at the end what has come of it", async () => {
    const sharing = await startSharing({ transitionMs: 22_000 });
    await sharing.share.create(props());
    expect(sharing.said).toEqual([
      "Baseline: 0 of 2 recipients associated",
      "Baseline: 0 of 2 recipients associated",
      "Baseline: 2 of 2 recipients associated",
    ]);
  });

  test("a short wait is not worth a word", async () => {
    const sharing = await startSharing({ transitionMs: 1_000 });
    await sharing.share.create(props());
    expect(sharing.said).toEqual([]);
  });

  test("what Cloudflare refuses is told with verb, noun, id, place, value, code and ray", async () => {
    const sharing = await startSharing();
    const error = await failureOf(
      sharing.share.create(props({ recipients: [...to(1), { recipientAccountId: "b".repeat(32) }] })),
    );
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).not.toBeInstanceOf(InitFailure);
    expect(error.message).toMatch(
      new RegExp(
        `^creating share "Baseline" in account ${localOwner}: Cloudflare answered 400: recipients\\[1\\]\\.recipientAccountId \\(b{32}\\): .* \\(code 1001\\)\ncf-ray \\w+-LOC$`,
      ),
    );
  });

  test("a token that may not: what it lacks", async () => {
    const sharing = await startSharing({ tokens: { "local-token": { permission: "read" } } });
    const { message } = await failureOf(sharing.share.create(props()));
    expect(message).toMatch(/Authentication error \(code 10000\)\n.*Resource Sharing Read; for changes/);
    expect(message.split("\n")).toHaveLength(2);
    expect(active(sharing.cloudflare)).toEqual([]);
  });
});

describe("an answer to the POST that is lost", () => {
  const committed = ["reset-after", "cut-short", "html-after", "empty", "500-after"] as const;
  const uncommitted = ["reset-before", "html-before", "500-before", "503", "408", "refuse"] as const;

  for (const onDuplicate of ["fail", "adopt", "create"] as const) {
    test.each(committed)(`after %s there is one share (onDuplicate ${onDuplicate})`, async (fault) => {
      const sharing = await startSharing();
      sharing.cloudflare.faults.add({ fault, method: "POST", path: /\/shares$/ });
      const { id } = await sharing.share.create(props({ onDuplicate }));
      expect(active(sharing.cloudflare).map((share) => share.id)).toEqual([id]);
      expect(changesOf(sharing.sent())).toEqual(["POST shares"]);
    });

    test.each(uncommitted)(`after %s it is sent again (onDuplicate ${onDuplicate})`, async (fault) => {
      const sharing = await startSharing();
      sharing.cloudflare.faults.add({ fault, method: "POST", path: /\/shares$/ });
      const { id } = await sharing.share.create(props({ onDuplicate }));
      expect(active(sharing.cloudflare).map((share) => share.id)).toEqual([id]);
      expect(changesOf(sharing.sent())).toEqual(["POST shares", "POST shares"]);
    });
  }

  test("429 is no lost answer", async () => {
    const sharing = await startSharing();
    sharing.cloudflare.faults.add({ fault: "429-bare", method: "POST", path: /\/shares$/ });
    await sharing.share.create(props());
    expect(active(sharing.cloudflare)).toHaveLength(1);
  });

  test("the share is found whatever our clock says", async () => {
    for (const ahead of [-3_600_000, 3_600_000]) {
      for (const onDuplicate of ["fail", "create"] as const) {
        const sharing = await startSharing();
        const skewed = startProcess(sharing.cloudflare, sharing.clock);
        // The server's clock, by which shares are dated, is an hour off ours.
        sharing.clock.wallAheadMs = ahead;
        sharing.cloudflare.faults.add({ fault: "reset-after", method: "POST", path: /\/shares$/ });
        await skewed.share.create(props({ onDuplicate }));
        expect({ ahead, onDuplicate, shares: active(sharing.cloudflare).length }).toEqual({
          ahead,
          onDuplicate,
          shares: 1,
        });
        await stopSharing();
      }
    }
  });

  test("two identical creates at once never hold the same share", async () => {
    for (const onDuplicate of ["fail", "create"] as const) {
      const sharing = await startSharing();
      sharing.cloudflare.faults.add({ fault: "reset-after", method: "POST", path: /\/shares$/, times: 2 });
      const made = await Promise.all(range(0, 3).map(() => sharing.share.create(props({ onDuplicate }))));
      expect(new Set(made.map(({ id }) => id)).size).toBe(3);
      expect(active(sharing.cloudflare)).toHaveLength(3);
    }
  });

  test("an older share of the same kind is not taken for the lost one", async () => {
    const sharing = await startSharing();
    const older = sharing.cloudflare.dashboard.createShare({
      accountId: localOwner,
      name: "Baseline",
      recipients: [localAccount(1), localAccount(2)],
      resources: [{ resourceId: RULESET }],
    });
    sharing.clock.pass(60_000);
    sharing.cloudflare.faults.add({ fault: "reset-before", method: "POST", path: /\/shares$/ });
    const { id } = await sharing.share.create(props({ onDuplicate: "create" }));
    expect(id).not.toBe(older.id);
    expect(active(sharing.cloudflare)).toHaveLength(2);
  });
});

describe("a share that is the same and nobody's", () => {
  const leftover = (sharing: Sharing, changes: { name?: string; recipients?: string[] } = {}) =>
    sharing.cloudflare.dashboard.createShare({
      accountId: localOwner,
      name: "Baseline",
      recipients: [localAccount(1), localAccount(2)],
      resources: [{ resourceId: RULESET }],
      ...changes,
    });

  test("fail: its id, its age and the ways on", async () => {
    const sharing = await startSharing();
    const { id } = leftover(sharing);
    sharing.clock.pass(3 * 3_600_000);
    const error = await failureOf(sharing.share.create(props()));
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).not.toBeInstanceOf(InitFailure);
    expect(error.message).toContain(id);
    for (const possibility of [
      "interrupted run",
      "another stack's",
      "retainOnDelete",
      "forced replacement",
    ]) {
      expect(error.message).toContain(possibility);
    }
    for (const way of [
      'onDuplicate: "adopt"',
      'onDuplicate: "create"',
      `import: "${localOwner}/${id}"`,
      "alias",
    ]) {
      expect(error.message).toContain(way);
    }
    expect(changesOf(sharing.sent())).toEqual([]);
  });

  test("adopt: it is taken over, and made what is declared", async () => {
    const sharing = await startSharing();
    const { id } = leftover(sharing);
    const changed = props({ onDuplicate: "adopt", resources: [resource({ meta: '{"a":1}' })] });
    const made = await sharing.share.create(changed);
    expect(made.id).toBe(id);
    expect(changesOf(sharing.sent())).toEqual(["PUT resource"]);
    expect(sharing.cloudflare.dashboard.share(id).resources[0]?.meta).toEqual({ a: 1 });
    expect(active(sharing.cloudflare)).toHaveLength(1);
  });

  test("adopt, by another stack: both have the one share, and the first to be destroyed deletes it", async () => {
    const sharing = await startSharing();
    const [one, other] = [sharing.again(), sharing.again()];
    const first = await one.share.create(props());
    const second = await other.share.create(props({ onDuplicate: "adopt" }));
    expect(second.id).toBe(first.id);
    await sharing.again().share.delete(first.id, stateOf(first.outs));
    expect(active(sharing.cloudflare)).toEqual([]);
    expect(await sharing.again().share.read(second.id, stateOf(second.outs))).toEqual({ id: "" });
  });

  test("adopt: two that want one get one each", async () => {
    const sharing = await startSharing();
    leftover(sharing);
    const made = await Promise.all(
      range(0, 2).map(() => sharing.share.create(props({ onDuplicate: "adopt" }))),
    );
    expect(new Set(made.map(({ id }) => id)).size).toBe(2);
  });

  test("create: a second one; the page walk tells what was there before", async () => {
    const sharing = await startSharing();
    const { id } = leftover(sharing);
    const made = await sharing.share.create(props({ onDuplicate: "create" }));
    expect(made.id).not.toBe(id);
    expect(sharing.sent().slice(0, 2)).toEqual(["GET shares", "POST shares"]);
    expect(active(sharing.cloudflare)).toHaveLength(2);
  });

  test("one with another name, other recipients, other resources or that is deleting is another", async () => {
    const sharing = await startSharing();
    leftover(sharing, { name: "Other" });
    leftover(sharing, { recipients: [localAccount(1)] });
    leftover(sharing, { recipients: [1, 2, 3].map(localAccount) });
    const more = leftover(sharing);
    sharing.cloudflare.dashboard.addResource(more.id, { resourceId: rulesetId(1) });
    sharing.cloudflare.dashboard.deleteShare(leftover(sharing).id);
    const { id } = await sharing.share.create(props());
    expect(changesOf(sharing.sent())).toEqual(["POST shares"]);
    expect(sharing.cloudflare.dashboard.share(id).status).toBe("active");
  });

  test("a share that this stack holds is not taken: a replacement makes its own", async () => {
    for (const meet of ["diff", "read"] as const) {
      const sharing = await startSharing();
      const old = await created(sharing, { onDuplicate: "adopt" });
      const next = sharing.again().share;
      const state = stateOf(old.outs);
      if (meet === "diff") {
        const { inputs: moved } = await next.check(state, props({ accountId: localAccount(9) }));
        await next.diff(old.id, state, moved);
      }
      if (meet === "read") {
        const { props: live = {}, inputs: declared = {} } = await next.read(old.id, state);
        await next.diff(old.id, live, declared);
      }
      const { id } = await next.create(props({ onDuplicate: "adopt" }));
      expect(id).not.toBe(old.id);
      await next.delete(old.id, state);
      expect(active(sharing.cloudflare).map((share) => share.id)).toEqual([id]);
    }
  });

  test("an adopted share is not deleted by its former owner, and the run says so", async () => {
    const sharing = await startSharing();
    const old = await created(sharing);
    const next = sharing.again();
    const { id } = await next.share.create(props({ onDuplicate: "adopt" }));
    expect(id).toBe(old.id);
    const { message } = await failureOf(next.share.delete(old.id, stateOf(old.outs)));
    expect(message).toMatch(
      new RegExp(`^share ${id} is not deleted: .* has taken it over, so nothing was replaced`),
    );
    expect(sharing.cloudflare.dashboard.share(id).status).toBe("active");
    expect(changesOf(sharing.sent())).toEqual([]);
    // In a later run it is a share as any other.
    await sharing.again().share.delete(id, stateOf(old.outs));
    expect(sharing.cloudflare.dashboard.share(id).status).toBe("deleted");
  });

  test("a listed share that is gone by the time of the look is nobody's any more", async () => {
    const sharing = await startSharing({ forgetDeleted: true, transitionMs: 0 });
    const { id } = leftover(sharing);
    await sharing.share.create(props({ name: "First" }));
    sharing.cloudflare.dashboard.deleteShare(id);
    await sharing.share.create(props());
    expect(active(sharing.cloudflare)).toHaveLength(2);
  });
});

describe("read", () => {
  test("two requests", async () => {
    const sharing = await startSharing();
    const { id, outs } = await created(sharing);
    const read = await sharing.share.read(id, stateOf(outs));
    expect(sharing.sent().sort()).toEqual(["GET recipients", "GET share"]);
    expect(read).toMatchObject({ id, inputs: inputs(), props: inputs() });
  });

  test("they are on their way at the same time", async () => {
    const sharing = await startSharing();
    const { id, outs } = await created(sharing);
    // The share's own answer does not come: the other request must arrive all the same.
    const arrival = (fault: "never" | "by-hand", path: RegExp) =>
      new Promise<void>((resolve) => {
        sharing.cloudflare.faults.add({ fault, method: "GET", path, before: () => resolve() });
      });
    const both = [arrival("never", /\/shares\/[^/]+$/), arrival("by-hand", /\/recipients$/)];
    const reading = sharing.share.read(id, stateOf(outs));
    await Promise.all(both);
    expect(sharing.sent().sort()).toEqual(["GET recipients", "GET share"]);
    sharing.clock.timeOut();
    expect(await reading).toMatchObject({ id });
  });

  test("a share that is deleting, deleted or missing is gone", async () => {
    for (const forgetDeleted of [false, true]) {
      const sharing = await startSharing({ forgetDeleted });
      const { id, outs } = await created(sharing);
      sharing.cloudflare.dashboard.deleteShare(id);
      expect(await sharing.share.read(id, stateOf(outs))).toEqual({ id: "" });
      sharing.clock.pass(10_000);
      expect(await sharing.share.read(id, stateOf(outs))).toEqual({ id: "" });
      expect(await sharing.share.read("e".repeat(32), stateOf(outs))).toEqual({ id: "" });
    }
  });

  test.each([
    ["403", text(403, '{"success":false,"errors":[{"code":10000,"message":"no"}],"result":null}')],
    ["500", text(500, '{"success":false,"errors":[{"code":10001,"message":"no"}],"result":null}')],
    [
      "404 of another code",
      text(404, '{"success":false,"errors":[{"code":7003,"message":"no"}],"result":null}'),
    ],
    ["404 without a code", text(404, '{"success":false,"errors":[],"result":null}')],
    ["404 page", text(404, "<html>Not found</html>")],
    ["404 without a body", text(404, "")],
    ["200 page", text(200, "<html>Log in</html>")],
    ["null", text(200, '{"success":true,"result":null}')],
    ["301", text(301, "", { location: "/" })],
  ])("%s: never taken for gone", async (_, reply) => {
    const sharing = await startSharing();
    const hostile = await startHostileServer(reply);
    const { share } = startProcess(hostile, sharing.clock);
    const error = await failureOf(share.read("5".repeat(32), props()));
    expect(error).toBeInstanceOf(ProviderError);
    expect(error.message).toContain(`reading share ${"5".repeat(32)} of account ${localOwner}`);
    expect(inspect(error, { depth: 9 })).not.toContain("local-token");
  });

  test("nobody there: never taken for gone", async () => {
    const sharing = await startSharing();
    const { share } = startProcess({ url: "http://127.0.0.1:1" }, sharing.clock);
    expect((await failureOf(share.read("5".repeat(32), props()))).message).toContain("can't be reached");
  });

  test("recipients that can't be read are no empty list", async () => {
    const sharing = await startSharing();
    const { id, outs } = await created(sharing);
    sharing.cloudflare.faults.add({ fault: "html-before", path: /recipients$/, times: 99 });
    expect(await failureOf(sharing.share.read(id, stateOf(outs)))).toBeInstanceOf(ProviderError);
  });
});

describe("update", () => {
  const live = ["GET recipients", "GET share"];

  /** The live read, and what changed; what follows are polls. */
  async function requests(
    sharing: Sharing,
    made: Awaited<ReturnType<typeof created>>,
    changes: Partial<ShareInputs>,
  ) {
    const { outs } = await updated(sharing, made, changes);
    const sent = sharing.sent();
    expect(sent.slice(0, 2).sort()).toEqual(live);
    const last = sent.map((line) => !line.startsWith("GET ")).lastIndexOf(true);
    expect(changesOf(sent.slice(2, last + 1))).toEqual(sent.slice(2, last + 1));
    return { changes: changesOf(sent), outs };
  }

  test("nothing to do: the live read alone", async () => {
    const sharing = await startSharing();
    const made = await created(sharing);
    await updated(sharing, made, { waitForRecipients: true });
    expect(sharing.sent().sort()).toEqual(live);
  });

  test.each([
    ["one more recipient", range(1, 61), range(1, 62)],
    ["one recipient less", range(1, 61), range(2, 61)],
    ["55 of 60 recipients changed", range(1, 61), [...range(1, 6), ...range(100, 155)]],
  ])("%s: one PUT", async (_, before, after) => {
    const sharing = await startSharing();
    const made = await created(sharing, { recipients: to(...before) });
    const { changes } = await requests(sharing, made, { recipients: to(...after) });
    expect(changes).toEqual(["PUT recipients"]);
    expect(liveAccounts(sharing.cloudflare, made.id)).toEqual(after.map(localAccount).sort());
  });

  test("k resources added, l removed, j meta changed: k + l + j", async () => {
    const sharing = await startSharing();
    const [a, b, c, d, e] = range(0, 5).map((i) => resource({ resourceId: rulesetId(i) })) as [
      ReturnType<typeof resource>,
      ReturnType<typeof resource>,
      ReturnType<typeof resource>,
      ReturnType<typeof resource>,
      ReturnType<typeof resource>,
    ];
    const made = await created(sharing, { resources: [a, b, c] });
    const { changes } = await requests(sharing, made, { resources: [{ ...a, meta: '{"x":1}' }, d, e] });
    expect([...changes].sort()).toEqual([
      "DELETE resource",
      "DELETE resource",
      "POST resources",
      "POST resources",
      "PUT resource",
    ]);
    expect(changes.lastIndexOf("POST resources")).toBeLessThan(changes.indexOf("DELETE resource"));
  });

  test("every resource for another one: there is always a live one", async () => {
    const sharing = await startSharing();
    const made = await created(sharing);
    const { changes } = await requests(sharing, made, {
      resources: [resource({ resourceId: rulesetId(1) })],
    });
    expect(changes).toEqual(["POST resources", "DELETE resource"]);
  });

  test("a replacement of a resource waits until it is delivered", async () => {
    const sharing = await startSharing({ transitionMs: 5_000 });
    const made = await created(sharing);
    const before = sharing.clock.now();
    await updated(sharing, made, { resources: [resource({ meta: '{"a":1}' })] });
    expect(sharing.clock.now() - before).toBeGreaterThanOrEqual(5_000);
  });

  test("level-triggered: from what is there, not from what the state remembers", async () => {
    const sharing = await startSharing();
    const made = await created(sharing);
    sharing.cloudflare.dashboard.removeRecipient(made.id, localAccount(1));
    sharing.cloudflare.dashboard.addRecipient(made.id, localAccount(9));
    sharing.cloudflare.dashboard.rename(made.id, "By hand");
    const { changes } = await requests(sharing, made, {});
    expect(changes).toEqual(["PUT share", "PUT recipients"]);
    expect(liveAccounts(sharing.cloudflare, made.id)).toEqual([localAccount(1), localAccount(2)]);
  });

  test("not exclusive: what others attached stays", async () => {
    const sharing = await startSharing();
    const mine = { exclusive: false };
    const made = await created(sharing, { ...mine, recipients: to(1, 2) });
    sharing.cloudflare.dashboard.addRecipient(made.id, localAccount(9));
    const { changes } = await requests(sharing, made, { ...mine, recipients: to(1, 3) });
    expect(changes).toEqual(["POST recipients", "DELETE recipient"]);
    expect(liveAccounts(sharing.cloudflare, made.id)).toEqual([1, 3, 9].map(localAccount));
  });

  test("not exclusive: one that others attached, and reads don't show yet, is there", async () => {
    const sharing = await startSharing({ listLagMs: 3_000 });
    const mine = { exclusive: false };
    const made = await created(sharing, { ...mine, recipients: to(1) });
    sharing.cloudflare.dashboard.addRecipient(made.id, localAccount(2));
    const { changes } = await requests(sharing, made, { ...mine, recipients: to(1, 2) });
    expect(changes).toEqual(["POST recipients"]);
    expect(liveAccounts(sharing.cloudflare, made.id)).toEqual([1, 2].map(localAccount));
  });

  test("a share that is gone: how to have it again", async () => {
    const sharing = await startSharing();
    const made = await created(sharing);
    sharing.cloudflare.dashboard.deleteShare(made.id);
    const error = await failureOf(updated(sharing, made, { name: "New" }));
    expect(error).not.toBeInstanceOf(InitFailure);
    expect(error.message).toContain("pulumi up --refresh");
    expect(changesOf(sharing.sent())).toEqual([]);
  });

  test.each(["reset-after", "cut-short", "500-after", "html-after", "empty"] as const)(
    "a lost answer (%s) of any of its requests doubles nothing",
    async (fault) => {
      const sharing = await startSharing();
      const mine = { exclusive: false };
      const made = await created(sharing, mine);
      for (const method of ["POST", "PUT", "DELETE"]) {
        sharing.cloudflare.faults.add({ fault, method, path: /recipients|resources|shares/, times: 2 });
      }
      await updated(sharing, made, {
        ...mine,
        name: "New",
        recipients: to(2, 3),
        resources: [resource({ resourceId: rulesetId(1) })],
      });
      const truth = sharing.cloudflare.dashboard.share(made.id);
      expect(truth.name).toBe("New");
      expect(liveAccounts(sharing.cloudflare, made.id)).toEqual([localAccount(2), localAccount(3)]);
      const living = truth.resources.filter(({ status }) => status === "active");
      expect(living.map(({ resource_id }) => resource_id)).toEqual([rulesetId(1)]);
    },
  );

  test("what Cloudflare refuses at once leaves the state as it is", async () => {
    const sharing = await startSharing();
    const made = await created(sharing);
    const error = await failureOf(
      updated(sharing, made, { recipients: [{ recipientAccountId: "b".repeat(32) }] }),
    );
    expect(error).not.toBeInstanceOf(InitFailure);
    expect(error.cause).toBeInstanceOf(ApiError);
    expect(error.message).toContain(`setting the recipients of share ${made.id}`);
    expect(error.message).toContain("recipients[0].recipientAccountId");
  });

  test("a live read that fails changed nothing, and so leaves the state as it is", async () => {
    const sharing = await startSharing();
    const made = await created(sharing);
    sharing.cloudflare.faults.add({ fault: "html-before", method: "GET", times: 99 });
    const error = await failureOf(updated(sharing, made, { name: "New" }));
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).not.toBeInstanceOf(InitFailure);
  });

  test("what fails after a change keeps the resource, so that the next run goes on", async () => {
    const sharing = await startSharing();
    const made = await created(sharing);
    const changes = { name: "New", recipients: [...to(1), { recipientAccountId: "b".repeat(32) }] };
    const error = await failureOf<InitFailure>(updated(sharing, made, changes));
    expect(error).toBeInstanceOf(InitFailure);
    expect(error).toMatchObject({ id: made.id, properties: { __provider: PROVIDER_TEXT, name: "New" } });
    expect(error.reasons).toEqual([error.message]);
  });

  test.each(["500-after", "html-after"] as const)(
    "what the first request may have added (%s) is known as its own, and goes with a program that is taken back",
    async (fault) => {
      const sharing = await startSharing();
      const mine = { exclusive: false, recipients: to(1, 2) };
      const made = await created(sharing, mine);
      const { faults } = sharing.cloudflare;
      faults.add({ fault, method: "POST", path: /recipients$/ });
      faults.add({ fault: "500-after", path: /recipients$/, skip: 1, times: 99 });
      const error = await failureOf<InitFailure>(
        updated(sharing, made, { ...mine, recipients: to(1, 2, 3) }),
      );
      expect(liveAccounts(sharing.cloudflare, made.id)).toEqual([1, 2, 3].map(localAccount));
      expect(error).toBeInstanceOf(InitFailure);

      faults.clear();
      const failed = { id: made.id, outs: error.properties as Record<string, unknown> };
      await updated(sharing, failed, mine);
      expect(liveAccounts(sharing.cloudflare, made.id)).toEqual([1, 2].map(localAccount));
    },
  );

  test.each([false, true])(
    "a share that was to answer for all does not yet (refreshed first: %s)",
    async (isRefreshed) => {
      const sharing = await startSharing();
      const made = await created(sharing, { exclusive: false, recipients: to(1, 2) });
      sharing.cloudflare.dashboard.addRecipient(made.id, localAccount(5));
      const { faults } = sharing.cloudflare;
      faults.add({ fault: "500-before", method: "PUT", times: 99 });
      const changed = updated(sharing, made, { exclusive: true, recipients: to(1, 3) });
      const { properties } = await failureOf<InitFailure>(changed);

      faults.clear();
      const state = isRefreshed ? (await sharing.share.read(made.id, properties)).props : properties;
      await updated(sharing, { id: made.id, outs: state ?? {} }, { exclusive: false, recipients: to(1) });
      expect(liveAccounts(sharing.cloudflare, made.id)).toEqual([1, 5].map(localAccount));
    },
  );

  test("a refusal of what an earlier try of the same request may have done is none", async () => {
    const sharing = await startSharing();
    const made = await created(sharing);
    const { faults } = sharing.cloudflare;
    faults.add({ fault: "500-after", method: "PUT" });
    faults.add({ fault: "403-9109", method: "PUT", times: 99 });
    const error = await failureOf<InitFailure>(updated(sharing, made, { name: "New" }));
    expect(sharing.cloudflare.dashboard.share(made.id).name).toBe("New");
    expect(error).toBeInstanceOf(InitFailure);
    expect(error.properties).toMatchObject({ name: "New" });
  });

  test("such a state holds no input that the program dropped", async () => {
    const sharing = await startSharing();
    const made = await created(sharing, { exclusive: false, timeouts: { update: "30s" } });
    sharing.cloudflare.dashboard.refuseDelivery({ accountId: localAccount(3), error: "no", terminal: true });
    const error = await failureOf<InitFailure>(updated(sharing, made, { recipients: to(1, 2, 3) }));
    expect(error).toBeInstanceOf(InitFailure);
    expect(error.properties).not.toHaveProperty("exclusive");
    expect(error.properties).not.toHaveProperty("timeouts");
  });
});

describe("an account that is added anew", () => {
  for (const reAdd of ["revive", "ignore-while-disassociating", "new-record"] as const) {
    for (const exclusive of [true, false]) {
      for (const passed of [0, 60_000]) {
        const when = passed ? "after it has left" : "while it is leaving";
        test(`${when}, ${reAdd}, exclusive ${exclusive}: ends associated`, async () => {
          const sharing = await startSharing({ reAdd, transitionMs: 10_000 });
          const made = await created(sharing, { exclusive });
          sharing.cloudflare.dashboard.removeRecipient(made.id, localAccount(2));
          sharing.clock.pass(passed);
          const { outs } = await updated(sharing, made, { exclusive });
          expect(liveAccounts(sharing.cloudflare, made.id)).toEqual([localAccount(1), localAccount(2)]);
          expect(outs).toMatchObject({ associatedRecipientCount: 2, associatingRecipientCount: 0 });
        });
      }
    }
  }
});

describe("a delivery that fails", () => {
  test("for good: the resource stays in state, and each account is named with its reason", async () => {
    const sharing = await startSharing();
    sharing.cloudflare.dashboard.refuseDelivery({
      accountId: localAccount(2),
      error: "not entitled",
      terminal: true,
    });
    const error = await failureOf<InitFailure>(sharing.share.create(props()));
    const [share] = active(sharing.cloudflare);
    expect(error).toBeInstanceOf(InitFailure);
    expect(error).toMatchObject({
      id: share?.id,
      reasons: [error.message],
      properties: { ...inputs(), __provider: PROVIDER_TEXT, status: "active" },
    });
    expect(error.message).toContain(`account ${localAccount(2)}: custom-ruleset ${RULESET}: not entitled`);
    expect(error.message).not.toContain(`account ${localAccount(1)}:`);
    // The next run goes on from there.
    sharing.cloudflare.dashboard.acceptDelivery(localAccount(2));
    await sharing.again().share.update(error.id, { ...error.properties }, props());
    expect(sharing.cloudflare.dashboard.share(error.id).associated_recipient_count).toBe(2);
  });

  test("it does not wait for the time limit", async () => {
    const sharing = await startSharing();
    sharing.cloudflare.dashboard.refuseDelivery({ accountId: localAccount(2), error: "no", terminal: true });
    const before = sharing.clock.now();
    await failureOf(sharing.share.create(props()));
    expect(sharing.clock.now() - before).toBeLessThan(60_000);
  });

  test("not for good: until the time limit, whichever it is", async () => {
    for (const [timeouts, limitMs] of [
      [{ create: "90s" }, 90_000],
      [undefined, 20 * 60_000],
      [{ update: "5s", delete: "5s" }, 20 * 60_000],
    ] as const) {
      const sharing = await startSharing();
      sharing.cloudflare.dashboard.refuseDelivery({
        accountId: localAccount(2),
        error: "busy",
        terminal: false,
      });
      const before = sharing.clock.now();
      const error = await failureOf<InitFailure>(sharing.share.create(props({ timeouts })));
      expect(error).toBeInstanceOf(InitFailure);
      expect(error.message).toMatch(new RegExp(`account ${localAccount(2)}: .*busy`));
      expect(sharing.clock.now() - before).toBe(limitMs);
    }
  });

  test("warn: printed instead", async () => {
    const sharing = await startSharing();
    sharing.cloudflare.dashboard.refuseDelivery({
      accountId: localAccount(2),
      error: "not entitled",
      terminal: true,
    });
    const { outs } = await sharing.share.create(props({ onDeliveryError: "warn" }));
    expect(outs).toMatchObject({ status: "active" });
    expect(sharing.said).toContainEqual(
      `warning: account ${localAccount(2)}: custom-ruleset ${RULESET}: not entitled`,
    );
  });

  test("many: a message of limited size that tells how many more", async () => {
    const sharing = await startSharing();
    const accounts = range(1, 201);
    for (const i of accounts) {
      sharing.cloudflare.dashboard.refuseDelivery({
        accountId: localAccount(i),
        error: "no",
        terminal: true,
      });
    }
    const { message } = await failureOf(sharing.share.create(props({ recipients: to(...accounts) })));
    expect(message.length).toBeLessThan(8_000);
    expect(message).toContain("and 150 more");
  });

  test("an update's time limit is its own", async () => {
    const sharing = await startSharing();
    const made = await created(sharing);
    sharing.cloudflare.dashboard.refuseDelivery({
      accountId: localAccount(3),
      error: "busy",
      terminal: false,
    });
    const before = sharing.clock.now();
    const changes = { recipients: to(1, 2, 3), timeouts: { create: "1s", update: "45s" } };
    expect(await failureOf(updated(sharing, made, changes))).toBeInstanceOf(InitFailure);
    expect(sharing.clock.now() - before).toBe(45_000);
  });

  test("a share that is deleted while it is made stays known", async () => {
    const sharing = await startSharing();
    sharing.cloudflare.faults.add({ fault: "turn-deleting", method: "POST" });
    const error = await failureOf<InitFailure>(sharing.share.create(props()));
    expect(error).toBeInstanceOf(InitFailure);
    expect(error).toMatchObject({ id: expect.stringMatching(/^[0-9a-f]{32}$/), properties: inputs() });
    expect(error.message).toContain("deleted");
  });

  test("a share that its readers don't find for a moment is waited for", async () => {
    const sharing = await startSharing();
    sharing.cloudflare.faults.add({ fault: "stale", method: "POST", path: /\/shares$/, ms: 5_000 });
    const { outs } = await sharing.share.create(props());
    expect(outs).toMatchObject({ associatedRecipientCount: 2 });
    const again = await startSharing();
    const made = await created(again);
    again.cloudflare.faults.add({ fault: "stale", method: "PUT", ms: 5_000 });
    expect((await updated(again, made, { recipients: to(1, 2, 3) })).outs).toMatchObject({
      associatedRecipientCount: 3,
    });
  });
});

describe("delete", () => {
  test("one DELETE, and it waits until the share is deleted", async () => {
    for (const forgetDeleted of [false, true]) {
      const sharing = await startSharing({ transitionMs: 20_000, forgetDeleted });
      const { id, outs } = await created(sharing);
      await sharing.share.delete(id, stateOf(outs));
      const sent = sharing.sent();
      expect(changesOf(sent)).toEqual(["DELETE share"]);
      expect(sent.slice(1).every((line) => line === "GET share")).toBe(true);
      expect(active(sharing.cloudflare)).toEqual([]);
      if (!forgetDeleted) expect(sharing.cloudflare.dashboard.share(id).status).toBe("deleted");
      expect(sharing.said).toContainEqual("Baseline: deleting");
    }
  });

  test("one that is missing, deleting or deleted already counts as done", async () => {
    for (const forgetDeleted of [false, true]) {
      const sharing = await startSharing({ forgetDeleted });
      const { id, outs } = await created(sharing);
      await sharing.share.delete("e".repeat(32), stateOf(outs));
      expect(sharing.cloudflare.dashboard.share(id).status).toBe("active");
      sharing.cloudflare.dashboard.deleteShare(id);
      await sharing.share.delete(id, stateOf(outs));
      expect(active(sharing.cloudflare)).toEqual([]);
      await sharing.share.delete(id, stateOf(outs));
    }
  });

  test("a lost answer", async () => {
    for (const fault of [
      "reset-after",
      "500-after",
      "html-after",
      "cut-short",
      "reset-before",
      "503",
    ] as const) {
      const sharing = await startSharing();
      const { id, outs } = await created(sharing);
      sharing.cloudflare.faults.add({ fault, method: "DELETE" });
      await sharing.share.delete(id, stateOf(outs));
      expect(sharing.cloudflare.dashboard.share(id).status).toBe("deleted");
    }
  });

  test("never taken for done when Cloudflare says anything else", async () => {
    const sharing = await startSharing();
    for (const reply of [
      text(403, '{"success":false,"errors":[{"code":10000,"message":"no"}],"result":null}'),
      text(404, '{"success":false,"errors":[{"code":7003,"message":"no"}],"result":null}'),
      text(404, "<html>"),
    ]) {
      const { share } = startProcess(await startHostileServer(reply), sharing.clock);
      const { message } = await failureOf(share.delete("5".repeat(32), props()));
      expect(message).toContain(`deleting share ${"5".repeat(32)} of account ${localOwner}`);
    }
  });

  test("the time limit", async () => {
    const sharing = await startSharing({ transitionMs: 3_600_000 });
    const { id, outs } = await created(sharing, { waitForRecipients: false });
    const before = sharing.clock.now();
    const error = await failureOf(
      sharing.share.delete(id, { ...stateOf(outs), timeouts: { delete: "30s" } }),
    );
    expect(error.message).toMatch(
      /still not deleted after 30 s\nrun the same command again, without --replace: it continues to wait$/,
    );
    expect(sharing.clock.now() - before).toBe(30_000);
  });
});

describe("check and diff", () => {
  test("no request, and faults of the settings beside those of the inputs", async () => {
    const sharing = await startSharing();
    expect((await sharing.share.check({}, props())).failures).toEqual([]);
    expect(await sharing.share.diff("5".repeat(32), props(), props())).toEqual({
      changes: false,
      replaces: [],
      deleteBeforeReplace: false,
    });
    expect(sharing.cloudflare.requests).toEqual([]);

    const process = startProcess({ url: "http://example.com" }, sharing.clock);
    const { failures } = await process.share.check({}, props({ name: "" }));
    expect(failures.map(({ property }) => property)).toEqual(["name", ""]);
    expect(failures[1]?.reason).toContain("https");
  });

  test("a change in place, a replacement", async () => {
    const sharing = await startSharing();
    const diff = (changes: Partial<ShareInputs>) =>
      sharing.share.diff("5".repeat(32), props(), props(changes));
    expect(await diff({ name: "New" })).toMatchObject({ changes: true, replaces: [] });
    expect(await diff({ recipients: [{}] })).toMatchObject({ changes: true, replaces: ["recipients"] });
    expect(await diff({ accountId: localAccount(4) })).toMatchObject({ replaces: ["accountId"] });
  });

  test("a warning is told once", async () => {
    const sharing = await startSharing();
    const odd = props({ resources: [resource({ resourceType: "magic-transit-route" })] });
    await sharing.share.check({}, odd);
    await sharing.share.check({}, odd);
    expect(sharing.said).toEqual([expect.stringMatching(/^warning: .*magic-transit-route/)]);
  });
});

test("the token is in nothing that leaves: outputs, errors, lines", async () => {
  const sharing = await startSharing();
  const { id, outs } = await sharing.share.create(props());
  const read = await sharing.share.read(id, stateOf(outs));
  sharing.cloudflare.faults.add({ fault: "500-before", times: 99 });
  const errors = [
    await failureOf(sharing.share.create(props({ name: "Other" }))),
    await failureOf(sharing.share.read(id, stateOf(outs))),
    await failureOf(sharing.share.update(id, stateOf(outs), props({ name: "New" }))),
    await failureOf(sharing.share.delete(id, stateOf(outs))),
  ];
  const all = [outs, read, sharing.said, ...errors].map((one) =>
    inspect(one, { depth: 20, showHidden: true }),
  );
  expect(all.join("\n").includes("local-token")).toBe(false);
});
