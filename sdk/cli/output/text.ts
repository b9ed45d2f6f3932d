const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Characters that take two columns of a terminal: East Asian scripts, fullwidth forms, emoji. */
const wide =
  /^(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\u{FE0F}|[\u{1100}-\u{115F}\u{2E80}-\u{A4CF}\u{AC00}-\u{D7A3}\u{F900}-\u{FAFF}\u{FE30}-\u{FE6F}\u{FF00}-\u{FF60}\u{FFE0}-\u{FFE6}\u{20000}-\u{3FFFD}])/u;
const widthless = /^[\p{M}\p{Cf}]+$/u;

/** V8 copies the whole text for each segment of it, so a long one is given a piece at a time. */
const pieceLength = 200;

function splitGraphemes(text: string): string[] {
  const characters = Array.from(text);
  const split: string[] = [];
  let last = "";
  for (let i = 0; i < characters.length; i += pieceLength) {
    const piece = last + characters.slice(i, i + pieceLength).join("");
    const segments = Array.from(graphemes.segment(piece), ({ segment }) => segment);
    // It may go on in the next piece, but not without an end.
    last = segments.length > 1 ? (segments.pop() ?? "") : "";
    split.push(...segments);
  }
  return last === "" ? split : [...split, last];
}

const widthOf = (grapheme: string): number => (widthless.test(grapheme) ? 0 : wide.test(grapheme) ? 2 : 1);

/** The number of terminal columns that the text takes. */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  return splitGraphemes(text).reduce((sum, grapheme) => sum + widthOf(grapheme), 0);
}

/** Breaks text into lines of at most `width` columns (2 or more), if possible after a space, "-" or "/". */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  let taken = 0;
  const end = () => {
    lines.push(line.trimEnd());
    line = "";
    taken = 0;
  };
  for (const piece of text.match(/[^\s/-]*[/-]|\S+|\s+/g) ?? []) {
    const isTooLong = displayWidth(piece) > width;
    // A piece that must be broken starts on a new line.
    if (isTooLong && line.trim() !== "") end();
    for (const part of isTooLong ? splitGraphemes(piece) : [piece]) {
      const isOver = taken + displayWidth(part.trimEnd()) > width;
      if (isOver) end();
      const added = isOver ? part.trimStart() : part;
      line += added;
      taken += displayWidth(added);
    }
  }
  return [...lines, line.trimEnd()].filter(
    (one, index, all) => one !== "" || all.length === 1 || index === 0,
  );
}

/** "1 share", "2 shares". */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
