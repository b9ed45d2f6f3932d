import * as rpc from "@pulumi/pulumi/runtime/rpc";
import {
  canonicalId,
  canonicalMeta,
  holdsUnknown,
  isHexId,
  isUnknown,
  parseMeta,
  unknownValue,
} from "../../../../provider/base/values";

const HEX = "023e105f4ecef8ad9ca31a8372d0c353";

test("an unknown value is what Pulumi's SDK sends", () => {
  expect(unknownValue).toBe(rpc.unknownValue);
  expect(isUnknown(rpc.unknownValue)).toBe(true);
});

test("unknown values are found at every depth", () => {
  expect(holdsUnknown({ a: [{ b: unknownValue }] })).toBe(true);
  expect(holdsUnknown([[unknownValue]])).toBe(true);
  expect(holdsUnknown({ a: [null, 1, "x", undefined, { b: true }] })).toBe(false);
});

describe("ids", () => {
  test.each([
    [HEX, HEX],
    [HEX.toUpperCase(), HEX],
    ["023e105f-4ece-f8ad-9ca3-1a8372d0c353", HEX],
    ["023E105F-4ECE-F8AD-9CA3-1A8372D0C353", HEX],
    ["My-Own-Id", "My-Own-Id"],
    ["0-23e105f4ecef8ad9ca31a8372d0c353", "0-23e105f4ecef8ad9ca31a8372d0c353"],
  ])("%s reads %s", (given, read) => {
    expect(canonicalId(given)).toBe(read);
    expect(canonicalId(canonicalId(given))).toBe(read);
  });

  test("32 hexadecimal digits, whatever their dress", () => {
    expect(isHexId(HEX.toUpperCase())).toBe(true);
    expect(isHexId("023e105f-4ece-f8ad-9ca3-1a8372d0c353")).toBe(true);
    for (const wrong of ["", HEX.slice(1), `${HEX}0`, `g${HEX.slice(1)}`, `${HEX}\n`, ` ${HEX}`]) {
      expect(isHexId(wrong)).toBe(false);
    }
  });
});

describe("meta", () => {
  test("an object and its JSON text are the same, whatever the order of keys", () => {
    const text = '{"a":{"c":[3,1],"d":null},"b":1}';
    expect(canonicalMeta({ b: 1, a: { d: null, c: [3, 1] } })).toBe(text);
    expect(canonicalMeta('{ "b": 1, "a": { "d": null, "c": [3, 1] } }')).toBe(text);
    expect(canonicalMeta(text)).toBe(text);
    expect(canonicalMeta({})).toBe("{}");
  });

  test("nothing, or what is none, is empty", () => {
    for (const none of [undefined, null]) expect(canonicalMeta(none)).toBe("{}");
  });

  test("the order of a list is kept: it means something", () => {
    expect(canonicalMeta({ a: [2, 1] })).not.toBe(canonicalMeta({ a: [1, 2] }));
  });

  test("unknown as a whole if anything inside is", () => {
    expect(canonicalMeta({ a: { b: [unknownValue] } })).toBe(unknownValue);
    expect(canonicalMeta(unknownValue)).toBe(unknownValue);
  });

  test.each(["", "[]", "1", '"x"', "null", "{", "{a:1}"])("%j is no JSON object", (text) => {
    expect(parseMeta(text)).toBeUndefined();
  });

  test.each([[[]], [1], [null], [true]])("%j is no object", (value) => {
    expect(parseMeta(value)).toBeUndefined();
  });
});
