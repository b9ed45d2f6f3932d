import { displayWidth, escapeCharacter } from "../../output/text";

/** Whatever the text holds: one string of TypeScript, on one line, in which nothing is hidden. */
export function stringLiteral(text: string): string {
  // The quotes that need fewer backslashes, as formatters have it.
  const quote = text.split('"').length > text.split("'").length ? "'" : '"';
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll(quote, `\\${quote}`)
    // Line and paragraph separators, controls, reversed writing, halves of surrogate pairs, unassigned.
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, escapeCharacter);
  return quote + escaped + quote;
}

const lineWidth = 80;

/** A property in lines of their own; a string that is too long for the line stands on the next one. */
export function propertyLines(key: string, value: unknown, indent: string): string {
  const start = `${indent}${keyLiteral(key)}:`;
  const literal = valueLiteral(value, indent, displayWidth(start) + 1);
  const isLong = typeof value === "string" && displayWidth(`${start} ${literal},`) > lineWidth;
  // Below a short key the next line would hardly begin further left.
  const isShortKey = displayWidth(keyLiteral(key)) <= 4;
  return isLong && !isShortKey ? `${start}\n${indent}  ${literal},` : `${start} ${literal},`;
}

/**
 * A JSON value as an expression in a formatter's shape.
 *
 * @param before how many columns stand before it in its line, indentation included
 */
export function valueLiteral(value: unknown, indent: string, before = indent.length): string {
  if (typeof value === "string") return stringLiteral(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((item) => valueLiteral(item, inner));
    const inLine = `[${items.join(", ")}]`;
    const fits = !inLine.includes("\n") && before + displayWidth(inLine) < lineWidth;
    return fits ? inLine : `[\n${items.map((item) => `${inner}${item},\n`).join("")}${indent}]`;
  }
  const entries = Object.entries(value).map(([key, item]) => `${propertyLines(key, item, inner)}\n`);
  return entries.length === 0 ? "{}" : `{\n${entries.join("")}${indent}}`;
}

function keyLiteral(key: string): string {
  // Written plainly it would set the object's prototype.
  if (key === "__proto__") return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : stringLiteral(key);
}
