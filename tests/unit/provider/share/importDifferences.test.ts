import { ProviderError } from "../../../../provider/base/providerError";
import { unknownValue } from "../../../../provider/base/values";
import { takeImport } from "../../../../provider/importOption";
import type { ShareInputs } from "../../../../provider/model/inputs";
import { differences, importingOf, importRefOf } from "../../../../provider/share/importDifferences";
import { localAccount, localOrganizationId, localOwner } from "../../../../sdk/local";
import {
  excludedWire,
  inputs,
  type Live,
  observed,
  RULESET,
  recipientWire,
  resource,
  resourceWire,
  rulesetId,
  to,
} from "../../support/builders";
import { failureOf, startSharing, stopSharing } from "../../support/sharing";

afterEach(stopSharing);

const SHARE = "5".repeat(32);
const unknown = unknownValue as never;
const keyOf = (id: string) => `custom-ruleset/${localOwner}/${id}`;

/** What a declaration that differs from the live "Baseline" for accounts 1 and 2 is told. */
const against = (changes: Partial<ShareInputs>, live: Live = {}, base: ShareInputs = inputs()) =>
  differences({ ...base, ...changes }, observed(base, live));

test("takeImport: a share whatever its kind; a missing or deleted one is told", async () => {
  const sharing = await startSharing();
  const { dashboard } = sharing.cloudflare;
  const declared = inputs({ recipients: [{}], excludedRecipients: [{ accountId: localAccount(3) }] });
  const { id } = dashboard.createShare({
    accountId: localOwner,
    name: declared.name,
    recipients: "organization",
    resources: [{ resourceId: RULESET }],
    excluded: [localAccount(3)],
  });
  const take = (shareId: string) => {
    const context = sharing.again().contexts.get();
    return takeImport(context, importingOf(declared), `${localOwner}/${shareId}`, declared);
  };
  expect((await take(id))?.excluded).toMatchObject([{ account_id: localAccount(3) }]);
  dashboard.deleteShare(id);
  const reasons = [
    [id, "it is deleted\nto have a new one, remove the option import"],
    [
      SHARE,
      `account ${localOwner} has no such share, or it is deleted\nto create a new one, remove the option import`,
    ],
  ] as const;
  for (const [one, reason] of reasons) {
    const error = await failureOf(take(one));
    expect(error).toBeInstanceOf(ProviderError);
    expect(error.message).toBe(`importing share ${one}: ${reason}`);
  }
});

describe("differences", () => {
  test("none, in whatever order, and whatever the state of the recipients", () => {
    const base = inputs({ resources: [resource(), resource({ resourceId: rulesetId(1) })] });
    const reversed = { recipients: to(2, 1), resources: [...base.resources].reverse() };
    expect(against(reversed, {}, base)).toEqual([]);
    const associating = recipientWire(localAccount(2), { association_status: "associating" });
    expect(against({}, { recipients: [recipientWire(localAccount(1)), associating] })).toEqual([]);
  });

  test("the name", () => {
    expect(against({ name: "Other" })).toEqual([
      { property: "name", reason: 'the live share is named "Baseline"' },
    ]);
  });

  test("recipients that are missing, and foreign ones", () => {
    expect(against({ recipients: to(2, 3) })).toEqual([
      {
        property: "recipients[1]",
        reason: `account ${localAccount(3)} is declared, and is not in the live share`,
      },
      {
        property: "",
        reason: `recipients: account ${localAccount(1)} is in the live share, and is not declared`,
      },
    ]);
  });

  test.each(["disassociating", "disassociated"])("one that is %s is not there", (association_status) => {
    const leaving = recipientWire(localAccount(2), { association_status });
    expect(against({}, { recipients: [recipientWire(localAccount(1)), leaving] })).toEqual([
      {
        property: "recipients[1]",
        reason: `account ${localAccount(2)} is declared, and is not in the live share`,
      },
    ]);
  });

  test("the kind of target, either way", () => {
    expect(against({ recipients: [{}] })).toEqual([
      { property: "", reason: "recipients: the live share is for accounts" },
    ]);
    expect(against({ recipients: to(1) }, {}, inputs({ recipients: [{}] }))).toEqual([
      { property: "", reason: "recipients: the live share is for an organization" },
    ]);
  });

  test("the organization: its own by id or by {}, and another one", () => {
    const live = { share: { organization_id: localOrganizationId } };
    const base = inputs({ recipients: [{}] });
    expect(against({}, live, base)).toEqual([]);
    expect(against({ recipients: [{ organizationId: localOrganizationId }] }, live, base)).toEqual([]);
    expect(against({ recipients: [{ organizationId: "e".repeat(32) }] }, live, base)).toEqual([
      { property: "", reason: `recipients: the live share is for organization ${localOrganizationId}` },
    ]);
  });

  test("resources that are missing, foreign, or deleting", () => {
    const base = inputs({ resources: [resource(), resource({ resourceId: rulesetId(1) })] });
    const other = [resource(), resource({ resourceId: rulesetId(2) })];
    const missing = (i: number) => ({
      property: "resources[1]",
      reason: `${keyOf(rulesetId(i))} is declared, and is not in the live share`,
    });
    expect(against({ resources: other }, {}, base)).toEqual([
      missing(2),
      { property: "", reason: `resources: ${keyOf(rulesetId(1))} is in the live share, and is not declared` },
    ]);
    const deleting = base.resources.map((one, i) => resourceWire(one, i === 1 ? { status: "deleting" } : {}));
    expect(against({}, { resources: deleting }, base)).toEqual([missing(1)]);
  });

  test("meta, each with its place; the order of its keys is none", () => {
    const meta = '{"a":1,"b":2}';
    const live = { resources: [resourceWire(resource(), { meta: { b: 2, a: 1 } })] };
    expect(against({ resources: [resource({ meta })] }, live)).toEqual([]);
    // What is there besides is Cloudflare's.
    expect(against({ resources: [resource({ meta: '{"a":1}' })] }, live)).toEqual([]);
    const two = [resource({ resourceId: rulesetId(1) }), resource({ meta: '{"a":2,"b":2}' })];
    expect(
      against({ resources: two }, {}, inputs({ resources: [two[0], resource({ meta })] as never })),
    ).toEqual([
      { property: "resources[1].meta", reason: `the live meta of custom-ruleset ${RULESET} differs at a` },
    ]);
  });

  test("accounts that are left out", () => {
    const base = inputs({ recipients: [{}], excludedRecipients: [{ accountId: localAccount(1) }] });
    expect(against({}, {}, base)).toEqual([]);
    expect(against({ excludedRecipients: [{ accountId: localAccount(2) }] }, {}, base)).toEqual([
      {
        property: "excludedRecipients[0]",
        reason: `account ${localAccount(2)} is declared, and is not in the live share`,
      },
      {
        property: "",
        reason: `excludedRecipients: account ${localAccount(1)} is in the live share, and is not declared`,
      },
    ]);
    expect(against({ excludedRecipients: undefined }, {}, base)).toMatchObject([
      { property: "", reason: expect.stringMatching(/^excludedRecipients: /) },
    ]);
  });

  test("all at once", () => {
    const changes = { name: "Other", recipients: to(1, 2, 3), resources: [resource({ meta: '{"a":1}' })] };
    expect(against(changes).map(({ property }) => property)).toEqual([
      "name",
      "recipients[2]",
      "resources[0].meta",
    ]);
  });

  test("a share that is not exclusive: what others attached is no difference, what is missing is", () => {
    const live: Live = {
      recipients: [1, 2, 3].map((i) => recipientWire(localAccount(i))),
      resources: [resource(), resource({ resourceId: rulesetId(1) })].map((one) => resourceWire(one)),
    };
    expect(against({ exclusive: false }, live)).toEqual([]);
    expect(against({ exclusive: true }, live)).toHaveLength(2);
    const more = { exclusive: false, recipients: to(1, 4), resources: [resource({ meta: '{"a":1}' })] };
    expect(against(more, live).map(({ property }) => property)).toEqual([
      "recipients[1]",
      "resources[0].meta",
    ]);
    const base = inputs({ recipients: [{}] });
    const excluded = [excludedWire(localAccount(7))];
    expect(against({ exclusive: false }, { excluded }, base)).toEqual([]);
    expect(against({}, { excluded }, base)).toHaveLength(1);
  });

  test("what is not known yet is passed over, and the rest is compared", () => {
    const name = { property: "name", reason: 'the live share is named "Baseline"' };
    const organization = inputs({ recipients: [{}] });
    expect(against({ name: unknown })).toEqual([]);
    for (const recipients of [unknown, [unknown], [{ recipientAccountId: unknown }]]) {
      expect(against({ name: "Other", recipients })).toEqual([name]);
    }
    for (const resources of [
      unknown,
      [unknown],
      [resource({ resourceId: unknown })],
      [resource({ resourceType: unknown })],
      [resource({ resourceAccountId: unknown })],
      [resource({ meta: unknown })],
    ]) {
      expect(against({ name: "Other", resources })).toEqual([name]);
    }
    for (const excludedRecipients of [unknown, [unknown], [{ accountId: unknown }]]) {
      expect(against({ name: "Other", excludedRecipients }, {}, organization)).toEqual([name]);
    }
  });
});

describe("importRefOf", () => {
  test("the account is the declared one, as far as that is known", () => {
    const ref = { accountId: localOwner, shareId: SHARE, partId: undefined };
    for (const account of [localOwner, unknownValue, undefined]) {
      expect(importRefOf(`${localOwner}/${SHARE}`, account)).toEqual(ref);
    }
    expect(importRefOf(`${localOwner}/${SHARE}`, localAccount(9))).toEqual({
      property: "import",
      reason: `names account ${localOwner}, and accountId is ${localAccount(9)}`,
    });
  });

  test("malformed: what is right", () => {
    for (const wrong of [SHARE, "", 5, `${localOwner}/${SHARE}/${SHARE}`]) {
      expect(importRefOf(wrong, localOwner)).toEqual({
        property: "import",
        reason: "must have the form ACCOUNT_ID/SHARE_ID",
      });
    }
  });
});
