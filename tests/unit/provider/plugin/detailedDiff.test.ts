import { unknownValue } from "../../../../provider/base/values";
import type { ShareInputs } from "../../../../provider/model/inputs";
import { detailedShareDiff } from "../../../../provider/plugin/detailedDiff";
import { localAccount } from "../../../../sdk/local";
import { inputs, resource, rulesetId, to } from "../../support/builders";

type Changes = Partial<Record<keyof ShareInputs, unknown>>;

/** What is drawn of a change from one declaration to another; outputs repeat the inputs. */
function drawn(before: Changes, after: Changes) {
  const olds = { ...inputs(), ...before } as Record<string, unknown>;
  const news = { ...inputs(), ...after } as Record<string, unknown>;
  return Object.fromEntries(detailedShareDiff({ olds, oldInputs: olds, news }));
}

const rulesets = (...all: number[]) => all.map((i) => resource({ resourceId: rulesetId(i) }));

test.each([
  ["nothing", {}, {}, {}],
  ["a default that is written out", {}, { exclusive: true, onDuplicate: "fail" }, {}],
  [
    "an option that is given, changed, taken away",
    { onDuplicate: "adopt" },
    { exclusive: false },
    { exclusive: "add", onDuplicate: "delete" },
  ],
  ["the name", {}, { name: "New" }, { name: "update" }],
  [
    "a recipient added in the middle",
    { recipients: to(1, 3) },
    { recipients: to(1, 2, 3) },
    { "recipients[1]": "add" },
  ],
  [
    "the first of three taken away",
    { recipients: to(1, 2, 3) },
    { recipients: to(2, 3) },
    { "recipients[0]": "delete" },
  ],
  ["another order", { recipients: to(1, 2, 3) }, { recipients: to(3, 1, 2) }, {}],
  [
    "one in the place of another",
    { recipients: to(1, 2) },
    { recipients: to(1, 3) },
    { "recipients[1]": "update" },
  ],
  [
    "the meta of one of three",
    { resources: rulesets(1, 2, 3) },
    { resources: [...rulesets(1), resource({ resourceId: rulesetId(2), meta: '{"a":1}' }), ...rulesets(3)] },
    { "resources[1].meta": "update" },
  ],
  [
    "the meta of one that has moved up",
    { resources: rulesets(1, 2) },
    { resources: [resource({ resourceId: rulesetId(2), meta: '{"a":1}' })] },
    { "resources[0]": "update", "resources[1]": "delete" },
  ],
  [
    "an account left out for the first time",
    { recipients: [{}] },
    { recipients: [{}], excludedRecipients: [{ accountId: localAccount(1) }] },
    { excludedRecipients: "add" },
  ],
  [
    "a recipient that is not known yet",
    { recipients: to(1) },
    { recipients: [...to(1), { recipientAccountId: unknownValue }] },
    { "recipients[1]": "add" },
  ],
  ["a list that is not known yet", {}, { recipients: unknownValue }, { recipients: "update" }],
  [
    "a meta that is not known yet",
    {},
    { resources: [resource({ meta: unknownValue })] },
    { "resources[0].meta": "update" },
  ],
  [
    "accounts that become an organization",
    { recipients: to(1) },
    { recipients: [{}] },
    { "recipients[0]": "update" },
  ],
] as [string, Changes, Changes, object][])("%s", (_, before, after, expected) => {
  expect(drawn(before, after)).toEqual(expected);
});

test("what only the outputs still have, after an update that broke off, is drawn as the list", () => {
  const olds = { ...inputs({ recipients: to(1, 2), exclusive: false }) };
  const news = { ...olds, recipients: to(1) };
  expect(Object.fromEntries(detailedShareDiff({ olds, oldInputs: news, news }))).toEqual({
    recipients: "update",
  });
});
