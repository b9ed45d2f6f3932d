import { unknownValue } from "../../../../provider/base/values";
import type { ShareInputs, ShareState } from "../../../../provider/model/inputs";
import { planShare } from "../../../../provider/share/plan";
import {
  excess,
  removalsBetween,
  removalsOf,
  standingOfInputs,
  standingOfState,
} from "../../../../provider/share/removals";
import { localAccount, localOrganizationId } from "../../../../sdk/local";
import {
  excludedWire,
  inputs,
  observed,
  recipientWire,
  resource,
  rulesetId,
  to,
} from "../../support/builders";

const range = (from: number, until: number) =>
  to(...Array.from({ length: until - from + 1 }, (_, i) => from + i));
const excluded = (...accounts: number[]) => accounts.map((i) => ({ accountId: localAccount(i) }));
const other = "e".repeat(32);
const unknown = unknownValue as never;

/** What goes, by the inputs alone. */
const between = (before: Partial<ShareInputs>, after: Partial<ShareInputs>) =>
  removalsBetween(standingOfInputs(inputs(before)), inputs(after));

const organization = (more: Partial<ShareState> = {}): ShareState => ({
  ...inputs({ recipients: [{}] }),
  targetType: "organization",
  organizationId: localOrganizationId,
  recipientStatuses: range(1, 10).map((one) => ({ accountId: one.recipientAccountId })),
  ...more,
});
const since = (state: ShareState, after: Partial<ShareInputs>) =>
  removalsBetween(standingOfState(state), inputs(after));

const recipients = (count: number, of: number | undefined) => [{ property: "recipients", count, of }];

describe("what a declaration takes away", () => {
  test("recipients and resources that it has no more; what is added is not counted against it", () => {
    const resources = [
      resource(),
      resource({ resourceId: rulesetId(1) }),
      resource({ resourceId: rulesetId(2) }),
    ];
    expect(between({ recipients: range(1, 10), resources }, { recipients: range(8, 12) })).toEqual([
      ...recipients(7, 10),
      { property: "resources", count: 2, of: 3 },
    ]);
    expect(between({}, { recipients: range(1, 50) })).toEqual([]);
  });

  test.each<[string, Partial<ShareInputs>, number]>([
    ["a list that is unknown as a whole", { recipients: unknown }, 0],
    ["unknown elements alone, which may be an organization", { recipients: [unknown, unknown] }, 0],
    ["one unknown account", { recipients: [{ recipientAccountId: unknown }] }, 9],
    [
      "known ones and unknown ones",
      { recipients: [...range(1, 3), unknown, { recipientAccountId: unknown }] },
      5,
    ],
    ["an organization that is not known", { recipients: [{ organizationId: unknown }] }, 0],
  ])("of ten, not known yet: %s", (_, after, count) => {
    const found = between({ recipients: range(1, 10) }, after);
    expect(found).toEqual(count === 0 ? [] : recipients(count, 10));
  });

  test("resources that are not known yet may be any of those that seem to go; meta doesn't matter", () => {
    const [a, b, c] = [1, 2, 3].map((i) => resource({ resourceId: rulesetId(i) }));
    const before = { resources: [a, b, c] as ShareInputs["resources"] };
    expect(between(before, { resources: [resource({ resourceId: unknown })] })).toEqual([
      { property: "resources", count: 2, of: 3 },
    ]);
    expect(
      between(before, { resources: [a, b, c].map((one) => ({ ...one, meta: unknown })) as never }),
    ).toEqual([]);
    expect(between(before, { resources: unknown })).toEqual([]);
  });

  test("newly excluded accounts, of those that have the share where that is known", () => {
    const before = { recipients: [{}], excludedRecipients: excluded(1) };
    const after = { recipients: [{}], excludedRecipients: excluded(1, 2, 3) };
    expect(between(before, after)).toEqual([{ property: "excludedRecipients", count: 2, of: undefined }]);
    expect(since(organization({ excludedRecipients: excluded(1) }), after)).toEqual([
      { property: "excludedRecipients", count: 2, of: 10 },
    ]);
    expect(between(before, { ...after, excludedRecipients: unknown })).toEqual([]);
  });
});

describe("a replacement takes it from all who are not in the new share", () => {
  test("accounts to their own organization: from those that it excludes alone", () => {
    const after = { recipients: [{}], excludedRecipients: excluded(2, 3, 40) };
    expect(between({ recipients: range(1, 10) }, after)).toEqual(recipients(2, 10));
    const state = { ...inputs({ recipients: range(1, 10) }), organizationId: localOrganizationId };
    expect(since(state, { recipients: [{ organizationId: localOrganizationId }] })).toEqual([]);
  });

  test("to another organization: from all", () => {
    const state = { ...inputs({ recipients: range(1, 10) }), organizationId: localOrganizationId };
    expect(since(state, { recipients: [{ organizationId: other }] })).toEqual(recipients(10, 10));
    expect(since(organization(), { recipients: [{ organizationId: other }] })).toEqual(recipients(10, 10));
    const theirs = organization({ recipients: [{ organizationId: other }] });
    expect(since(theirs, { recipients: [{}] })).toEqual(recipients(10, 10));
    expect(since(organization(), { recipients: [{ organizationId: localOrganizationId }] })).toEqual([]);
  });

  test("an organization to accounts: inputs can't tell, the outputs can, by accounts or by counts", () => {
    const after = { recipients: [...to(1, 2), ...to(99)] };
    expect(between({ recipients: [{}] }, after)).toEqual([]);
    expect(since(organization(), after)).toEqual(recipients(8, 10));
    const counted = { recipientStatuses: [], associatedRecipientCount: 9, associatingRecipientCount: 1 };
    expect(since(organization(counted), after)).toEqual(recipients(7, 10));
  });

  test("another owner: recipients count, its resources are others anyway", () => {
    const after = {
      accountId: localAccount(50),
      recipients: range(1, 4),
      resources: [resource({ resourceId: rulesetId(1) })],
    };
    expect(between({ recipients: range(1, 10) }, after)).toEqual(recipients(6, 10));
  });

  test("a share for accounts that a refresh found without any has none to lose", () => {
    const state: ShareState = { ...inputs({ recipients: [] }), targetType: "account" };
    expect(since(state, { recipients: range(1, 3) })).toEqual([]);
  });
});

describe("what a plan takes away from the live share", () => {
  const removed = (desired: ShareInputs, live: Parameters<typeof observed>[1], before?: ShareInputs) => {
    const there = observed(desired, live);
    return removalsOf(planShare(desired, there, before), there);
  };
  const live = (...accounts: number[]) => accounts.map((i) => recipientWire(localAccount(i)));

  test("by one PUT of the list, and by single requests of a share that is not exclusive", () => {
    const declared = inputs({ recipients: to(1) });
    const records = [
      ...live(1, 2, 3),
      recipientWire(localAccount(4), { association_status: "disassociated" }),
    ];
    expect(removed(declared, { recipients: records })).toEqual(recipients(2, 3));
    const shared = { ...declared, exclusive: false };
    expect(removed(shared, { recipients: records })).toEqual([]);
    expect(removed(shared, { recipients: records }, inputs({ recipients: to(1, 3) }))).toEqual(
      recipients(1, 3),
    );
  });

  test("resources, and accounts that become excluded", () => {
    const declared = inputs({ recipients: [{}], excludedRecipients: excluded(1, 2) });
    const share = { associated_recipient_count: 8, associating_recipient_count: 2 };
    const there = {
      share,
      recipients: [],
      excluded: [excludedWire(localAccount(1)), excludedWire(localAccount(9))],
    };
    expect(removed(declared, there)).toEqual([{ property: "excludedRecipients", count: 1, of: 10 }]);
    const shared = { ...declared, exclusive: false };
    expect(removed(shared, there)).toEqual([{ property: "excludedRecipients", count: 1, of: 10 }]);
    const extra = resource({ resourceId: rulesetId(1) });
    const wires = observed(inputs({ resources: [resource(), extra] })).share.resources ?? [];
    expect(removed(inputs(), { resources: wires })).toEqual([{ property: "resources", count: 1, of: 2 }]);
  });
});

describe("the limit", () => {
  const removal = (count: number, of?: number) => ({ property: "recipients" as const, count, of });

  test.each<[ReturnType<typeof removal>, Parameters<typeof excess>[1], boolean]>([
    [removal(3, 10), 3, false],
    [removal(4, 10), 3, true],
    [removal(1, 10), 0, true],
    [removal(100, 500), "20%", false],
    [removal(101, 500), "20%", true],
    [removal(500, 500), "100%", false],
    [removal(1, 1000), "0%", true],
    [removal(5), "20%", false],
    [removal(5), 4, true],
  ])("%j under %s: too much is %s", (one, limit, isTooMuch) => {
    expect(excess([one], limit) !== undefined).toBe(isTooMuch);
  });

  test("says what is too much, and what to give for one run", () => {
    expect(excess([removal(480, 500)], "20%")).toBe(
      'recipients: 480 of 500 would be removed, and removalLimit is 20%\nif that is meant, give the share removalLimit 480 or "96%" for one run, and the old limit back afterwards',
    );
    const more = { property: "resources" as const, count: 2, of: 3 };
    expect(excess([removal(1, 3), more], 0, (needed) => `set it to ${needed}`)).toBe(
      "recipients: 1 of 3 would be removed, resources: 2 of 3 would be removed, and removalLimit is 0\nif that is meant, set it to 2 for one run, and the old limit back afterwards",
    );
    const excludes = { property: "excludedRecipients" as const, count: 2, of: undefined };
    expect(excess([excludes], 1)).toContain("excludedRecipients: 2 would be excluded, and");
    expect(excess([excludes], 1)).toContain("removalLimit 2 for one run");
  });
});
