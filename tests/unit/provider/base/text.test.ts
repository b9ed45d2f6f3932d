import fc from "fast-check";
import {
  cut,
  parseJson,
  printable,
  printableLines,
  redacted,
  showBeside,
  wellFormed,
} from "../../../../provider/base/text";
import { codePoint } from "../../support/codePoint";

const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const isWellFormed = (text: string) => !/\p{Cs}/u.test(text);

/** Any text, halves of pairs and control characters among it. */
const anyText = fc.oneof(
  fc.string({ unit: codePoint }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
  fc.string({
    unit: fc.constantFrom("\\", "u", "d", "8", "3", "\ud83d", "\udca9", "\n", "\u001b", ":", "#", "[", " "),
  }),
);

describe("the gate in", () => {
  test.each([
    ["half \ud83d", "half \ufffd"],
    ["\udca9 half", "\ufffd half"],
    ["\udca9\ud83d", "\ufffd\ufffd"],
    ["whole 💩", "whole 💩"],
    ["", ""],
  ])("%j is read as %j", (given, read) => {
    expect(wellFormed(given)).toBe(read);
  });

  test.each([
    ['"half \\ud83d"', "half \ufffd"],
    ['"half \\uDCA9 and \\uD83D"', "half \ufffd and \ufffd"],
    ['"whole \\ud83d\\uDCA9"', "whole 💩"],
    ['"no escape \\\\ud83d"', "no escape \\ud83d"],
    ['"\\\\\\ud83d"', "\\\ufffd"],
    ['"mixed \\ud83d\udca9"', "mixed \ufffd\ufffd"],
    ['"\\n\\u0041\\uD7ff\\ue000"', "\nA\ud7ff\ue000"],
  ])("the JSON %s is read as %j", (json, read) => {
    expect(parseJson(json)).toBe(read);
  });

  test("keys too, and at any depth", () => {
    expect(parseJson('{"\\ud83d":1}')).toEqual({ "\ufffd": 1 });
    const depth = 100_000;
    let value = parseJson(`${"[".repeat(depth)}"\\ud83d"${"]".repeat(depth)}`);
    while (Array.isArray(value)) value = value[0];
    expect(value).toBe("\ufffd");
  });

  test("what JSON.parse reads without halves is read the same", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: codePoint }), (value) => {
        expect(parseJson(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("whatever is escaped in it, the text is well-formed", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(isWellFormed(parseJson(JSON.stringify(text)) as string)).toBe(true);
        expect(isWellFormed(wellFormed(text))).toBe(true);
      }),
    );
  });
});

describe("the gate out", () => {
  test.each([
    ["two\r\nlines\tand \u001b[31mcolour", "two\\r\\nlines\\tand \\u001b[31mcolour"],
    ["\u0000\u0085\u2028\u202e", "\\u0000\\u0085\\u2028\\u202e"],
    ["half \ud83d", "half \\ud83d"],
    ["防火墙 Größe 💩", "防火墙 Größe 💩"],
    ["::error file=a::b", "\\u003a:error file=a::b"],
    ["  ::stop-commands::x", "  \\u003a:stop-commands::x"],
    ["\u00a0::stop-commands::x", "\u00a0\\u003a:stop-commands::x"],
    ["a ##[error]b", "a \\u0023#[error]b"],
    ["##vso[task.setvariable variable=a]b", "\\u0023#vso[task.setvariable variable=a]b"],
    ["fe80::1 and a #1", "fe80::1 and a #1"],
  ])("%j is printed as %j", (given, printed) => {
    expect(printable(given)).toBe(printed);
    expect(printable(printed)).toBe(printed);
  });

  test("our own line breaks stay, and none of the lines is a command", () => {
    expect(printableLines("a\n::error::b\r\n  ##[group]c")).toBe(
      "a\n\\u003a:error::b\\r\n  \\u0023#[group]c",
    );
  });

  test("whatever the text: printable, and no command", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(printable(text)).not.toMatch(unprintable);
        for (const line of printableLines(text).split("\n")) {
          expect(line).not.toMatch(unprintable);
          expect(line).not.toMatch(/^\s*::|##\w*\[/);
        }
      }),
    );
  });
});

test("a secret that is a part of another leaves nothing of it visible, in whichever order they come", () => {
  const secrets = ["Alpha", "Alpha Beta", "Beta"];
  for (const order of [secrets, secrets.toReversed()])
    expect(redacted("share Alpha Beta, of Beta", order)).toBe("share [secret], of [secret]");
  expect(secrets).toEqual(["Alpha", "Alpha Beta", "Beta"]);
});

describe("cutting", () => {
  test.each([
    ["abc", 3, "abc"],
    ["abcd", 3, "abc…"],
    ["💩💩💩", 3, "💩💩💩"],
    ["💩💩💩💩", 3, "💩💩💩…"],
    ["a💩", 1, "a…"],
  ])("%s to %i", (text, most, rest) => {
    expect(cut(text, most)).toBe(rest);
  });

  test("never takes a character apart", () => {
    fc.assert(
      fc.property(fc.string({ unit: codePoint }), fc.nat(20), (text, most) => {
        expect(isWellFormed(cut(text, most))).toBe(true);
        expect(Array.from(cut(text, most)).length).toBeLessThanOrEqual(most + 1);
      }),
    );
  });
});

test.each([
  ["Café", "Cafe\u0301", '"Caf\\u00e9"'],
  ["Cafe\u0301", "Café", '"Cafe\\u0301"'],
  ["防火墙", "防火牆", '"防火\\u5899"'],
  ["a b ", "a b", '"a b "'],
  ["a\u00a0b", "a\u00a0b", '"a\\u00a0b"'],
  ["a\nb", "a\nb", '"a\\nb"'],
  ["::x", "", '"::x"'],
])("%j beside %j is shown as %s", (text, other, shown) => {
  expect(showBeside(text, other)).toBe(shown);
});
