import fc from "fast-check";
import { differentPaths, givenPart, hasMeta, metaFaults, withKeysOf } from "../../../../provider/base/meta";
import { canonicalMeta } from "../../../../provider/base/values";
import { codePoint } from "../../support/codePoint";

const nested = (depth: number): object => {
  let value: object = {};
  for (let i = 1; i < depth; i++) value = { a: value };
  return value;
};
const nestedText = (depth: number) => `${'{"a":'.repeat(depth - 1)}{}${"}".repeat(depth - 1)}`;

describe("what would not arrive as it was given", () => {
  const notExact =
    "is a number beyond 2^53, or of too many digits, and would arrive as another: give it as text";
  const notFinite = "is NaN, infinite or too large: JSON has no number for it";
  const half = "holds half of a surrogate pair, which no text can carry";
  const tooDeep = "is nested deeper than 100 levels";
  const repeated = "is there twice: only one of them would arrive";

  test.each([
    ["2^53", { a: [{ b: 2 ** 53 }] }, ["a", 0, "b"], notExact],
    ["-2^53", { a: -(2 ** 53) }, ["a"], notExact],
    ["1e300", { a: 1e300 }, ["a"], notExact],
    ["NaN", { a: Number.NaN }, ["a"], notFinite],
    ["infinity", { a: Number.POSITIVE_INFINITY }, ["a"], notFinite],
    ["half of a pair", { a: "half \ud83d" }, ["a"], half],
    ["half of a pair in a key", { a: [{ "\ud83d": 1 }] }, ["a", 0, "\ud83d"], half],
    ["too deep", nested(102), ["a", "a", "a", "a", "a"], tooDeep],
    ["far too deep", nested(50_000), ["a", "a", "a", "a", "a"], tooDeep],
    ["JSON beyond 2^53", '{"a":[0,{"b":9007199254740993}]}', ["a", 1, "b"], notExact],
    ["JSON of 1e400", '{"a":1e400}', ["a"], notFinite],
    ["JSON with too many digits", '{"a":0.12345678901234567891}', ["a"], notExact],
    ["JSON with a number too long to look at", `{"a":0.1${"0".repeat(1_000)}}`, ["a"], notExact],
    ["JSON with a key twice", '{"a":{"b":1,"c":[{}],"b":2}}', ["a", "b"], repeated],
    ["JSON with a key twice, once escaped", '{"a":1,"\\u0061":2}', ["a"], repeated],
    ["JSON too deep", nestedText(5_000), ["a", "a", "a", "a", "a"], tooDeep],
    ["JSON with half of a pair", '{"a":"\\ud83d"}', ["a"], half],
    ["JSON with half of a pair in a key", '{"\\ud83d":{"a":1}}', ["\ud83d"], half],
  ] as [string, unknown, unknown[], string][])("%s", (_, meta, path, reason) => {
    expect(metaFaults(meta)).toEqual([{ path, reason }]);
  });

  test("every fault, in their order", () => {
    const paths = metaFaults({ a: 1e300, b: { c: [1, Number.NaN], "\udca9": {}, d: -1e300 } }).map(
      ({ path }) => path.join("."),
    );
    expect(paths).toEqual(["a", "b.c.1", "b.\udca9", "b.d"]);
    expect(
      metaFaults('{"a":1,"a":2,"b":[1.00000000000000000001]}').map(({ path }) => path.join(".")),
    ).toEqual(["a", "b.0"]);
  });

  test.each([
    [{ a: 2 ** 53 - 1, b: -0.1, c: 1e-7, d: [null, true, "x", {}] }],
    ['{"a": 9007199254740991, "b": 1.50, "c": 1e3, "d": 100, "e": -0.0010e+2, "f": 0, "g": 0.1}'],
    ['{"a": "\\"a\\": 1, {", "b": ["a", "a"], "c": {"a": 1}, "d": "9007199254740993"}'],
    [nested(100)],
    [nestedText(100)],
    [undefined],
    ["no JSON"],
  ])("nothing of %j", (meta) => {
    expect(metaFaults(meta)).toEqual([]);
  });

  test("JSON that says what it means has no fault", () => {
    const safe = fc.jsonValue({ stringUnit: codePoint, maxDepth: 5 });
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: codePoint }), safe), (meta) => {
        const faults = metaFaults(JSON.stringify(meta));
        expect(faults.filter(({ reason }) => reason !== notExact)).toEqual([]);
      }),
    );
  });
});

describe("the part that is given", () => {
  test.each([
    ["what was added is no part", { a: 1, b: 2 }, [{ a: 1 }], { a: 1 }],
    ["at any depth", { a: { b: 1, c: 2 } }, [{ a: { b: 1 } }], { a: { b: 1 } }],
    ["in lists of the same length", { a: [{ b: 1, c: 2 }] }, [{ a: [{ b: 9 }] }], { a: [{ b: 1 }] }],
    ["a changed value is", { a: 2, b: 2 }, [{ a: 1 }], { a: 2 }],
    ["a list that grew is", { a: [1, 2] }, [{ a: [1] }], { a: [1, 2] }],
    ["another kind of value is", { a: { b: 1 } }, [{ a: 1 }], { a: { b: 1 } }],
    ["what is missing is missing", { b: 2 }, [{ a: 1 }], {}],
    ["a null that was dropped is not", {}, [{ a: null, b: 1 }], { a: null }],
    ["keys of two", { a: 1, b: 2, c: 3 }, [{ a: 1 }, { b: 1 }], { a: 1, b: 2 }],
    ["names of every object are keys like others", { toString: 1 }, [{ a: 1 }], {}],
    ["nothing given", { a: 1 }, [], { a: 1 }],
    ["given empty", { a: 1 }, [{}], {}],
  ])("%s", (_, live, given, part) => {
    expect(givenPart(canonicalMeta(live), given.map(canonicalMeta))).toBe(canonicalMeta(part));
    expect(givenPart(live, given)).toBe(canonicalMeta(part));
  });

  test("defaults beside what is declared are no difference, whatever is declared", () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }));
    fc.assert(
      fc.property(object, object, (declared, defaults) => {
        const text = canonicalMeta(declared);
        expect(hasMeta(canonicalMeta({ ...defaults, ...declared }), text)).toBe(true);
        expect(hasMeta(text, text)).toBe(true);
      }),
    );
  });

  test("after a change that broke off, whatever came of it is told from whatever is declared next", () => {
    const leaf = fc.constantFrom(1, "text", false);
    const { meta } = fc.letrec<{ meta: object; value: unknown }>((tie) => ({
      value: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie("value"), { maxLength: 2 }), tie("meta")),
      meta: fc.dictionary(fc.constantFrom("a", "b"), tie("value")),
    }));
    fc.assert(
      fc.property(meta, meta, meta, fc.boolean(), (former, later, next, isDone) => {
        const kept = withKeysOf(canonicalMeta(later), canonicalMeta(former));
        const live = canonicalMeta(isDone ? later : former);
        for (const wanted of [canonicalMeta(next), canonicalMeta(former), canonicalMeta(later)])
          expect(givenPart(live, [wanted, kept]) === wanted).toBe(live === wanted);
      }),
    );
  });
});

describe("where a live meta differs from its declaration", () => {
  test.each([
    ["nowhere", { a: 1, b: 2 }, '{"b":2,"a":1}', ""],
    ["keys that are not declared", { a: 1, more: "s3cret" }, '{"a":1}', ""],
    ["a value", { mode: "s3cret" }, '{"mode":"other"}', "mode"],
    ["deep in lists and objects", { a: [{ b: 1 }, { b: 2 }] }, '{"a":[{"b":1},{"b":3}]}', "a[1].b"],
    ["lists of other lengths", { a: [1] }, '{"a":[1,2]}', "a"],
    ["another type", { a: "1" }, '{"a":{"b":1}}', "a"],
    ["a key that is missing", {}, '{"a":1}', "a"],
    ["a key of an object's own making", {}, '{"constructor":1,"toString":2}', "constructor, toString"],
    ["many", {}, '{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1}', "a, b, c, d, e, 2 more places"],
  ])("%s", (_, live, declared, paths) => {
    expect(differentPaths(live, declared)).toBe(paths);
  });
});
