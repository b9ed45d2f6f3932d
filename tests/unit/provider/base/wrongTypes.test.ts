import { AttachmentLifecycle } from "../../../../provider/attachment/lifecycle";
import { recipientKind } from "../../../../provider/attachment/recipient";
import { resourceKind } from "../../../../provider/attachment/resource";
import type { CheckFailure } from "../../../../provider/base/schema";
import { isPlainObject } from "../../../../provider/base/values";
import { type LookupName, readArgs } from "../../../../provider/lookup/args";
import { checkShare } from "../../../../provider/share/check";
import { localAccount, localOwner } from "../../../../sdk/local";
import { inputs, resource } from "../../support/builders";
import { FakeClock } from "../../support/fakeClock";
import { contexts } from "../../support/sharing";

type Loose = Record<string, unknown>;

const ids = { accountId: localOwner, shareId: "5".repeat(32) };
const options = { timeouts: { create: "1m", update: "1m", delete: "1m" }, replaceOnChanges: ["*"] };
const flags = {
  exclusive: true,
  waitForRecipients: true,
  includeResources: true,
  includeRecipientCounts: true,
};
const choices = { onDeliveryError: "fail", onDuplicate: "fail" };
const excludedRecipients = [{ accountId: localAccount(3) }];
const filters = { direction: "asc", kind: "sent", order: "name", status: "active", targetType: "account" };
const lists = { resourceTypes: ["custom-ruleset"], tags: ["a=b"] };

const provider = contexts({ url: "http://127.0.0.1:9" }, new FakeClock());
const recipient = new AttachmentLifecycle(provider, recipientKind);
const shared = new AttachmentLifecycle(provider, resourceKind);

/** Everything that can be given: what is right, and what tells the faults of anything else. */
const forms: [string, Loose, (given: Loose) => Promise<CheckFailure[]>][] = [
  [
    "Share",
    { ...inputs(), ...options, ...flags, ...choices, excludedRecipients },
    async (given) => checkShare({}, given, undefined).failures,
  ],
  [
    "ShareRecipient",
    { ...ids, ...options, recipientAccountId: localAccount(1), includeResources: true },
    async (given) => (await recipient.check({}, given)).failures,
  ],
  [
    "ShareResource",
    { ...ids, ...options, ...resource() },
    async (given) => (await shared.check({}, given)).failures,
  ],
  ...functions({
    getShare: { ...ids, filter: { ...filters, ...lists }, includeResources: true },
    getShares: { accountId: localOwner, ...filters, ...lists, maxItems: 3, includeRecipientCounts: true },
    getShareResource: { ...ids, filter: { resourceType: "custom-ruleset", status: "active" } },
    getShareResources: { ...ids, resourceType: "custom-ruleset", status: "active", maxItems: 3 },
    getShareRecipient: { ...ids, recipientId: "7".repeat(32), includeResources: true },
    getOrganizationShares: { organizationId: localOwner, ...filters, maxItems: 3 },
  }),
];

function functions(known: { [Name in LookupName]?: Loose }): typeof forms {
  return Object.entries(known).map(([name, given]) => [
    name,
    given,
    async (changed) => {
      try {
        readArgs(name as LookupName, changed, { id: undefined, help: "" });
        return [];
      } catch (error) {
        return [{ property: name, reason: (error as Error).message }];
      }
    },
  ]);
}

const wrong = [
  undefined,
  null,
  true,
  7,
  "x",
  "",
  [],
  {},
  [[]],
  [null],
  [undefined],
  ["x"],
  [7],
  [{}],
  { x: 1 },
];

/** The value with one thing in it, itself or below, replaced by each of the wrong values. */
function* spoilt(value: unknown, path = ""): Generator<{ at: string; value: unknown }> {
  for (const other of wrong) yield { at: `${path} = ${JSON.stringify(other)}`, value: other };
  if (typeof value !== "object" || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    for (const { at, value: changed } of spoilt(child, `${path}.${key}`)) {
      const whole = Array.isArray(value) ? [...value] : { ...value };
      yield { at, value: Object.assign(whole, { [key]: changed }) };
    }
  }
}

/** How zod says it where nobody told it how. */
const raw = /: expected |invalid input|unrecognized key/i;

test.each(forms)(
  "%s: whatever is given in place of anything, it is answered in our own words",
  async (name, right, faultsOf) => {
    let found = 0;
    for (const { at, value } of spoilt(right)) {
      // A resource's arguments reach the provider as an object, whatever the program gave.
      if (/^[A-Z]/.test(name) && !isPlainObject(value)) continue;
      const faults = await faultsOf(value as Loose);
      found += faults.length;
      expect({ at, raw: faults.filter(({ reason }) => raw.test(reason)) }).toEqual({ at, raw: [] });
    }
    expect(found).toBeGreaterThan(20);
  },
);

const noValue = "is given, but its value is undefined or null: it ";

test.each([
  ["recipients", "{ recipientAccountId }"],
  ["resources", "{ resourceType, resourceId }"],
  ["excludedRecipients", "{ accountId }"],
])("%s: an element that is no object is answered with what one looks like", (list, example) => {
  const right = `must be an object such as ${example}`;
  const given = { ...inputs({ recipients: [{}] }), [list]: [null, undefined, localAccount(1), 7, [{}]] };
  expect(checkShare({}, given, undefined).failures).toEqual([
    { property: `${list}[0]`, reason: noValue + right },
    { property: `${list}[1]`, reason: noValue + right },
    { property: `${list}[2]`, reason: right },
    { property: `${list}[3]`, reason: right },
    { property: `${list}[4]`, reason: right },
  ]);
});
