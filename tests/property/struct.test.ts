import fc from "fast-check";
import type { Properties } from "../../provider/base/values";
import { messages, ResourceProviderService, Struct } from "../../provider/plugin/rpc";
import { bytesOf, propertiesOf, structOf, withPlainStructs } from "../../provider/plugin/struct";
import { codePoint } from "../unit/support/codePoint";

const engine = ResourceProviderService;
const plugin = withPlainStructs(ResourceProviderService);

/** Pulumi's stubs lose this name. */
const name = fc.string({ unit: codePoint }).filter((text) => text !== "__proto__");
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    fc.string({ unit: codePoint }),
    fc.double({ noNaN: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("tree")),
    fc.dictionary(name, tie("tree"), { noNullPrototype: true }),
  ),
}));
const properties = fc.dictionary(name, tree, { noNullPrototype: true }) as fc.Arbitrary<Properties>;

/** With another field before, between and after. */
function request(all: Properties) {
  const made = new messages.ReadRequest();
  made.setId("id");
  made.setProperties(Struct.fromJavaScript(all as Parameters<typeof Struct.fromJavaScript>[0]));
  made.setInputs(Struct.fromJavaScript({ name: "input" }));
  made.setUrn("urn");
  return made;
}

describe("properties on the wire, held against Pulumi's stubs", () => {
  test("what the stubs write is read as it was", () => {
    fc.assert(
      fc.property(properties, (all) => {
        const read = plugin.read.requestDeserialize(engine.read.requestSerialize(request(all)));
        expect(propertiesOf(read.getProperties())).toEqual(all);
        expect(propertiesOf(read.getInputs())).toEqual({ name: "input" });
        expect([read.getId(), read.getUrn()]).toEqual(["id", "urn"]);
      }),
    );
  });

  test("what is written the stubs read as it was", () => {
    fc.assert(
      fc.property(properties, (all) => {
        const response = new messages.ReadResponse();
        response.setId("id");
        response.setProperties(structOf(all));
        response.setInputs(structOf({ name: "input" }));
        const read = engine.read.responseDeserialize(plugin.read.responseSerialize(response));
        expect(read.getProperties()?.toJavaScript()).toEqual(all);
        expect(read.getInputs()?.toJavaScript()).toEqual({ name: "input" });
        expect(read.getId()).toBe("id");
      }),
    );
  });

  test("what is undefined is left out of objects, and null in lists", () => {
    const failed = new messages.ErrorResourceInitFailed();
    failed.setProperties(structOf({ none: undefined, list: [undefined, { none: undefined, one: 1 }] }));
    const read = messages.ErrorResourceInitFailed.deserializeBinary(bytesOf(failed));
    expect(read.getProperties()?.toJavaScript()).toEqual({ list: [null, { one: 1 }] });
  });

  test("lengths of more than one byte", () => {
    const all = {
      long: "a".repeat(70_000),
      list: Array.from({ length: 300 }, (_, i) => ({ i, text: "ü".repeat(i) })),
    };
    const response = new messages.UpdateResponse();
    response.setProperties(structOf(all));
    const read = engine.update.responseDeserialize(plugin.update.responseSerialize(response));
    expect(read.getProperties()?.toJavaScript()).toEqual(all);
    const asked = plugin.read.requestDeserialize(engine.read.requestSerialize(request(all)));
    expect(propertiesOf(asked.getProperties())).toEqual(all);
  });
});
