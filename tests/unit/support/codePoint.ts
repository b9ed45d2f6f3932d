import fc from "fast-check";

/**
 * Any code point but the halves of pairs, as the unit of a text. fast-check's own, "binary", makes a table of all of
 * them in each test file: a second of processor time.
 */
export const codePoint = fc
  .nat({ max: 0x10_ffff - 0x800 })
  .map((at) => String.fromCodePoint(at < 0xd800 ? at : at + 0x800));
