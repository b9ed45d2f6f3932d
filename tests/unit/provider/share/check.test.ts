import { unknownValue } from "../../../../provider/base/values";
import { ProviderProcess } from "../../../../provider/process";
import { stackHints } from "../../../../provider/settings";
import { checkShare } from "../../../../provider/share/check";
import { ShareLifecycle } from "../../../../provider/share/lifecycle";
import { localAccount, localOrganizationId, localOwner } from "../../../../sdk/local";
import { RULESET, resource, rulesetId, to } from "../../support/builders";

type Loose = Record<string, unknown>;

const dashed = (id: string) => id.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5").toUpperCase();
const ruleset = (changes: Loose = {}) => ({
  resourceType: "custom-ruleset",
  resourceId: RULESET,
  ...changes,
});

const deep = (levels: number): object =>
  Array(levels)
    .fill(0)
    .reduce((a) => ({ a }), {});

/** What a program may write. */
const args = (changes: Loose = {}): Loose => ({
  accountId: localOwner,
  name: "Baseline",
  recipients: to(1, 2),
  resources: [ruleset()],
  ...changes,
});

const check = (changes: Loose = {}, olds: Loose = {}, account?: string) =>
  checkShare(olds, args(changes), account);
const properties = (changes: Loose = {}) => check(changes).failures.map(({ property }) => property);

describe("what is right", () => {
  test("passes without a word", () => {
    for (const changes of [
      {},
      { recipients: [{}] },
      {
        recipients: [{ organizationId: localOrganizationId }],
        excludedRecipients: [{ accountId: localAccount(1) }],
      },
      { recipients: [{ accountId: localAccount(1) }] },
      { recipients: [{ accountId: localAccount(1), recipientAccountId: dashed(localAccount(1)) }] },
      { excludedRecipients: [] },
      { exclusive: false, waitForRecipients: false, onDeliveryError: "warn", onDuplicate: "adopt" },
      { timeouts: { create: "1h30m", update: "90s", delete: "5m" } },
      { resources: [ruleset({ meta: { a: 1 } }), ruleset({ resourceId: "short-id_1", meta: '{"a":1}' })] },
      { __provider: "text" },
      { includeResources: true, includeRecipientCounts: false },
    ]) {
      expect(check(changes)).toMatchObject({ failures: [], warnings: [] });
    }
  });

  test.each([
    "custom-ruleset",
    "gateway-policy",
    "gateway-destination-ip",
    "gateway-block-page-settings",
    "gateway-extended-email-matching",
    "idp-federation-grant",
    "trust-grant",
  ])("%s is a known type", (resourceType) => {
    expect(check({ resources: [ruleset({ resourceType })] })).toMatchObject({ failures: [], warnings: [] });
  });
});

describe("what is wrong, with its place and what would be right", () => {
  test("five faults at once, each at its place", () => {
    const { failures } = check({
      name: " ",
      recipients: [...to(1, 2), { recipientAccountId: "nonsense" }, ...to(1)],
      resources: [ruleset(), ruleset({ resourceId: "x".repeat(33) })],
      onDuplicate: "perhaps",
    });
    expect(failures.map(({ property }) => property).sort()).toEqual([
      "name",
      "onDuplicate",
      "recipients[2].recipientAccountId",
      "recipients[3].recipientAccountId",
      "resources[1].resourceId",
    ]);
    const reasonOf = (property: string) => failures.find((one) => one.property === property)?.reason;
    expect(reasonOf("recipients[2].recipientAccountId")).toMatch(/"nonsense".*32 hexadecimal digits/);
    expect(reasonOf("recipients[3].recipientAccountId")).toContain("recipients[0]");
    expect(reasonOf("onDuplicate")).toMatch(/"fail", "adopt", "create"/);
    expect(reasonOf("resources[1].resourceId")).toMatch(/32 characters/);
  });

  test.each([
    ["accountId", { accountId: "0123" }],
    ["accountId", { accountId: `${localOwner}0` }],
    ["accountId", { accountId: 7 }],
    ["name", { name: undefined }],
    ["name", { name: "" }],
    ["name", { name: 7 }],
    ["name", { name: " Baseline" }],
    ["name", { name: "Baseline\n" }],
    ["name", { name: "Baseline\u00a0" }],
    ["name", { name: "\u0085Baseline" }],
    ["name", { name: "Baseline\u200b" }],
    ["name", { name: "half \ud83d" }],
    ["resources[0].meta.a.b", { resources: [ruleset({ meta: { a: { b: 2 ** 53 } } })] }],
    ["resources[0].meta.a[1]", { resources: [ruleset({ meta: '{"a":[1,1e400]}' })] }],
    ["resources[0].meta.a", { resources: [ruleset({ meta: '{"a":1,"a":1}' })] }],
    ["recipients", { recipients: undefined }],
    ["recipients", { recipients: [] }],
    ["recipients", { recipients: "all" }],
    ["recipients", { recipients: null }],
    ["recipients[0]", { recipients: ["text"] }],
    ["recipients[1].organizationId", { recipients: [{}, { organizationId: "short" }] }],
    ["recipients[0].accountId", { recipients: [{ accountId: "short" }] }],
    ["recipients[0].recipientAccountID", { recipients: [{ recipientAccountID: localAccount(1) }] }],
    ["resources", { resources: undefined }],
    ["resources", { resources: [] }],
    ["resources[0].resourceType", { resources: [{ resourceId: RULESET }] }],
    ["resources[0].resourceType", { resources: [ruleset({ resourceType: "" })] }],
    ["resources[0].resourceType", { resources: [ruleset({ resourceType: "  " })] }],
    ["resources[0].resourceId", { resources: [{ resourceType: "custom-ruleset" }] }],
    ["resources[0].resourceId", { resources: [ruleset({ resourceId: "" })] }],
    ["resources[0].resourceId", { resources: [ruleset({ resourceId: "with space" })] }],
    ["resources[0].resourceAccountId", { resources: [ruleset({ resourceAccountId: "short" })] }],
    ["resources[0].meta", { resources: [ruleset({ meta: "[1]" })] }],
    ["resources[0].meta", { resources: [ruleset({ meta: "{" })] }],
    ["resources[0].meta", { resources: [ruleset({ meta: [1] })] }],
    ["resources[0].meta", { resources: [ruleset({ meta: 7 })] }],
    ["excludedRecipients[0].accountId", { recipients: [{}], excludedRecipients: [{ accountId: "short" }] }],
    ["excludedRecipients[0].accountId", { recipients: [{}], excludedRecipients: [{}] }],
    ["exclusive", { exclusive: "yes" }],
    ["waitForRecipients", { waitForRecipients: 1 }],
    ["onDeliveryError", { onDeliveryError: "ignore" }],
    ["onDuplicate", { onDuplicate: "Adopt" }],
    ["timeouts.create", { timeouts: { create: "five minutes" } }],
    ["nmae", { nmae: "Baseline" }],
  ] as [string, Loose][])("%s in %j", (property, changes) => {
    expect(properties(changes)).toContain(property);
    for (const { reason } of check(changes).failures) expect(reason.length).toBeGreaterThan(10);
  });

  test("meta that is nested deeper than a recursion goes", () => {
    expect(properties({ resources: [ruleset({ meta: deep(50_000) })] })).toEqual([
      "resources[0].meta.a.a.a.a.a",
    ]);
    expect(properties({ resources: [ruleset({ meta: [[deep(50_000)]] })] })).toEqual(["resources[0].meta"]);
  });

  test("no account anywhere: one fault, and the lifecycle's says the ways to give it", async () => {
    expect(properties({ accountId: undefined })).toEqual(["accountId"]);
    const lifecycle = new ShareLifecycle(new ProviderProcess({ env: { CLOUDFLARE_API_TOKEN: "t" } }));
    const { accountId, ...rest } = args();
    const { failures } = await lifecycle.check({}, rest);
    expect(failures).toEqual([{ property: "accountId", reason: stackHints.accountId }]);
    for (const way of ["cloudflare-sharing:accountId", "cloudflare:accountId", "CLOUDFLARE_ACCOUNT_ID"]) {
      expect(failures[0]?.reason).toContain(way);
    }
  });

  test("the same recipient or resource twice, whatever their dress", () => {
    expect(properties({ recipients: [...to(1), { accountId: dashed(localAccount(1)) }] })).toHaveLength(1);
    expect(properties({ recipients: [...to(1, 2), ...to(1), ...to(1)] })).toEqual([
      "recipients[2].recipientAccountId",
      "recipients[3].recipientAccountId",
    ]);
    expect(
      properties({
        resources: [ruleset(), ruleset({ resourceId: dashed(RULESET), resourceAccountId: localOwner })],
      }),
    ).toEqual(["resources[1].resourceId"]);
    expect(
      properties({
        recipients: [{}],
        excludedRecipients: [{ accountId: localAccount(1) }, { accountId: dashed(localAccount(1)) }],
      }),
    ).toEqual(["excludedRecipients[1].accountId"]);
  });

  test("the same id in another type or account is another resource", () => {
    expect(
      properties({
        resources: [
          ruleset(),
          ruleset({ resourceType: "gateway-policy" }),
          ruleset({ resourceAccountId: localAccount(1) }),
        ],
      }),
    ).toEqual([]);
  });

  test("accounts and an organization mixed, or two organizations", () => {
    expect(check({ recipients: [...to(1), {}] }).failures).toEqual([
      { property: "recipients[1]", reason: expect.stringContaining("mixes accounts with an organization") },
    ]);
    expect(properties({ recipients: [{ organizationId: localOrganizationId }, ...to(1)] })).toEqual([
      "recipients[0]",
    ]);
    expect(properties({ recipients: [{}, { organizationId: localOrganizationId }] })).toEqual([
      "recipients[1]",
    ]);
    const both = { recipientAccountId: localAccount(1), organizationId: localOrganizationId };
    expect(properties({ recipients: [both] })).toEqual(["recipients[0]"]);
  });

  test("the alias and the new name contradict each other", () => {
    const recipients = [{ recipientAccountId: localAccount(1), accountId: localAccount(2) }];
    expect(properties({ recipients })).toEqual(["recipients[0].accountId"]);
  });

  test("excluded accounts on an account share", () => {
    expect(properties({ excludedRecipients: [{ accountId: localAccount(3) }] })).toEqual([
      "excludedRecipients[0]",
    ]);
  });
});

describe("resource types", () => {
  test.each([
    ["custom-rulesets", "custom-ruleset"],
    ["custom_ruleset", "custom-ruleset"],
    ["Custom-Ruleset", "custom-ruleset"],
    ["gateway-polcy", "gateway-policy"],
    ["trustgrant", "trust-grant"],
  ])("%s is misspelt: did you mean %s?", (resourceType, meant) => {
    const { failures, warnings } = check({ resources: [ruleset({ resourceType })] });
    expect(failures).toEqual([
      { property: "resources[0].resourceType", reason: expect.stringContaining(`"${meant}"`) },
    ]);
    expect(warnings).toEqual([]);
  });

  test("one that is merely not on our list passes with a warning", () => {
    const { failures, warnings, inputs } = check({
      resources: [ruleset({ resourceType: "magic-transit-route" })],
    });
    expect(failures).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining("magic-transit-route")]);
    expect(inputs.resources[0]?.resourceType).toBe("magic-transit-route");
  });

  test("an empty one is a fault, and nothing to warn of as well", () => {
    expect(check({ resources: [ruleset({ resourceType: "" })] }).warnings).toEqual([]);
  });
});

describe("what is not known yet", () => {
  test.each([
    { accountId: unknownValue },
    { name: unknownValue },
    { recipients: unknownValue },
    { recipients: [unknownValue] },
    { recipients: [unknownValue, ...to(1)] },
    { recipients: [{ recipientAccountId: unknownValue }, { recipientAccountId: unknownValue }, ...to(1)] },
    { recipients: [{ accountId: unknownValue }] },
    { recipients: [{ accountId: unknownValue, recipientAccountId: localAccount(1) }] },
    { recipients: [{ organizationId: unknownValue }] },
    { recipients: [unknownValue], excludedRecipients: [{ accountId: localAccount(1) }] },
    { recipients: unknownValue, excludedRecipients: [{ accountId: localAccount(1) }] },
    { recipients: [{}], excludedRecipients: unknownValue },
    { recipients: [{}], excludedRecipients: [unknownValue, unknownValue] },
    { recipients: [{}], excludedRecipients: [{ accountId: unknownValue }, { accountId: unknownValue }] },
    { resources: unknownValue },
    { resources: [unknownValue, unknownValue] },
    { resources: [ruleset({ resourceId: unknownValue }), ruleset({ resourceId: unknownValue })] },
    { resources: [ruleset({ resourceType: unknownValue })] },
    { resources: [ruleset({ resourceAccountId: unknownValue }), ruleset()] },
    { resources: [ruleset({ meta: unknownValue })] },
    { resources: [ruleset({ meta: { a: { b: unknownValue } } })] },
    { exclusive: unknownValue, waitForRecipients: unknownValue },
    { onDeliveryError: unknownValue, onDuplicate: unknownValue, timeouts: unknownValue },
    { timeouts: { create: unknownValue } },
    { includeResources: unknownValue },
  ] as Loose[])("passes: %j", (changes) => {
    expect(check(changes)).toMatchObject({ failures: [], warnings: [] });
  });

  test("a fault beside it is still told", () => {
    expect(properties({ name: unknownValue, recipients: [{ recipientAccountId: "short" }] })).toEqual([
      "recipients[0].recipientAccountId",
    ]);
  });

  test("it stays unknown in what is returned; meta as a whole", () => {
    const { inputs } = check({
      accountId: unknownValue,
      recipients: [unknownValue, { accountId: unknownValue }],
      resources: [ruleset({ meta: { a: unknownValue } })],
    });
    expect(inputs.recipients).toEqual([unknownValue, { recipientAccountId: unknownValue }]);
    expect(inputs.resources[0]).toMatchObject({ meta: unknownValue, resourceAccountId: unknownValue });
    expect(check({ resources: unknownValue }).inputs.resources).toBe(unknownValue);
  });
});

describe("the canonical form", () => {
  test("ids without dashes and capitals, the alias by its new name, defaults filled in", () => {
    const { inputs } = check({
      accountId: dashed(localOwner),
      recipients: [{ accountId: dashed(localAccount(1)) }],
      resources: [ruleset({ resourceId: dashed(RULESET), meta: { b: 1, a: { d: 1, c: 2 } } })],
    });
    expect(inputs).toEqual({
      accountId: localOwner,
      name: "Baseline",
      recipients: [{ recipientAccountId: localAccount(1) }],
      resources: [resource({ meta: '{"a":{"c":2,"d":1},"b":1}' })],
    });
  });

  test("meta as an object or as text is the same text; nothing is {}", () => {
    const metaOf = (meta: unknown) => check({ resources: [ruleset({ meta })] }).inputs.resources[0]?.meta;
    expect(metaOf('{"b":1, "a":2}')).toBe('{"a":2,"b":1}');
    expect(metaOf({ b: 1, a: 2 })).toBe('{"a":2,"b":1}');
    expect(metaOf(undefined)).toBe("{}");
  });

  test("the account of the settings, unless the program names one", () => {
    expect(check({ accountId: undefined }, {}, dashed(localOwner)).inputs.accountId).toBe(localOwner);
    expect(check({ accountId: undefined }, {}, localOwner).inputs.resources[0]?.resourceAccountId).toBe(
      localOwner,
    );
    expect(check({}, {}, localAccount(9)).inputs.accountId).toBe(localOwner);
    expect(check({ accountId: undefined }, {}, "nonsense").failures[0]?.property).toBe("accountId");
  });

  test("what is taken for compatibility only goes no further, and the provider's text neither", () => {
    const { inputs } = check({ includeResources: true, includeRecipientCounts: true, __provider: "text" });
    expect(Object.keys(inputs).sort()).toEqual(["accountId", "name", "recipients", "resources"]);
  });

  test("checking what was checked changes nothing", () => {
    const { inputs } = check({ recipients: [{ accountId: dashed(localAccount(1)) }, ...to(5, 3)] });
    expect(checkShare({}, { ...inputs }, undefined)).toEqual({ inputs, failures: [], warnings: [] });
  });
});

describe("the order of lists", () => {
  test("the old order stays and what is new comes last: one added line in a preview", () => {
    const olds = {
      recipients: to(5, 3, 1),
      resources: [resource({ resourceId: rulesetId(2) }), resource({ resourceId: rulesetId(1) })],
      excludedRecipients: [{ accountId: localAccount(8) }, { accountId: localAccount(7) }],
    };
    const { inputs } = check(
      {
        recipients: [...to(1, 2), { accountId: dashed(localAccount(3)) }, ...to(4, 5)],
        resources: [0, 1, 2].map((i) => ruleset({ resourceId: rulesetId(i) })),
        excludedRecipients: [6, 7, 8].map((i) => ({ accountId: localAccount(i) })),
      },
      olds,
    );
    expect(inputs.recipients).toEqual(to(5, 3, 1, 2, 4));
    expect(inputs.resources.map(({ resourceId }) => resourceId)).toEqual([2, 1, 0].map(rulesetId));
    expect(inputs.excludedRecipients).toEqual([8, 7, 6].map((i) => ({ accountId: localAccount(i) })));
  });

  test("a new share keeps the program's own order", () => {
    expect(check({ recipients: to(3, 1, 2) }).inputs.recipients).toEqual(to(3, 1, 2));
  });

  test("a changed meta does not move a resource", () => {
    const olds = { resources: [1, 2].map((i) => resource({ resourceId: rulesetId(i) })) };
    const { inputs } = check(
      {
        resources: [
          ruleset({ resourceId: rulesetId(2) }),
          ruleset({ resourceId: rulesetId(1), meta: { a: 1 } }),
        ],
      },
      olds,
    );
    expect(inputs.resources.map(({ resourceId }) => resourceId)).toEqual([1, 2].map(rulesetId));
  });

  test("old lists of any make break nothing", () => {
    for (const recipients of [undefined, null, "text", unknownValue, [unknownValue, null, 7]]) {
      expect(check({}, { recipients, resources: recipients }).inputs.recipients).toEqual(to(1, 2));
    }
  });
});

test("hostile inputs are answered with faults, not with an exception", () => {
  for (const value of [null, 0, "", [], [[]], [null], { a: 1 }, true, "x".repeat(10_000)]) {
    for (const name of ["accountId", "name", "recipients", "resources", "excludedRecipients", "timeouts"]) {
      expect(() => check({ [name]: value })).not.toThrow();
    }
    expect(() => check({ recipients: [{ recipientAccountId: value }] })).not.toThrow();
    expect(() =>
      check({ resources: [ruleset({ resourceId: value, resourceType: value, meta: value })] }),
    ).not.toThrow();
  }
});

describe("what may be a token, given in the wrong place, is not repeated", () => {
  const token = "s3cret-_".repeat(5);
  const key = "c0ffee".repeat(7).slice(0, 37);

  test.each([
    ["accountId", "", { accountId: token }],
    ["accountId", "", { accountId: ` ${token}\n` }],
    ["onDuplicate", "", { onDuplicate: token }],
    [
      "recipientAccountId",
      "recipients[0].recipientAccountId",
      { recipients: [{ recipientAccountId: token }] },
    ],
    ["resourceId", "resources[0].resourceId", { resources: [ruleset({ resourceId: token })] }],
    ["a global API key", "", { accountId: key }],
    ["after its scheme", "", { accountId: `Bearer ${token}` }],
    ["in quotes", "", { accountId: `"${token}"` }],
    ["as a part of a path", "", { accountId: `accounts/${token}/shares` }],
    ["with what is no letter of it", "", { accountId: `v1.0-${token}` }],
  ] as [string, string, Loose][])("%s", (_, property, changes) => {
    const { failures } = check(changes);
    // The engine prints the value of a property at the top: such a failure names it in its reason.
    expect(failures.map((one) => one.property)).toEqual([property]);
    expect(failures[0]?.reason).toMatch(/a text of \d+ characters that may be a secret is not right/);
    expect(JSON.stringify(failures)).not.toMatch(/s3cret|c0ffee/);
  });

  test.each([
    ["in a list", { onDuplicate: [token] }],
    ["in an object", { onDeliveryError: { token } }],
    ["as a key of an object", { onDeliveryError: { [token]: 1 } }],
    ["in a text of a list", { onDuplicate: [`Bearer ${token}`] }],
    ["far below", { onDuplicate: deep(50) }],
    ["in a meta", { resources: [ruleset({ meta: [token] })] }],
    ["in the text of a meta that is broken", { resources: [ruleset({ meta: '{"password":"s3cret",}' })] }],
  ] as [string, Loose][])("%s", (_, changes) => {
    const { failures } = check(changes);
    expect(failures).not.toEqual([]);
    expect(JSON.stringify(failures)).not.toContain("s3cret");
    // The engine would print all of what these hold.
    expect(Object.keys(changes)).not.toContain(failures[0]?.property);
  });

  test.each([
    ["a resource type", { resources: [ruleset({ resourceType: token })] }],
    ["a canary", { rollout: { first: [token] } }],
  ] as [string, Loose][])("in the warning of %s", (_, changes) => {
    const { warnings } = check(changes);
    expect(warnings.join()).toMatch(/a text of 40 characters that may be a secret/);
    expect(warnings.join()).not.toContain("s3cret");
  });

  test("as the option import, and beside it", async () => {
    const lifecycle = new ShareLifecycle(new ProviderProcess({ env: { CLOUDFLARE_API_TOKEN: "t" } }));
    const checked = async (changes: Loose) => (await lifecycle.check({}, args(changes))).failures ?? [];
    expect(await checked({ import: `${localOwner}/${token}` })).toEqual([
      { property: "", reason: "import: must have the form ACCOUNT_ID/SHARE_ID" },
    ]);
    expect(await checked({ import: "me/baseline" })).toEqual([
      { property: "import", reason: "must have the form ACCOUNT_ID/SHARE_ID" },
    ]);
    const beside = await checked({ import: `${localOwner}/${"5".repeat(32)}`, accountId: token });
    expect(beside.map(({ reason }) => reason)).toContainEqual(
      `names account ${localOwner}, and accountId is a text of 40 characters that may be a secret`,
    );
    expect(JSON.stringify(beside)).not.toContain("s3cret");
  });
});
