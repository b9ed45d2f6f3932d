import type { ResourceInput } from "../../../provider/model/inputs";
import { obstacle } from "../../../sdk/cli/commands/import/obstacle";
import { declaredInputs } from "../../../sdk/cli/shares/declaredInputs";
import { localOwner } from "../../../sdk/local";
import { inputs, type Live, observed, resource, resourceWire } from "../support/builders";

describe("what can't be declared", () => {
  const why = (live: Live, of = inputs()) => {
    const share = observed(of, live);
    return obstacle(declaredInputs(localOwner, share), share);
  };
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

  test.each<[string, unknown, string]>([
    ["1e400", { a: [{ b: JSON.parse("1e400") }] }, ".a[0].b is NaN, infinite or too large"],
    ["an integer beyond 2^53", { a: 2 ** 53 }, ".a is a number beyond 2^53"],
    ["a list", [{ a: 1 }], " is no JSON object"],
    ["a text", "a", " is no JSON object"],
    ["a number", 1, " is no JSON object"],
  ])("a meta with %s", (_, meta, reason) => {
    const plain = resourceWire(resource({ resourceId: "e".repeat(32) }));
    const odd = resourceWire(resource(), { meta });
    expect(why({ resources: [plain, odd] })).toContain(`resources[1].meta${reason}`);
  });

  test.each([[undefined], [null], [{}], ['{"a":1}']])("a meta %j can be declared", (meta) => {
    expect(why({ resources: [resourceWire(resource(), { meta })] })).toBeUndefined();
  });

  test("a resource that is there twice is declared as the last, so that one counts", () => {
    const list = resourceWire(resource(), { meta: [] });
    const object = resourceWire(resource(), { meta: {} });
    expect(why({ resources: [list, object] })).toBeUndefined();
    expect(why({ resources: [object, list] })).toMatch(/^resources\[0\]\.meta is no JSON object/);
  });
});
