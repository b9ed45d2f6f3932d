import fc from "fast-check";
import { stringLiteral, valueLiteral } from "../../../sdk/cli/commands/import/literals";
import { codePoint } from "../support/codePoint";
import { anyName, hostileNames } from "./support";

const evaluate = (text: string): unknown => new Function(`"use strict"; return (${text});`)();

test.each([
  ["plain", '"plain"'],
  ['say "hi"', `'say "hi"'`],
  [`"it's"`, `'"it\\'s"'`],
  ["a\nb\\", '"a\\nb\\\\"'],
  ["\u2028\u202e\u0000", '"\\u2028\\u202e\\u0000"'],
  ["🚀 防火墙 é", '"🚀 防火墙 é"'],
])("%j is written as %s", (text, literal) => {
  expect(stringLiteral(text)).toBe(literal);
});

test("any text comes back from its literal, which is one visible line", () => {
  const texts = fc.oneof(anyName, fc.string({ unit: codePoint }), fc.constantFrom(...hostileNames));
  fc.assert(
    fc.property(texts, (text) => {
      const literal = stringLiteral(text);
      expect(evaluate(literal)).toBe(text);
      expect(literal).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test("any JSON comes back from its literal", () => {
  const keys = fc.oneof(fc.constantFrom("__proto__", "constructor", "note", "1", "a-b", "ä"), fc.string());
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: "small" }, fc.jsonValue(), fc.dictionary(keys, tie("value"))),
  }));
  fc.assert(
    fc.property(value, (json) => {
      const plain: unknown = JSON.parse(JSON.stringify(json));
      expect(JSON.stringify(evaluate(valueLiteral(plain, "")))).toBe(JSON.stringify(plain));
    }),
  );
});
