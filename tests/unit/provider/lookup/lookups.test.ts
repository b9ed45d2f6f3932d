import { Lookups } from "../../../../provider/lookup/lookups";
import type { StackConfig } from "../../../../provider/settings";
import {
  type LocalCloudflare,
  localAccount,
  localOrganizationId,
  localOwner,
  startLocalCloudflare,
} from "../../../../sdk/local";
import { RULESET, rulesetId } from "../../support/builders";
import { FakeClock } from "../../support/fakeClock";
import { failureOf } from "../../support/sharing";

const nowhere = "f".repeat(32);
const noConfig: StackConfig = { get: () => undefined };

let cloudflare: LocalCloudflare;
let lookups: Lookups;
/** The 130 shares that the owner sent, oldest first. */
let made: { id: string; name: string }[];
let toOrganization: string;

const named = (i: number) => `Share ${String((i * 37) % 130).padStart(3, "0")}`;

beforeAll(async () => {
  const clock = new FakeClock();
  cloudflare = await startLocalCloudflare({ now: clock.now, transitionMs: 0 });
  const { dashboard } = cloudflare;
  made = Array.from({ length: 130 }, (_, i) => {
    clock.pass(1_000);
    const gateway = i % 10 === 0;
    return dashboard.createShare({
      accountId: localOwner,
      name: named(i),
      recipients: i === 7 ? "organization" : [localAccount(1), localAccount(2)],
      resources: [{ resourceId: RULESET, ...(gateway ? { resourceType: "gateway-policy" } : {}) }],
      excluded: i === 7 ? [localAccount(5), localAccount(6)] : undefined,
      tags: { env: i % 2 === 0 ? "production" : "test", ...(i % 3 === 0 ? { team: "a=b" } : {}) },
    });
  });
  toOrganization = made[7]?.id ?? "";
  for (const i of [20, 40]) dashboard.deleteShare(made[i]?.id ?? "");
  lookups = lookupsWith(clock);
});
afterAll(() => cloudflare.close());
beforeEach(() => cloudflare.clearRequests());

function lookupsWith(clock = new FakeClock(), env: NodeJS.ProcessEnv = {}): Lookups {
  const own = { CLOUDFLARE_API_TOKEN: "local-token", CLOUDFLARE_BASE_URL: cloudflare.url, ...env };
  return new Lookups({ clock, env: own, say: () => undefined });
}

const list = (args: object) => lookups.getShares({ accountId: localOwner, ...args }, noConfig);
const namesOf = async (args: object) => (await list(args)).results.map(({ name }) => name);
const refusal = async (work: Promise<unknown>) => (await failureOf(work)).message;
const ref = (id: string | undefined = made[3]?.id) => ({ accountId: localOwner, shareId: id });

describe("a list has every page, in Cloudflare's order", () => {
  test("130 shares, oldest first unless told", async () => {
    const { results, ...rest } = await list({});
    expect(results.map(({ id }) => id)).toEqual(made.map(({ id }) => id));
    expect(rest).toEqual({ accountId: localOwner, direction: "asc", order: "created" });
    expect(cloudflare.requests).toHaveLength(3);
  });

  test("newest first, and by name", async () => {
    const newest = await list({ direction: "desc" });
    expect(newest.results.map(({ id }) => id)).toEqual(made.map(({ id }) => id).reverse());
    const sorted = made.map(({ name }) => name).sort();
    expect(await namesOf({ order: "name" })).toEqual(sorted);
    expect(await namesOf({ order: "name", direction: "desc" })).toEqual([...sorted].reverse());
  });

  test.each([
    [1, 1, 1],
    [50, 50, 1],
    [51, 51, 2],
    [129, 129, 3],
    [130, 130, 3],
    [5_000, 130, 3],
    [0, 130, 3],
  ])("maxItems %d: %d shares by %d requests", async (maxItems, count, requests) => {
    const { results } = await list({ maxItems });
    expect(results.map(({ id }) => id)).toEqual(made.slice(0, count).map(({ id }) => id));
    expect(cloudflare.requests).toHaveLength(requests);
  });
});

describe("filters", () => {
  test.each([
    ["status", { status: "deleted" }, (i: number) => i === 20 || i === 40],
    ["types", { resourceTypes: ["gateway-policy"] }, (i: number) => i % 10 === 0],
    ["two types", { resourceTypes: ["gateway-policy", "custom-ruleset"] }, () => true],
    ["target", { targetType: "organization" }, (i: number) => i === 7],
    ["a tag's value", { tags: ["env=production"] }, (i: number) => i % 2 === 0],
    ["a value with an equals sign", { tags: ["team=a=b"] }, (i: number) => i % 3 === 0],
    ["two tags", { tags: ["env=production", "team"] }, (i: number) => i % 6 === 0],
    [
      "all together",
      {
        status: "active",
        resourceTypes: ["gateway-policy"],
        tags: ["env"],
        targetType: "account",
        kind: "sent",
      },
      (i: number) => i % 10 === 0 && i !== 20 && i !== 40,
    ],
  ])("%s", async (_, filter, matches) => {
    const { results, ...rest } = await list({ ...filter, order: "name" });
    const wanted = made.filter((_share, i) => matches(i)).map(({ name }) => name);
    expect(results.map(({ name }) => name)).toEqual(wanted.sort());
    expect(rest).toEqual({ accountId: localOwner, direction: "asc", order: "name", ...filter });
  });

  test("received: what is shared with the account", async () => {
    const received = await lookups.getShares(
      { accountId: localAccount(1), kind: "received", status: "active" },
      noConfig,
    );
    expect(received.results).toHaveLength(128);
    expect(received.results[0]).toMatchObject({ kind: "received", accountId: localOwner });
    const none = await lookups.getShares({ accountId: localAccount(1) }, noConfig);
    expect(none.results).toEqual([]);
  });

  test("included unless told otherwise", async () => {
    const [full] = (await list({ maxItems: 1 })).results;
    expect(full?.associatedRecipientCount).toBe(2);
    expect(full?.resources).toHaveLength(1);
    const [bare] = (await list({ maxItems: 1, includeResources: false, includeRecipientCounts: false }))
      .results;
    expect(bare).toMatchObject({ resources: [], name: full?.name });
    expect(bare?.associatedRecipientCount).toBeUndefined();
    expect(cloudflare.requests[1]?.path).not.toContain("include");
  });
});

test("an organization's shares, filtered and in order", async () => {
  const args = { organizationId: localOrganizationId, order: "name", status: "active" };
  const all = await lookups.getOrganizationShares(args, noConfig);
  expect(all.results).toHaveLength(128);
  expect(all.results[0]).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{32}$/),
    accountId: localOwner,
    accountName: "Local Account 0",
    created: expect.stringMatching(/Z$/),
    modified: expect.stringMatching(/Z$/),
    kind: "sent",
    name: "Share 000",
    organizationId: localOrganizationId,
    status: "active",
    targetType: "account",
  });
  const gateway = { ...args, resourceTypes: ["gateway-policy"], maxItems: 4 };
  expect((await lookups.getOrganizationShares(gateway, noConfig)).results).toHaveLength(4);
});

describe("one share", () => {
  const get = (args: object) => lookups.getShare({ accountId: localOwner, ...args }, noConfig);

  test("by its id, whatever its dashes", async () => {
    const { id = "" } = made[3] ?? {};
    const dashed = id.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-").toUpperCase();
    const share = await get({ shareId: dashed });
    expect(share).toEqual(await get({ shareId: id }));
    expect(share).toMatchObject({
      id,
      shareId: id,
      accountId: localOwner,
      name: named(3),
      associatedRecipientCount: 2,
      resources: [{ resourceId: RULESET, resourceAccountId: localOwner, meta: "{}", status: "active" }],
    });
    expect(share.filter).toBeUndefined();
  });

  test("by a filter that it alone matches, by one request", async () => {
    const share = await get({ filter: { targetType: "organization" } });
    expect(share).toMatchObject({ id: toOrganization, shareId: toOrganization, targetType: "organization" });
    expect(share.filter).toEqual({ direction: "asc", order: "created", targetType: "organization" });
    expect(cloudflare.requests).toHaveLength(1);
  });

  test("received", async () => {
    const shareId = made[3]?.id;
    const share = await lookups.getShare({ accountId: localAccount(1), shareId }, noConfig);
    expect(share).toMatchObject({
      kind: "received",
      accountId: localAccount(1),
      accountName: "Local Account 0",
    });
  });

  test("a filter that several match, or none", async () => {
    const doing = `reading the share of account ${localOwner}: the filter matches`;
    const two = await refusal(get({ filter: { status: "deleted" } }));
    expect(two).toBe(`${doing} 2, and exactly one is wanted: ${made[20]?.id}, ${made[40]?.id}`);
    expect(await refusal(get({ filter: {} }))).toContain(`${doing} 50 or more, and exactly one is wanted: `);
    expect(await refusal(get({ filter: { tags: ["env=staging"] } }))).toBe(`${doing} none`);
  });

  test("not there", async () => {
    expect(await refusal(get({ shareId: nowhere }))).toMatch(
      `reading share ${nowhere} of account ${localOwner}: Cloudflare answered 404: `,
    );
  });
});

describe("what belongs to a share", () => {
  test("recipients with their deliveries, by one request, and one of them", async () => {
    const { results } = await lookups.getShareRecipients(ref(), noConfig);
    expect(results.map(({ accountId }) => accountId)).toEqual([localAccount(1), localAccount(2)]);
    const [first] = results;
    expect(first?.resources).toEqual([
      { resourceId: RULESET, resourceVersion: 1, error: "", terminal: false },
    ]);
    expect(cloudflare.requests).toHaveLength(1);
    const args = { ...ref(), recipientId: first?.id };
    const one = await lookups.getShareRecipient({ ...args, includeResources: false }, noConfig);
    expect(one).toEqual({
      ...first,
      ...args,
      includeResources: false,
      resources: [],
      recipientAccountId: localAccount(1),
    });
    const capped = await lookups.getShareRecipients({ ...ref(toOrganization), maxItems: 60 }, noConfig);
    expect(capped.results).toHaveLength(60);
  });

  test("the accounts that an organization's share leaves out", async () => {
    const { results } = await lookups.getShareExcludedRecipients(ref(toOrganization), noConfig);
    expect(results.map(({ accountId }) => accountId)).toEqual([localAccount(5), localAccount(6)]);
    const capped = await lookups.getShareExcludedRecipients(
      { ...ref(toOrganization), maxItems: 1 },
      noConfig,
    );
    expect(capped.results).toEqual(results.slice(0, 1));
    expect(await refusal(lookups.getShareExcludedRecipients(ref(), noConfig))).toMatch(
      /^listing the excluded recipients of share .*: Cloudflare answered 400: /,
    );
  });

  test("resources, filtered, over several pages; one by its id or by a filter", async () => {
    const { dashboard } = cloudflare;
    const { id } = dashboard.createShare({
      accountId: localAccount(9),
      name: "Many resources",
      recipients: [localAccount(1)],
      resources: Array.from({ length: 60 }, (_, i) => ({
        resourceId: rulesetId(i),
        resourceType: i === 33 ? "gateway-policy" : "custom-ruleset",
        meta: { b: i, a: { d: 1, c: 2 } },
      })),
    });
    dashboard.removeResource(id, rulesetId(0));
    const share = { accountId: localAccount(9), shareId: id };
    const all = await lookups.getShareResources(share, noConfig);
    expect(all.results.map(({ resourceId }) => resourceId)).toEqual(
      Array.from({ length: 60 }, (_, i) => rulesetId(i)),
    );
    expect(all.results[1]?.meta).toBe('{"a":{"c":2,"d":1},"b":1}');
    const filter = { resourceType: "custom-ruleset", status: "active" };
    const some = await lookups.getShareResources({ ...share, ...filter, maxItems: 55 }, noConfig);
    expect(some.results).toEqual(all.results.filter((_, i) => i !== 0 && i !== 33).slice(0, 55));

    const policy = all.results[33];
    const byFilter = { ...share, filter: { resourceType: "gateway-policy" } };
    expect(await lookups.getShareResource(byFilter, noConfig)).toEqual({
      ...byFilter,
      ...policy,
      shareResourceId: policy?.id,
    });
    const byId = { ...share, shareResourceId: policy?.id };
    expect(await lookups.getShareResource(byId, noConfig)).toEqual({ ...byId, ...policy });
    expect(await refusal(lookups.getShareResource({ ...share, filter }, noConfig))).toMatch(
      /^reading the resource of share .*: the filter matches 50 or more, and exactly one is wanted: /,
    );
  });

  test("not there", async () => {
    const gone = { accountId: localOwner, shareId: nowhere };
    const asked: [string, Promise<unknown>][] = [
      ["listing the recipients of share", lookups.getShareRecipients(gone, noConfig)],
      ["listing the resources of share", lookups.getShareResources(gone, noConfig)],
      [
        `reading recipient ${nowhere} of share`,
        lookups.getShareRecipient({ ...ref(), recipientId: nowhere }, noConfig),
      ],
      [
        `reading resource ${nowhere} of share`,
        lookups.getShareResource({ ...ref(), shareResourceId: nowhere }, noConfig),
      ],
    ];
    for (const [doing, work] of asked) {
      expect(await refusal(work)).toMatch(new RegExp(`^${doing} .*: Cloudflare answered 404: .*1004`));
    }
  });
});

describe("wrong arguments are named, and nothing is sent", () => {
  const wrong: [keyof Lookups, object, string][] = [
    [
      "getShares",
      { accountId: "abc" },
      'calling getShares: accountId "abc" is not right: an account id has 32',
    ],
    ["getShares", { accountId: undefined }, "calling getShares: accountId is missing: give it here, or as"],
    ["getShares", { status: "gone" }, 'status "gone" is not right: one of "active", "deleting", "deleted"'],
    ["getShares", { kind: "lent" }, 'kind "lent" is not right: one of "sent", "received"'],
    ["getShares", { resourceTypes: ["custom_ruleset"] }, "resourceTypes[0] "],
    ["getShares", { tags: Array(21).fill("a") }, "tags has more than 20 tags"],
    ["getShares", { tags: [" "] }, "tags[0] is empty"],
    ["getShares", { maxItems: -1 }, "maxItems must not be below 0"],
    ["getShares", { maxItems: 1.5 }, "maxItems must be a whole number"],
    ["getShares", { statuses: "active" }, "statuses is no property here"],
    ["getShare", {}, "calling getShare: shareId is missing: give it, or a filter"],
    ["getShare", { shareId: nowhere, filter: {} }, "shareId and filter exclude each other"],
    ["getShare", { filter: { order: "age" } }, 'filter.order "age" is not right'],
    ["getShareRecipients", {}, "calling getShareRecipients: shareId is missing: a share id has 32"],
    ["getShareRecipient", { shareId: nowhere, recipientId: "a b" }, 'recipientId "a b" is not right'],
    ["getShareResource", { shareId: nowhere }, "shareResourceId is missing"],
    ["getShareResources", { shareId: nowhere, resourceType: "" }, "resourceType is empty"],
    ["getShareExcludedRecipients", { shareId: "x" }, 'shareId "x" is not right'],
    [
      "getOrganizationShares",
      { accountId: undefined },
      "organizationId is missing: an organization id has 32",
    ],
  ];
  test.each(wrong)("%s of %j: %s", async (name, args, message) => {
    expect(await refusal(lookups[name]({ accountId: localOwner, ...args }, noConfig))).toContain(message);
    expect(cloudflare.requests).toHaveLength(0);
  });

  test("all at once", async () => {
    const message = await refusal(list({ order: "age", maxItems: "all", direction: "up" }));
    for (const name of ["order", "maxItems", "direction"]) expect(message).toContain(`${name} `);
  });
});

describe("settings", () => {
  const config = (values: Record<string, string>): StackConfig => ({ get: (key) => values[key] });

  test("the account of the config, or of the environment, where none is named", async () => {
    const configured = config({ "cloudflare:accountId": localOwner });
    expect((await lookups.getShares({ maxItems: 1 }, configured)).accountId).toBe(localOwner);
    const own = lookupsWith(undefined, { CLOUDFLARE_ACCOUNT_ID: localAccount(1) });
    expect((await own.getShares({ kind: "received", maxItems: 1 }, noConfig)).results).toHaveLength(1);
  });

  test("two programs of one process have each their own token", async () => {
    const other = config({ "cloudflare:apiToken": "other-token" });
    const refused = () => refusal(lookups.getShares({ accountId: localOwner }, other));
    expect(await refused()).toMatch(/403: Authentication error \(code 10000\)/);
    expect((await list({ maxItems: 1 })).results).toHaveLength(1);
    expect(await refused()).not.toContain("other-token");
  });

  test("missing credentials: one sentence, and nothing is sent", async () => {
    const bare = new Lookups({ env: { CLOUDFLARE_BASE_URL: cloudflare.url } });
    expect(await refusal(bare.getShares({ accountId: localOwner }, noConfig))).toMatch(
      /^Cloudflare credentials are missing\. Set a token with/,
    );
    expect(cloudflare.requests).toHaveLength(0);
  });
});
