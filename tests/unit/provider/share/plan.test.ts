import { unknownValue } from "../../../../provider/base/values";
import type { ShareInputs } from "../../../../provider/model/inputs";
import { compareShares, planShare } from "../../../../provider/share/plan";
import { localAccount, localOrganizationId } from "../../../../sdk/local";
import {
  excludedWire,
  inputs,
  observed,
  recipientWire,
  resource,
  resourceWire,
  rulesetId,
  to,
} from "../../support/builders";

const excluding = (...accounts: number[]) => accounts.map((i) => ({ accountId: localAccount(i) }));
const organization = (changes: Partial<ShareInputs> = {}) => inputs({ recipients: [{}], ...changes });

describe("steps to what is declared", () => {
  test("none when the live share is right already", () => {
    for (const declared of [
      inputs(),
      inputs({ exclusive: false }),
      organization(),
      organization({ excludedRecipients: excluding(3) }),
    ]) {
      expect(planShare(declared, observed(declared))).toEqual([]);
    }
  });

  test("none for another order, or another order of meta's keys", () => {
    const declared = inputs({
      recipients: to(1, 2, 3),
      resources: [resource({ meta: '{"a":1,"b":2}' }), resource({ resourceId: rulesetId(1) })],
    });
    const live = observed(declared, {
      recipients: [3, 1, 2].map((i) => recipientWire(localAccount(i))),
      resources: [
        resourceWire(resource({ resourceId: rulesetId(1) })),
        resourceWire(resource(), { meta: { b: 2, a: 1 } }),
      ],
    });
    expect(planShare(declared, live)).toEqual([]);
  });

  test("the name alone: one rename", () => {
    const live = observed(inputs(), { share: { name: "Old" } });
    expect(planShare(inputs(), live)).toEqual([{ do: "rename", name: "Baseline" }]);
  });

  test("a name in another normal form of Unicode: none", () => {
    const declared = inputs({ name: "Café" });
    expect(planShare(declared, observed(declared, { share: { name: "Cafe\u0301" } }))).toEqual([]);
    expect(compareShares({ ...declared, name: "Cafe\u0301" }, declared).changed).toEqual([]);
  });

  test("meta: what Cloudflare adds is no difference, what is no longer declared is one", () => {
    const [one, two] = ['{"a":1}', '{"a":1,"b":2}'].map((meta) =>
      inputs({ resources: [resource({ meta })] }),
    );
    const withDefaults = (declared = inputs()) =>
      observed(declared, {
        resources: declared.resources.map((at) =>
          resourceWire(at, { meta: { ...JSON.parse(at.meta), enabled: true } }),
        ),
      });
    expect(planShare(one ?? inputs(), withDefaults(one))).toEqual([]);
    expect(planShare(one ?? inputs(), withDefaults(one), one)).toEqual([]);
    const removed = planShare(one ?? inputs(), withDefaults(two), two);
    expect(removed).toMatchObject([{ do: "put meta", resource: { meta: '{"a":1}' } }]);
    const changed = planShare(inputs({ resources: [resource({ meta: '{"a":2}' })] }), withDefaults(one), one);
    expect(changed).toMatchObject([{ do: "put meta", resource: { meta: '{"a":2}' } }]);
  });

  test("level-triggered: what the state remembers does not matter to an exclusive share", () => {
    const live = observed(inputs({ recipients: to(1) }));
    const before = inputs({ recipients: to(1, 2) });
    expect(planShare(inputs(), live, before)).toEqual([
      { do: "put recipients", accounts: [localAccount(1), localAccount(2)] },
    ]);
  });

  describe("recipients of an exclusive share", () => {
    test("any number of changes is one PUT of the whole list", () => {
      const live = observed(inputs({ recipients: to(1, 2, 3, 4) }));
      expect(planShare(inputs({ recipients: to(4, 5, 6, 7) }), live)).toEqual([
        { do: "put recipients", accounts: [4, 5, 6, 7].map(localAccount) },
      ]);
    });

    test.each(["disassociating", "disassociated"])("one that is %s is not there", (association_status) => {
      const gone = recipientWire(localAccount(2), { association_status });
      const live = (declared: ShareInputs) =>
        observed(declared, { recipients: [recipientWire(localAccount(1)), gone] });
      expect(planShare(inputs(), live(inputs()))).toEqual([
        { do: "put recipients", accounts: [localAccount(1), localAccount(2)] },
      ]);
      const one = inputs({ recipients: to(1) });
      expect(planShare(one, live(one))).toEqual([]);
    });

    test("one that is associating is there, and so is one with a status that we don't know", () => {
      for (const association_status of ["associating", "pausing"]) {
        const live = observed(inputs(), {
          recipients: [
            recipientWire(localAccount(1)),
            recipientWire(localAccount(2), { association_status }),
          ],
        });
        expect(planShare(inputs(), live)).toEqual([]);
      }
    });

    test("of several records of an account the live one counts", () => {
      const dead = recipientWire(localAccount(2), {
        id: "old",
        association_status: "disassociated",
        modified: "2027-01-01T00:00:00Z",
      });
      const live = [recipientWire(localAccount(1)), recipientWire(localAccount(2))];
      expect(planShare(inputs(), observed(inputs(), { recipients: [dead, ...live] }))).toEqual([]);
      expect(planShare(inputs(), observed(inputs(), { recipients: [...live, dead] }))).toEqual([]);
    });
  });

  describe("recipients of a share that is not exclusive", () => {
    const mine = (...accounts: number[]) => inputs({ exclusive: false, recipients: to(...accounts) });

    test("POST what is missing, DELETE only what was declared before", () => {
      const live = observed(mine(1, 2, 9));
      expect(planShare(mine(1, 3), live, mine(1, 2))).toEqual([
        { do: "add recipient", account: localAccount(3) },
        { do: "remove recipient", account: localAccount(2), id: `record of ${localAccount(2)}` },
      ]);
    });

    test("without a memory nothing is removed", () => {
      expect(planShare(mine(1), observed(mine(1, 9)))).toEqual([]);
    });

    test("what was declared and is gone needs no request", () => {
      expect(planShare(mine(1), observed(mine(1)), mine(1, 2))).toEqual([]);
    });
  });

  describe("resources", () => {
    const [one, two, three] = [1, 2, 3].map((i) => resource({ resourceId: rulesetId(i) })) as [
      ReturnType<typeof resource>,
      ReturnType<typeof resource>,
      ReturnType<typeof resource>,
    ];

    test("added before others are removed, as the last live one can't be", () => {
      const live = observed(inputs({ resources: [one] }));
      const steps = planShare(inputs({ resources: [two, three] }), live);
      expect(steps.map((step) => step.do)).toEqual(["add resource", "add resource", "remove resource"]);
      expect(steps[2]).toMatchObject({ id: `record of ${one.resourceId}` });
    });

    test("meta is changed in place, by the id of the record", () => {
      const changed = { ...one, meta: '{"a":1}' };
      expect(
        planShare(inputs({ resources: [changed, two] }), observed(inputs({ resources: [one, two] }))),
      ).toEqual([{ do: "put meta", resource: changed, id: `record of ${one.resourceId}` }]);
    });

    test("another type or another account is another resource", () => {
      for (const other of [
        { ...one, resourceType: "gateway-policy" },
        { ...one, resourceAccountId: localAccount(7) },
      ]) {
        const steps = planShare(inputs({ resources: [other] }), observed(inputs({ resources: [one] })));
        expect(steps.map((step) => step.do)).toEqual(["add resource", "remove resource"]);
      }
    });

    test.each(["deleting", "deleted"])("one that is %s is not there", (status) => {
      const live = observed(inputs(), { resources: [resourceWire(one), resourceWire(two, { status })] });
      expect(planShare(inputs({ resources: [one] }), live)).toEqual([]);
      expect(planShare(inputs({ resources: [one, two] }), live)).toEqual([
        { do: "add resource", resource: two },
      ]);
    });

    test("not exclusive: only what was declared before is removed", () => {
      const mine = (...resources: ReturnType<typeof resource>[]) => inputs({ exclusive: false, resources });
      const live = observed(mine(one, two, three));
      expect(planShare(mine(one), live, mine(one, two)).map((step) => step.do)).toEqual(["remove resource"]);
      expect(planShare(mine(one), live)).toEqual([]);
    });
  });

  describe("an organization's share", () => {
    test("its accounts are not ours to change", () => {
      const declared = organization();
      const live = observed(declared, { recipients: [1, 2, 3].map((i) => recipientWire(localAccount(i))) });
      expect(planShare(declared, live)).toEqual([]);
    });

    test("exclusive: the excluded are one PUT of the list", () => {
      const declared = organization({ excludedRecipients: excluding(3, 4) });
      const live = observed(declared, { excluded: [4, 5].map((i) => excludedWire(localAccount(i))) });
      const steps = planShare(declared, live);
      expect(steps).toHaveLength(1);
      expect(steps[0]).toMatchObject({ do: "put excluded" });
      const { accounts } = steps[0] as { accounts: string[] };
      expect([...accounts].sort()).toEqual([localAccount(3), localAccount(4)]);
    });

    test("exclusive: none declared any more empties the list", () => {
      const live = observed(organization(), { excluded: [excludedWire(localAccount(5))] });
      expect(planShare(organization(), live)).toEqual([{ do: "put excluded", accounts: [] }]);
    });

    test("not exclusive: what others excluded stays excluded", () => {
      const mine = (...accounts: number[]) =>
        organization({ exclusive: false, excludedRecipients: excluding(...accounts) });
      const live = observed(mine(1), { excluded: [1, 2, 9].map((i) => excludedWire(localAccount(i))) });
      expect(planShare(mine(1, 3), live, mine(1, 2))).toEqual([
        { do: "add excluded", account: localAccount(3) },
        { do: "remove excluded", account: localAccount(2), id: excludedWire(localAccount(2)).id },
      ]);
      expect(planShare(mine(1), live, mine(1))).toEqual([]);
    });
  });

  test("everything at once, each in its turn", () => {
    const declared = inputs({ resources: [resource({ resourceId: rulesetId(1) })] });
    const live = observed(inputs({ name: "Old", recipients: to(1) }));
    expect(planShare(declared, live).map((step) => step.do)).toEqual([
      "rename",
      "put recipients",
      "add resource",
      "remove resource",
    ]);
  });
});

describe("what differs between the state and the program", () => {
  const none = { changed: [], replaces: [] };
  const onlyChanged = (...changed: string[]) => ({ changed, replaces: [] });

  test("nothing", () => {
    expect(compareShares(inputs(), inputs())).toEqual(none);
  });

  test("another order is no change", () => {
    const two = [resource(), resource({ resourceId: rulesetId(1) })];
    expect(
      compareShares(
        inputs({ recipients: to(1, 2, 3), resources: two }),
        inputs({ recipients: to(3, 1, 2), resources: [...two].reverse() }),
      ),
    ).toEqual(none);
  });

  test("what was left out and its default are the same", () => {
    const spelt = inputs({
      exclusive: true,
      waitForRecipients: true,
      onDeliveryError: "fail",
      onDuplicate: "fail",
      excludedRecipients: [],
      timeouts: {},
    });
    expect(compareShares(inputs(), spelt)).toEqual(none);
    expect(compareShares(spelt, inputs())).toEqual(none);
  });

  const others: [string, ShareInputs][] = [
    ["name", inputs({ name: "New" })],
    ["recipients", inputs({ recipients: to(1) })],
    ["recipients", inputs({ recipients: to(1, 3) })],
    ["recipients", inputs({ recipients: to(1, 2, 3) })],
    ["resources", inputs({ resources: [resource({ resourceId: rulesetId(1) })] })],
    ["resources", inputs({ resources: [resource({ meta: '{"a":1}' })] })],
    ["resources", inputs({ resources: [resource({ resourceType: "gateway-policy" })] })],
    ["resources", inputs({ resources: [resource({ resourceAccountId: localAccount(9) })] })],
    ["exclusive", inputs({ exclusive: false })],
    ["waitForRecipients", inputs({ waitForRecipients: false })],
    ["onDeliveryError", inputs({ onDeliveryError: "warn" })],
    ["onDuplicate", inputs({ onDuplicate: "adopt" })],
    ["timeouts", inputs({ timeouts: { create: "5m" } })],
  ];

  test.each(others)("%s changes in place, both ways", (property, other) => {
    expect(compareShares(inputs(), other)).toEqual(onlyChanged(property));
    expect(compareShares(other, inputs())).toEqual(onlyChanged(property));
  });

  test.each(others)("%s replaces where replaceOnChanges names it, time limits never", (property, other) => {
    const replaces = property === "timeouts" ? [] : [property];
    for (const replaceOnChanges of [[property], ["*"], ["accountId", property]]) {
      expect(compareShares(inputs(), { ...other, replaceOnChanges }).replaces).toEqual(replaces);
    }
    expect(compareShares(inputs(), { ...other, replaceOnChanges: ["accountId"] }).replaces).toEqual([]);
  });

  test("the excluded change in place", () => {
    const some = organization({ excludedRecipients: excluding(1, 2) });
    expect(compareShares(some, organization({ excludedRecipients: excluding(2, 1) }))).toEqual(none);
    expect(compareShares(some, organization({ excludedRecipients: excluding(2) }))).toEqual(
      onlyChanged("excludedRecipients"),
    );
    expect(compareShares(some, organization())).toEqual(onlyChanged("excludedRecipients"));
  });

  describe("replaced", () => {
    test("when the account changes", () => {
      const { replaces, changed } = compareShares(inputs(), inputs({ accountId: localAccount(9) }));
      expect(replaces).toEqual(["accountId"]);
      expect(changed).toEqual(["accountId"]);
    });

    test("when it turns from accounts to an organization, or back", () => {
      expect(compareShares(inputs(), organization()).replaces).toEqual(["recipients"]);
      expect(compareShares(organization(), inputs()).replaces).toEqual(["recipients"]);
    });

    test("when it is for another organization", () => {
      const other = organization({ recipients: [{ organizationId: "e".repeat(32) }] });
      const olds = { ...organization(), organizationId: localOrganizationId };
      expect(compareShares(olds, other).replaces).toEqual(["recipients"]);
    });

    test("not when {} and the own organization's id take turns", () => {
      const named = organization({ recipients: [{ organizationId: localOrganizationId }] });
      const facts = { organizationId: localOrganizationId };
      expect(compareShares({ ...organization(), ...facts }, named)).toEqual(none);
      expect(compareShares({ ...named, ...facts }, organization())).toEqual(none);
    });

    test("by nothing else", () => {
      const other = inputs({
        name: "New",
        recipients: to(7),
        resources: [resource({ resourceId: rulesetId(1) })],
        exclusive: false,
      });
      expect(compareShares(inputs(), other).replaces).toEqual([]);
    });
  });

  describe("what is not known yet", () => {
    const unknown = unknownValue as never;

    test.each([
      ["recipients", { recipients: unknown }],
      ["recipients", { recipients: [unknown] }],
      ["recipients", { recipients: [{ recipientAccountId: unknown }] }],
      ["name", { name: unknown }],
      ["resources", { resources: unknown }],
      ["resources", { resources: [resource({ resourceId: unknown })] }],
      ["resources", { resources: [resource({ meta: unknown })] }],
      ["excludedRecipients", { excludedRecipients: unknown }],
    ] as [string, Partial<ShareInputs>][])(
      "in %s: a change, and no replacement foretold",
      (property, change) => {
        expect(compareShares(inputs(), inputs(change))).toEqual(onlyChanged(property));
      },
    );

    test("an organization of whatever id in place of accounts: the replacement is foretold", () => {
      const toOrganization = inputs({ recipients: [{ organizationId: unknown }] });
      expect(compareShares(inputs(), toOrganization).replaces).toEqual(["recipients"]);
      expect(compareShares(toOrganization, toOrganization)).toEqual(onlyChanged("recipients"));
    });
  });
});
