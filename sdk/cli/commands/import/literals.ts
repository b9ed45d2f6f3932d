import { escapeCharacter } from "../../../../provider/base/text";
import { displayWidth } from "../../output/text";

/** Any text as a TypeScript string on one line, with every invisible character escaped. */
export function stringLiteral(text: string): string {
  // The quotes that need fewer backslashes, as formatters choose them.
  const quote = text.split('"').length > text.split("'").length ? "'" : '"';
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll(quote, `\\${quote}`)
    // Line and paragraph separators, controls, bidi controls, lone surrogates, unassigned code points.
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, escapeCharacter);
  return quote + escaped + quote;
}

const lineWidth = 80;

/** A property on its own lines. A string that is too long for the line goes on the next one. */
export function propertyLines(key: string, value: unknown, indent: string): string {
  const start = `${indent}${keyLiteral(key)}:`;
  const literal = valueLiteral(value, indent, displayWidth(start) + 1);
  const isLong = typeof value === "string" && displayWidth(`${start} ${literal},`) > lineWidth;
  // After a short key, the next line would hardly start further left.
  const isShortKey = displayWidth(keyLiteral(key)) <= 4;
  return isLong && !isShortKey ? `${start}\n${indent}  ${literal},` : `${start} ${literal},`;
}

/**
 * A JSON value as a TypeScript expression, formatted as a formatter would.
 *
 * @param before the columns before the value on its line, indentation included
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
  // As a plain key it would set the object's prototype.
  if (key === "__proto__") return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : stringLiteral(key);
}
