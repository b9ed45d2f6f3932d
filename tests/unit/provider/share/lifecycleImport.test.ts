import { InitFailure } from "../../../../provider/base/initFailure";
import { ProviderError } from "../../../../provider/base/providerError";
import { unknownValue } from "../../../../provider/base/values";
import type { ShareInputs } from "../../../../provider/model/inputs";
import { localAccount, localOrganizationId, localOwner } from "../../../../sdk/local";
import { inputs, RULESET, resource, to } from "../../support/builders";
import {
  changesOf,
  failureOf,
  PROVIDER_TEXT,
  props,
  type Sharing,
  startSharing,
  stopSharing,
} from "../../support/sharing";

afterEach(stopSharing);

type Properties = Record<string, unknown>;
const SHARE = "5".repeat(32);

/** A share that was made by hand just as `inputs()` declares it. */
function byHand(sharing: Sharing, recipients: string[] | "organization" = [1, 2].map(localAccount)) {
  const { id } = sharing.cloudflare.dashboard.createShare({
    accountId: localOwner,
    name: "Baseline",
    recipients,
    resources: [{ resourceId: RULESET }],
  });
  sharing.clock.pass(60_000);
  return id;
}

async function startForeign() {
  const sharing = await startSharing();
  const id = byHand(sharing);
  const news = (changes: Partial<ShareInputs> & Properties = {}): Properties => ({
    ...props(changes),
    import: `${localOwner}/${id}`,
    ...changes,
  });
  return { sharing, id, news };
}

const stateOf = (outs: Properties) => ({ ...outs, __provider: PROVIDER_TEXT });
const active = (sharing: Sharing) =>
  sharing.cloudflare.dashboard.shares().filter(({ status }) => status === "active");

describe("check", () => {
  test("a new resource: the preview compares by two requests, and keeps the option", async () => {
    const { sharing, id, news } = await startForeign();
    const checked = await sharing.share.check({}, news());
    expect(checked).toEqual({ inputs: { ...inputs(), import: `${localOwner}/${id}` }, failures: [] });
    expect(sharing.sent().sort()).toEqual(["GET recipients", "GET share"]);
  });

  test("the differences are its failures", async () => {
    const { sharing, news } = await startForeign();
    const { failures } = await sharing.share.check({}, news({ name: "Other", recipients: to(1, 3) }));
    expect(failures.map(({ property }) => property)).toEqual(["name", "recipients[1]", ""]);
    expect(changesOf(sharing.sent())).toEqual([]);
  });

  test("no comparison where the inputs are wrong, the option is not known, or the resource is not new", async () => {
    const { sharing, news } = await startForeign();
    const wrong = await sharing.share.check({}, news({ name: "" }));
    expect(wrong.failures.map(({ property }) => property)).toEqual(["name"]);
    expect((await sharing.share.check({}, news({ import: unknownValue }))).failures).toEqual([]);
    expect((await sharing.share.check(props(), news({ name: "Other" }))).failures).toEqual([]);
    expect(sharing.sent()).toEqual([]);
  });

  test("lists that are not known yet", async () => {
    const { sharing, news } = await startForeign();
    for (const changes of [{ recipients: unknownValue as never }, { resources: unknownValue as never }]) {
      expect((await sharing.share.check({}, news(changes))).failures).toEqual([]);
    }
  });

  test("malformed, another account, missing, deleting and deleted", async () => {
    const { sharing, id, news } = await startForeign();
    const reasons = async (importId: string) =>
      (await sharing.share.check({}, news({ import: importId }))).failures;
    const one = (reason: string) => [{ property: "import", reason: expect.stringContaining(reason) }];
    expect(await reasons("baseline")).toEqual(one("must have the form ACCOUNT_ID/SHARE_ID"));
    expect(await reasons(`${localAccount(8)}/${id}`)).toEqual(one(`names account ${localAccount(8)}`));
    expect(await reasons(`${localOwner}/${SHARE}`)).toEqual(one("no such share, or it is deleted"));
  });

  test.each([0, 60_000])(
    "one that is deleted only stayed: up makes a new share (%d ms later)",
    async (ms) => {
      const { sharing, id, news } = await startForeign();
      sharing.cloudflare.dashboard.deleteShare(id);
      sharing.clock.pass(ms);
      expect((await sharing.share.check({}, news())).failures).toEqual([]);
      expect(sharing.said).toEqual([
        `share ${id}, which the option import names, is deleted: a new one is created`,
      ]);
      expect((await sharing.share.create(news())).id).not.toBe(id);
    },
  );

  test("a token that may not read says so", async () => {
    const sharing = await startSharing({ tokens: { other: {} } });
    const { failures } = await sharing.share.check({}, { ...props(), import: `${localOwner}/${SHARE}` });
    expect(failures).toEqual([
      { property: "import", reason: expect.stringMatching(/importing share 5+: .*\(code 10000\)/) },
    ]);
  });
});

describe("create", () => {
  test("takes the share over without a write, and nothing is a change afterwards, with the option or without", async () => {
    const { sharing, id, news } = await startForeign();
    const made = await sharing.share.create(news());
    expect(changesOf(sharing.sent())).toEqual([]);
    expect(made).toMatchObject({ id, outs: { ...inputs(), status: "active", associatedRecipientCount: 2 } });
    const next = sharing.again().share;
    for (const later of [news(), props()]) {
      const { inputs: checked } = await next.check(made.outs, later);
      expect(await next.diff(id, made.outs, checked)).toMatchObject({ changes: false, replaces: [] });
    }
    expect(sharing.sent()).toEqual([]);
    const read = await next.read(id, stateOf(made.outs));
    expect(read.props).toEqual(made.outs);
  });

  test("what has changed since the preview is refused, and nothing is written or kept", async () => {
    const { sharing, id, news } = await startForeign();
    sharing.cloudflare.dashboard.rename(id, "By hand");
    const error = await failureOf(sharing.share.create(news()));
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).not.toBeInstanceOf(InitFailure);
    expect(error.message).toBe(
      `importing share ${id}: it differs from its declaration\nname: the live share is named "By hand"`,
    );
    expect(changesOf(sharing.sent())).toEqual([]);
  });

  test("a share that is gone is not made instead", async () => {
    const { sharing, id, news } = await startForeign();
    sharing.cloudflare.dashboard.deleteShare(id);
    expect((await failureOf(sharing.share.create(news()))).message).toContain(
      "it is deleted\nto have a new one, remove the option import",
    );
    expect(active(sharing)).toEqual([]);
  });

  test.each(["fail", "adopt", "create"] as const)("onDuplicate %s has no say in it", async (onDuplicate) => {
    const { sharing, id, news } = await startForeign();
    byHand(sharing);
    expect(await sharing.share.create(news({ onDuplicate }))).toMatchObject({ id });
    expect(sharing.sent().sort()).toEqual(["GET recipients", "GET share"]);
  });

  test("of two resources that import the same share the second is refused", async () => {
    const { sharing, news } = await startForeign();
    const made = await Promise.allSettled([sharing.share.create(news()), sharing.share.create(news())]);
    expect(made.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect((made[1] as PromiseRejectedResult).reason.message).toContain("another resource of this program");
  });

  test("one that another resource of the stack manages is refused", async () => {
    const { sharing, id, news } = await startForeign();
    const { inputs: managed } = await sharing.share.check(props(), props());
    await sharing.share.diff(id, props(), managed);
    expect((await failureOf(sharing.share.create(news()))).message).toContain("already holds it");
  });

  test("an import that was refused does not keep the share from being deleted", async () => {
    const { sharing, id, news } = await startForeign();
    await failureOf(sharing.share.create(news({ name: "Other" })));
    await sharing.share.delete(id, props());
    expect(active(sharing)).toEqual([]);
  });

  test("a share for the organization, with those it leaves out", async () => {
    const sharing = await startSharing();
    const id = byHand(sharing, "organization");
    sharing.cloudflare.dashboard.setExcluded(id, [localAccount(3)]);
    const declared = {
      ...props({ recipients: [{}], excludedRecipients: [{ accountId: localAccount(3) }] }),
      import: `${localOwner}/${id}`,
    };
    expect((await sharing.share.check({}, declared)).failures).toEqual([]);
    expect(await sharing.share.create(declared)).toMatchObject({ id, outs: { targetType: "organization" } });
    expect(changesOf(sharing.sent())).toEqual([]);
  });
});

describe("the option that stays", () => {
  test("another share than the managed one is refused", async () => {
    const { sharing, id, news } = await startForeign();
    const error = await failureOf(sharing.share.diff(SHARE, props(), news()));
    expect(error.message).toMatch(
      new RegExp(`names share ${id}.*already manages share ${SHARE}\nremove the option`),
    );
  });

  test("a replacement may take over what is in its place already, and a preview says how that differs", async () => {
    const { sharing, id, news } = await startForeign();
    const before = props({ recipients: [{}] });
    expect(await sharing.share.diff(SHARE, before, news())).toMatchObject({ replaces: ["recipients"] });
    const error = await failureOf(sharing.share.diff(SHARE, before, news({ name: "Other" })));
    expect(error.message).toMatch(`comparing share ${SHARE}: name: the live share is named`);
    expect(await sharing.share.create(news())).toMatchObject({ id });
    expect(changesOf(sharing.sent())).toEqual([]);
  });

  test("the share is replaced: a new one is made, and the runs after it change nothing", async () => {
    const { sharing, id, news } = await startForeign();
    const old = await sharing.share.create(news());
    const run = sharing.again().share;
    const next = news({ recipients: [{}] });
    const { inputs: checked } = await run.check(old.outs, next);
    expect(await run.diff(id, old.outs, checked)).toMatchObject({ replaces: ["recipients"] });
    // The engine checks a replacement anew, as a new resource.
    expect((await run.check({}, next)).failures).toEqual([]);
    const made = await run.create(next);
    expect(made.id).not.toBe(id);
    await run.delete(id, stateOf(old.outs));
    expect(active(sharing).map((share) => share.id)).toEqual([made.id]);
    const later = sharing.again().share;
    expect(await later.diff(made.id, made.outs, next)).toMatchObject({ changes: false, replaces: [] });
  });
});

/** The program takes the option from the resource that the state has with it, and gives it to a new one. */
describe("the option that moves to another resource", () => {
  test("what is given up for a replacement is taken over, and not deleted", async () => {
    const { sharing, id, news } = await startForeign();
    const old = await sharing.share.create(news());
    const run = sharing.again().share;
    const { inputs: replaced } = await run.check(old.outs, props({ recipients: [{}] }));
    expect(await run.diff(id, old.outs, replaced)).toMatchObject({ replaces: ["recipients"] });
    const { inputs: imported, failures } = await run.check({}, news());
    expect(failures).toEqual([]);
    expect(await run.create(imported)).toMatchObject({ id });
    const made = await run.create(replaced);
    await run.delete(id, stateOf(old.outs));
    expect(
      active(sharing)
        .map((share) => share.id)
        .sort(),
    ).toEqual([id, made.id].sort());
  });

  test("what an option of its resource may have replaced unasked is refused, and not doubled", async () => {
    const { sharing, id, news } = await startForeign();
    const old = await sharing.share.create(news({ replaceOnChanges: ["*"] }));
    const failed = { ...old.outs, unfinished: true };
    const run = sharing.again().share;
    const { inputs: kept } = await run.check(failed, props({ replaceOnChanges: ["*"] }));
    expect(await run.diff(id, failed, kept)).toMatchObject({ replaces: [] });
    const { failures } = await run.check({}, news());
    expect(failures).toEqual([
      { property: "import", reason: "another resource of this program already holds it" },
    ]);
  });
});

describe("get", () => {
  test("one that is missing or deleted, and a malformed id are told", async () => {
    const { sharing, id } = await startForeign();
    sharing.cloudflare.dashboard.deleteShare(id);
    for (const share of [id, SHARE]) {
      const { message } = await failureOf(sharing.share.read(`${localOwner}/${share}`, {}));
      expect(message).toContain(`reading share ${share}: account ${localOwner} has no such share`);
    }
    expect((await failureOf(sharing.share.read(id, {}))).message).toContain("must have the form");
  });

  test("knows nothing but the id, and reads everything", async () => {
    const { sharing, id } = await startForeign();
    const read = await sharing.share.read(`${localOwner}/${id}`, { __provider: PROVIDER_TEXT });
    expect(read).toMatchObject({
      id,
      inputs: { accountId: localOwner, name: "Baseline", resources: [resource()] },
      props: { status: "active", kind: "sent", targetType: "account", associatedRecipientCount: 2 },
    });
    expect(read.inputs?.recipients).toEqual(expect.arrayContaining(to(1, 2)));
    expect(changesOf(sharing.sent())).toEqual([]);
  });

  test("a share for the organization", async () => {
    const sharing = await startSharing();
    const id = byHand(sharing, "organization");
    sharing.cloudflare.dashboard.setExcluded(id, [localAccount(3)]);
    expect(await sharing.share.read(`${localOwner}/${id}`, {})).toMatchObject({
      inputs: {
        recipients: [{ organizationId: localOrganizationId }],
        excludedRecipients: [{ accountId: localAccount(3) }],
      },
    });
  });
});
