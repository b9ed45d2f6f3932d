import type { RecipientWire } from "../../../provider/api/wire";
import type { ResourceInput } from "../../../provider/model/model";
import { declaredInputs, obstacle } from "../../../sdk/cli/declare";
import { localAccount, localOwner } from "../../../sdk/local";
import {
  excludedWire,
  inputs,
  type Live,
  observed,
  recipientWire,
  resource,
  resourceWire,
  to,
} from "../support/builders";

const declared = (live: Live, of = inputs()) => declaredInputs(localOwner, observed(of, live));

const recipient = (i: number, status: RecipientWire["association_status"]) =>
  recipientWire(localAccount(i), { association_status: status });

test("the live recipients, in a fixed order", () => {
  const recipients = [
    recipient(4, "associating"),
    recipient(3, "disassociating"),
    recipient(2, "disassociated"),
    recipient(1, "associated"),
  ];
  expect(declared({ recipients })).toEqual({
    accountId: localOwner,
    name: "Baseline",
    recipients: to(1, 4),
    resources: [resource()],
  });
});

test("the live resources, each once", () => {
  const meta = resource({ resourceId: "e".repeat(32), meta: '{"a":1}' });
  const resources = [
    resourceWire(resource()),
    resourceWire(resource()),
    resourceWire(meta),
    resourceWire(resource({ resourceId: "f".repeat(32) }), { status: "deleting" }),
  ];
  expect(declared({ resources }).resources).toEqual([resource(), meta]);
});

test("an organization is {}, whatever its records; the accounts that it leaves out only where there are any", () => {
  const toOrganization = inputs({ recipients: [{}] });
  const recipients = [recipient(1, "associated")];
  const bare = declared({ recipients }, toOrganization);
  expect(bare.recipients).toEqual([{}]);
  expect(bare).not.toHaveProperty("excludedRecipients");
  const excluded = [excludedWire(localAccount(7))];
  expect(declared({ recipients, excluded }, toOrganization).excludedRecipients).toEqual([
    { accountId: localAccount(7) },
  ]);
});

describe("what can't be declared", () => {
  const why = (live: Live, of = inputs()) => obstacle(declared(live, of), observed(of, live));
  const typed = (resourceType: string): ResourceInput[] => [resource({ resourceType })];

  test("an ordinary share can be, and one of a type that is new", () => {
    expect(why({})).toBeUndefined();
    expect(why({}, inputs({ resources: typed("something-new") }))).toBeUndefined();
  });

  test.each<[string, Live]>([
    ["it is being deleted", { share: { status: "deleting" } }],
    ["it is deleted", { share: { status: "deleted" } }],
    ["it is received: only the account that sends it can declare it", { share: { kind: "received" } }],
    ["it has no live resource", { resources: [] }],
    ["it has no live recipient", { recipients: [] }],
    ["its id does not have 32 hexadecimal digits", { share: { id: "`);\nprocess.exit(1);//" } }],
    ["name is empty: a share needs a display name", { share: { name: " " } }],
  ])("%s", (reason, live) => {
    expect(why(live)).toBe(reason);
  });

  test("what the provider would refuse, with its reason", () => {
    expect(why({}, inputs({ resources: typed("custom-rulesets") }))).toMatch(
      /^resources\[0\]\.resourceType "custom-rulesets" is no resource type/,
    );
  });
});
