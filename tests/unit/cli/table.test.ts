import fc from "fast-check";
import { printable } from "../../../provider/base/text";
import { type Column, formatTable } from "../../../sdk/cli/output/table";
import { displayWidth, wrap } from "../../../sdk/cli/output/text";
import { anyName, hostileNames } from "./support";

const columns: Column[] = [
  { title: "SHARE" },
  { title: "NAME", isFlexible: true },
  { title: "RESOURCES", isNumber: true },
  { title: "RECIPIENTS" },
];

test("a table", () => {
  const rows = [
    ["023e105f", "My Shared WAF Managed Rule of the platform team", "2", "68 associated\n2 associating"],
    ["123e105f", "Okta", "12", "3 associated"],
  ];
  expect(formatTable(columns, rows, 60, (row) => (row === 1 ? ["a note"] : []))).toEqual([
    "SHARE     NAME                      RESOURCES  RECIPIENTS",
    "023e105f  My Shared WAF Managed             2  68 associated",
    "          Rule of the platform                 2 associating",
    "          team",
    "123e105f  Okta                             12  3 associated",
    "  a note",
  ]);
});

test("an endless cell ends in an ellipsis", () => {
  const lines = formatTable(columns, [["1", "endless ".repeat(200), "1", "1 associated"]], 80);
  expect(lines).toHaveLength(5);
  expect(lines.at(-1)).toContain("…");
});

test("an endless cell costs no more than can be shown of it", () => {
  const segment = jest.spyOn(Intl.Segmenter.prototype, "segment");
  const row = ["1", "e\u0301".repeat(80_000), "1", "防\n".repeat(80_000)];
  const lines = formatTable(columns, [row], 80);
  const given = segment.mock.calls.reduce((sum, [text]) => sum + text.length, 0);
  segment.mockRestore();
  expect(given).toBeLessThan(20_000);
  expect(lines).toHaveLength(5);
  expect(lines.at(-1)?.match(/…/g)).toHaveLength(2);
});

test.each(["e\u0301", "防", "防 ", "防-", "👩‍👩‍👧‍👦", "\u0301", "🇨🇭"])(
  "wrapping a long text of %j looks at each part of it a few times only",
  (one) => {
    const text = one.repeat(5_000);
    const segment = jest.spyOn(Intl.Segmenter.prototype, "segment");
    const lines = wrap(text, 30);
    const lengths = segment.mock.calls.map(([given]) => given.length);
    segment.mockRestore();
    // V8 copies what it is given once for each grapheme in it.
    expect(Math.max(...lengths)).toBeLessThan(2_000);
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBeLessThan(6 * text.length);
    expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(30);
  },
);

test("a long text is split where a short one is", () => {
  const whole = "👩‍👩‍👧‍👦🇨🇭e\u0301x";
  expect(displayWidth(whole)).toBe(6);
  for (let before = 0; before < 30; before++)
    expect(displayWidth("x".repeat(before) + whole.repeat(100))).toBe(before + 600);
});

test("whatever the names hold, no line is wider than the terminal", () => {
  const cell = anyName.map(printable);
  const row = fc.tuple(cell, cell, fc.constantFrom("1", "1000"), cell).map((cells) => [...cells]);
  fc.assert(
    fc.property(fc.array(row, { maxLength: 8 }), fc.integer({ min: 80, max: 200 }), (rows, width) => {
      for (const line of formatTable(columns, rows, width)) {
        expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }
    }),
  );
});

test("wrapping loses nothing but spaces", () => {
  const bare = (text: string) => text.replace(/\s+/g, "");
  fc.assert(
    fc.property(anyName.map(printable), fc.integer({ min: 2, max: 40 }), (text, width) => {
      const lines = wrap(text, width);
      expect(bare(lines.join(""))).toBe(bare(text));
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
    }),
  );
});

test("what is printed can't break lines, colour the terminal or reverse the writing", () => {
  for (const name of hostileNames) {
    expect(printable(name)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  }
  expect(printable("a\nb\u001b[31m\u202e")).toBe("a\\nb\\u001b[31m\\u202e");
});

test.each([
  ["plain", 5],
  ["Größe", 5],
  ["Gro\u0308ße", 5],
  ["防火墙", 6],
  ["🚀", 2],
])("%s takes %i columns", (text, width) => {
  expect(displayWidth(text)).toBe(width);
});
