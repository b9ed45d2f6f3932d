import { inputsOf, recipientKey, resourceKey } from "../../../../provider/model/inputs";
import {
  isGone,
  isLiveRecipient,
  observedResource,
  observedShare,
} from "../../../../provider/model/observed";
import { declaredTarget } from "../../../../provider/model/target";
import { localAccount, localOwner } from "../../../../sdk/local";
import { inputs, RULESET, recipientWire, resource, resourceWire, to } from "../../support/builders";

test("the inputs among the outputs, and nothing that is not given", () => {
  const outputs = {
    ...inputs(),
    status: "active",
    organizationId: "o",
    timeouts: undefined,
    __provider: "p",
  };
  expect(inputsOf(outputs)).toEqual(inputs());
  expect("timeouts" in inputsOf(outputs)).toBe(false);
});

test("whom a share is for", () => {
  expect(declaredTarget(to(1, 2))).toEqual({ kind: "account", accounts: [localAccount(1), localAccount(2)] });
  expect(declaredTarget([{}])).toEqual({ kind: "organization", organizationId: undefined });
  expect(declaredTarget([{ organizationId: "o" }])).toEqual({ kind: "organization", organizationId: "o" });
});

test("keys tell apart what is not the same", () => {
  const recipients = [{ recipientAccountId: "a" }, { organizationId: "a" }, {}];
  expect(new Set(recipients.map(recipientKey)).size).toBe(3);
  const resources = [
    resource(),
    resource({ resourceType: "gateway-policy" }),
    resource({ resourceAccountId: localAccount(1) }),
    resource({ resourceId: "other" }),
  ];
  expect(new Set(resources.map(resourceKey)).size).toBe(4);
  expect(resourceKey(resource({ resourceId: "My-Id" }))).toBe(resourceKey(resource({ resourceId: "my-id" })));
});

test("deleting and deleted shares are gone; an unknown status is not", () => {
  expect(["active", "deleting", "deleted", "frozen"].map((status) => isGone({ status }))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test("disassociating and disassociated recipients are not live; an unknown status is", () => {
  const words = ["associating", "associated", "pausing", "disassociating", "disassociated"];
  expect(words.map((association_status) => isLiveRecipient({ association_status }))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

describe("the live share", () => {
  const share = { id: "s", name: "n", status: "active" };
  const of = (...records: ReturnType<typeof recipientWire>[]) =>
    observedShare(share, records, [], localOwner);

  test("one recipient for each account: its live record, or else its latest", () => {
    const at = (second: number) => `2026-03-01T12:00:0${second}.000000Z`;
    const old = recipientWire("a", { id: "old", association_status: "disassociated", modified: at(1) });
    const newer = recipientWire("a", { id: "newer", association_status: "disassociating", modified: at(2) });
    const live = recipientWire("a", { id: "live", modified: at(0) });
    const ids = (observed: ReturnType<typeof of>) => observed.recipients.map(({ wire }) => wire.id);
    expect(ids(of(old, newer))).toEqual(["newer"]);
    expect(ids(of(newer, old))).toEqual(["newer"]);
    expect(ids(of(old, live, newer))).toEqual(["live"]);
    expect(ids(of(live, newer))).toEqual(["live"]);
    expect(ids(of(recipientWire("a"), recipientWire("b")))).toHaveLength(2);
  });

  test("the date of a whole second lies before its fractions", () => {
    const whole = recipientWire("a", {
      id: "earlier",
      association_status: "disassociated",
      modified: "2026-03-01T12:00:00Z",
    });
    const fraction = recipientWire("a", {
      id: "later",
      association_status: "disassociating",
      modified: "2026-03-01T12:00:00.5Z",
    });
    expect(of(whole, fraction).recipients[0]?.wire.id).toBe("later");
    expect(of(fraction, whole).recipients[0]?.wire.id).toBe("later");
  });

  test("resources that are leaving are not there; a share without any has an empty list", () => {
    const resources = ["active", "deleting", "deleted", "frozen"].map((status, i) =>
      resourceWire(resource({ resourceId: `r${i}` }), { status }),
    );
    const observed = observedShare({ ...share, resources }, [], [], localOwner);
    expect(observed.resources.map(({ resourceId }) => resourceId)).toEqual(["r0", "r3"]);
    expect(of().resources).toEqual([]);
    expect(observedShare({ ...share, resources: null }, [], [], localOwner).resources).toEqual([]);
  });

  test("a resource in canonical form; the owner's account where none is told", () => {
    const wire = { ...resourceWire(resource()), resource_id: RULESET };
    expect(
      observedResource({ ...wire, resource_account_id: null, meta: { b: 1, a: 2 } }, localOwner),
    ).toMatchObject({ ...resource(), meta: '{"a":2,"b":1}' });
  });
});
