import type { InitFailure } from "../../../../provider/base/initFailure";
import type { ShareInputs } from "../../../../provider/model/inputs";
import { localAccount, localOwner } from "../../../../sdk/local";
import { RULESET, resource, rulesetId, to } from "../../support/builders";
import {
  changesOf,
  created,
  failureOf,
  PROVIDER_TEXT,
  props,
  type Sharing,
  startSharing,
  stopSharing,
} from "../../support/sharing";

/*
 * The option ignoreChanges, as the engine has it: it puts the state's inputs in the place of those that the program
 * gives, before check and diff. The live share may have something else by then, which is somebody else's to change.
 */

afterEach(stopSharing);

type Made = Awaited<ReturnType<typeof created>>;
type State = Record<string, unknown>;

const stateOf = ({ outs }: Made): State => ({ ...outs, __provider: PROVIDER_TEXT });
const [OURS, THEIRS] = [rulesetId(1), rulesetId(2)];

const update = (sharing: Sharing, made: Made, changes: Partial<ShareInputs>) =>
  sharing.share.update(made.id, stateOf(made), props(changes));

const liveOf = ({ cloudflare }: Sharing, { id }: Made) => {
  const { name, recipients, resources, excluded } = cloudflare.dashboard.share(id);
  const isLive = (status: string) => status.startsWith("associat");
  return {
    name,
    accounts: recipients
      .filter(({ association_status }) => isLive(association_status))
      .map((one) => one.account_id),
    resources: resources.filter(({ status }) => status === "active").map((one) => one.resource_id),
    excluded: excluded.map((one) => one.account_id),
  };
};

describe("an update leaves alone what is ignored, and changes the rest", () => {
  test.each([true, false])("recipients, exclusive: %s", async (exclusive) => {
    const sharing = await startSharing();
    const made = await created(sharing, { exclusive });
    sharing.cloudflare.dashboard.addRecipient(made.id, localAccount(9));
    sharing.cloudflare.dashboard.removeRecipient(made.id, localAccount(2));
    sharing.clock.pass(60_000);
    const { outs } = await update(sharing, made, { exclusive, name: "New", ignoreChanges: ["recipients"] });
    expect(changesOf(sharing.sent())).toEqual(["PUT share"]);
    expect(liveOf(sharing, made)).toMatchObject({
      name: "New",
      accounts: [localAccount(1), localAccount(9)],
    });
    // A share that is not exclusive answers for its own alone.
    expect(outs).toMatchObject({ name: "New", recipients: exclusive ? to(1, 9) : to(1) });
  });

  test("recipients, all of whom have left: the share stays one for accounts", async () => {
    const sharing = await startSharing();
    const made = await created(sharing);
    for (const i of [1, 2]) sharing.cloudflare.dashboard.removeRecipient(made.id, localAccount(i));
    sharing.clock.pass(60_000);
    const { outs } = await update(sharing, made, { name: "New", ignoreChanges: ["recipients"] });
    expect(changesOf(sharing.sent())).toEqual(["PUT share"]);
    expect(outs).toMatchObject({ name: "New", recipients: [], targetType: "account" });
  });

  test("resources, with what their meta has become", async () => {
    const sharing = await startSharing();
    const mine = resource({ resourceId: OURS, meta: '{"a":1}' });
    const made = await created(sharing, { resources: [resource(), mine] });
    const { dashboard } = sharing.cloudflare;
    dashboard.addResource(made.id, { resourceId: THEIRS });
    const [first, second] = dashboard.share(made.id).resources;
    dashboard.removeResource(made.id, first?.id ?? "");
    dashboard.setMeta(made.id, second?.id ?? "", { a: 2, b: 3 });
    sharing.clock.pass(60_000);
    const changes = { resources: [resource(), mine], recipients: to(1, 3), ignoreChanges: ["resources"] };
    const { outs } = await update(sharing, made, changes);
    expect(changesOf(sharing.sent())).toEqual(["PUT recipients"]);
    expect(liveOf(sharing, made)).toMatchObject({ resources: [OURS, THEIRS] });
    expect(outs.resources).toEqual([resource({ resourceId: THEIRS }), { ...mine, meta: '{"a":2}' }]);
  });

  test("a key of meta that an update which broke off had to take away stays, too", async () => {
    const sharing = await startSharing();
    const made = await created(sharing, { resources: [resource({ meta: '{"a":1,"b":2}' })] });
    const changes = { name: "New", resources: [resource({ meta: '{"a":1}' })], ignoreChanges: ["resources"] };
    await update(sharing, made, changes);
    expect(changesOf(sharing.sent())).toEqual(["PUT share"]);
  });

  test("excluded recipients", async () => {
    const sharing = await startSharing();
    const declared = { recipients: [{}], excludedRecipients: [{ accountId: localAccount(2) }] };
    const made = await created(sharing, declared);
    sharing.cloudflare.dashboard.setExcluded(made.id, [2, 5].map(localAccount));
    sharing.clock.pass(60_000);
    const ignoreChanges = ["excludedRecipients"];
    await update(sharing, made, { ...declared, name: "New", ignoreChanges });
    expect(changesOf(sharing.sent())).toEqual(["PUT share"]);
    expect(liveOf(sharing, made).excluded).toEqual([localAccount(2), localAccount(5)]);
  });

  test("the name", async () => {
    const sharing = await startSharing();
    const made = await created(sharing);
    sharing.cloudflare.dashboard.rename(made.id, "By hand");
    const { outs } = await update(sharing, made, { recipients: to(1, 2, 3), ignoreChanges: ["name"] });
    expect(changesOf(sharing.sent())).toEqual(["PUT recipients"]);
    expect(outs).toMatchObject({ name: "By hand", recipients: to(1, 2, 3) });
  });

  test("everything, after a create that failed", async () => {
    const sharing = await startSharing({ transitionMs: 0 });
    sharing.cloudflare.dashboard.refuseDelivery({ accountId: localAccount(2), error: "no", terminal: true });
    const failed = await failureOf<InitFailure>(sharing.again().share.create(props()));
    sharing.cloudflare.dashboard.addRecipient(failed.id, localAccount(9));
    sharing.cloudflare.dashboard.acceptDelivery(localAccount(2));
    sharing.sent();
    const made = { id: failed.id, outs: failed.properties as State };
    await update(sharing, made, { ignoreChanges: ["*"] });
    expect(changesOf(sharing.sent())).toEqual([]);
  });

  test("an update that fails keeps in the state what is live of it", async () => {
    const sharing = await startSharing({ transitionMs: 10_000 });
    const made = await created(sharing, { waitForRecipients: false });
    sharing.cloudflare.dashboard.addRecipient(made.id, localAccount(9));
    sharing.cloudflare.faults.add({ fault: "turn-deleting", method: "PUT" });
    const work = update(sharing, made, { name: "New", ignoreChanges: ["recipients"] });
    const failure = await failureOf<InitFailure>(work);
    expect(failure.properties).toMatchObject({ name: "New", recipients: to(1, 2, 9) });
  });
});

describe("diff", () => {
  test("the option alone is no change, and what it names is none", async () => {
    const sharing = await startSharing();
    const made = await created(sharing);
    const state = { ...stateOf(made), recipients: to(1, 9), name: "By hand" };
    const diff = (changes: Partial<ShareInputs>) => sharing.share.diff(made.id, state, props(changes));
    expect(await diff({ ignoreChanges: ["recipients", "name"] })).toMatchObject({ changes: false });
    expect(await diff({ ignoreChanges: ["*"] })).toMatchObject({ changes: false, replaces: [] });
    expect(await diff({ ignoreChanges: ["recipients"] })).toMatchObject({ changes: true });
    const both = { ignoreChanges: ["name", "recipients"], replaceOnChanges: ["*"] };
    expect(await diff(both)).toMatchObject({ changes: false, replaces: [] });
    // Once the option is gone, the program counts again.
    expect(await diff({ name: "By hand" })).toMatchObject({ changes: true });
  });

  test("a refreshed share without any account is not replaced for its ignored recipients", async () => {
    const sharing = await startSharing();
    const made = await created(sharing);
    const state = { ...stateOf(made), recipients: [] };
    const news = props({ recipients: [], ignoreChanges: ["recipients"] });
    expect(await sharing.share.diff(made.id, state, news)).toMatchObject({ changes: false, replaces: [] });
  });
});

describe("check", () => {
  const check = async (olds: State, changes: Partial<ShareInputs>) => {
    const sharing = await startSharing();
    const { failures } = await sharing.share.check(olds, props(changes));
    return failures.map(({ property }) => property);
  };
  const live = { recipients: [], name: "By hand ", resources: [resource({ resourceId: "" })] };

  test("says nothing of what the state has in the place of what is ignored", async () => {
    expect(await check(props(live), { ...live, ignoreChanges: ["*"] })).toEqual([]);
    expect(await check(props(live), { ...live, ignoreChanges: ["recipients", "resources"] })).toEqual([
      "name",
    ]);
  });

  test("of a new share everything must be right", async () => {
    const faults = await check({}, { ...live, ignoreChanges: ["*"] });
    expect(faults.sort()).toEqual(["name", "recipients", "resources[0].resourceId"]);
  });
});

describe("import", () => {
  const start = async (changes: Partial<ShareInputs>) => {
    const sharing = await startSharing();
    const { id } = sharing.cloudflare.dashboard.createShare({
      accountId: localOwner,
      name: "By hand",
      recipients: [localAccount(1), localAccount(9)],
      resources: [{ resourceId: RULESET }],
    });
    sharing.clock.pass(60_000);
    return { sharing, id, news: { ...props(changes), import: `${localOwner}/${id}` } };
  };

  test("a difference that is ignored is none", async () => {
    const { sharing, id, news } = await start({ ignoreChanges: ["recipients", "name"] });
    expect((await sharing.share.check({}, news)).failures).toEqual([]);
    const made = await sharing.share.create(news);
    expect(made).toMatchObject({ id, outs: { name: "By hand", recipients: to(1, 9) } });
    const { share } = sharing.again();
    expect(await share.diff(id, stateOf(made), news)).toMatchObject({ changes: false });
    expect(changesOf(sharing.sent())).toEqual([]);
  });

  test("another one is", async () => {
    const { sharing, news } = await start({ ignoreChanges: ["recipients"] });
    const { failures } = await sharing.share.check({}, news);
    expect(failures.map(({ property }) => property)).toEqual(["name"]);
  });

  test("what the share is for is never ignored", async () => {
    const { sharing, news } = await start({ name: "By hand", recipients: [{}], ignoreChanges: ["*"] });
    const { failures } = await sharing.share.check({}, news);
    expect(failures).toEqual([{ property: "", reason: "recipients: the live share is for accounts" }]);
  });
});
