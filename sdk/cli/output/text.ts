const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** What a terminal shows in two columns: East Asian scripts, fullwidth forms, emoji. */
const wide =
  /^(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\u{FE0F}|[\u{1100}-\u{115F}\u{2E80}-\u{A4CF}\u{AC00}-\u{D7A3}\u{F900}-\u{FAFF}\u{FE30}-\u{FE6F}\u{FF00}-\u{FF60}\u{FFE0}-\u{FFE6}\u{20000}-\u{3FFFD}])/u;
const widthless = /^[\p{M}\p{Cf}]+$/u;

const splitGraphemes = (text: string): string[] =>
  Array.from(graphemes.segment(text), ({ segment }) => segment);

const widthOf = (grapheme: string): number => (widthless.test(grapheme) ? 0 : wide.test(grapheme) ? 2 : 1);

/** How many columns of a terminal the text takes. */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  return splitGraphemes(text).reduce((sum, grapheme) => sum + widthOf(grapheme), 0);
}

/** Names come from other people: line breaks, escape codes and reversed writing would forge what is shown. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, escapeCharacter);
}

const shortEscapes: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** The escape of a JavaScript string, for one character of any plane. */
export function escapeCharacter(character: string): string {
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
  return shortEscapes[character] ?? units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}

/** Lines of at most so many columns (2 at least), broken after spaces, hyphens and slashes where possible. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of text.match(/[^\s/-]*[/-]|\S+|\s+/g) ?? []) {
    const isTooLong = displayWidth(piece) > width;
    // Broken inside, it has a line for itself.
    if (isTooLong && line.trim() !== "") {
      lines.push(line.trimEnd());
      line = "";
    }
    for (const part of isTooLong ? splitGraphemes(piece) : [piece]) {
      if (displayWidth(line) + displayWidth(part.trimEnd()) > width) {
        lines.push(line.trimEnd());
        line = part.trimStart();
      } else line += part;
    }
  }
  return [...lines, line.trimEnd()].filter(
    (one, index, all) => one !== "" || all.length === 1 || index === 0,
  );
}

/** "1 share", "2 shares". */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
