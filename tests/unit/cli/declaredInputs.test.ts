import type { RecipientWire } from "../../../provider/api/wire";
import { declaredInputs } from "../../../sdk/cli/shares/declaredInputs";
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
