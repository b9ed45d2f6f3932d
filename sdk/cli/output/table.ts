import { cut, printable } from "../../../provider/base/text";
import { displayWidth, wrap } from "./text";

export interface Column {
  title: string;
  isNumber?: boolean;
  /** Flexible columns are narrowed first. Their cells then wrap onto several lines. */
  isFlexible?: boolean;
}

const gap = "  ";
const narrowest = 8;
/** A longer cell ends in an ellipsis, so that one endless name does not fill the screen. */
const mostLines = 4;

/** Each column is as wide as its content, then narrowed until all columns fit. */
function widthsOf(columns: readonly Column[], rows: readonly string[][], width: number): number[] {
  const natural = columns.map((column, index) =>
    Math.max(
      displayWidth(column.title),
      ...rows.flatMap((row) => (row[index] ?? "").split("\n").map(displayWidth)),
    ),
  );
  const room = width - gap.length * (columns.length - 1);
  const shrink = (may: (index: number) => boolean) => {
    for (;;) {
      const over = natural.reduce((sum, one) => sum + one, 0) - room;
      const candidates = natural.map((one, index) => (may(index) ? one : 0));
      const widest = candidates.indexOf(Math.max(...candidates));
      if (over <= 0 || (candidates[widest] ?? 0) <= narrowest) return;
      natural[widest] = Math.max(narrowest, (natural[widest] ?? 0) - over);
    }
  };
  shrink((index) => columns[index]?.isFlexible === true);
  shrink(() => true);
  return natural;
}

function cellLines(cell: string, width: number): string[] {
  const lines = cell.split("\n").flatMap((line) => wrap(line, width));
  if (lines.length <= mostLines) return lines;
  const last = wrap(lines[mostLines - 1] ?? "", width - 1)[0] ?? "";
  return [...lines.slice(0, mostLines - 1), `${last}…`];
}

/** All that can be shown of a cell: some characters take no column, so a few more than its columns have room for. */
function showable(cell: string, width: number): string {
  const lines = cell.split("\n").slice(0, mostLines + 1);
  return lines.map((line) => printable(cut(line, 4 * mostLines * width))).join("\n");
}

function rowLines(columns: readonly Column[], row: readonly string[], widths: number[]): string[] {
  const cells = row.map((cell, index) => cellLines(cell, widths[index] ?? narrowest));
  const height = Math.max(...cells.map((cell) => cell.length));
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((cell, index) => {
        const text = cell[line] ?? "";
        const space = " ".repeat(Math.max(0, (widths[index] ?? 0) - displayWidth(text)));
        return columns[index]?.isNumber ? space + text : text + space;
      })
      .join(gap)
      .trimEnd(),
  );
}

/**
 * Formats a header and rows, at most `width` columns wide. Line breaks inside a cell are kept, and what else is not
 * printable is escaped.
 *
 * @param notes gives the lines below a row, which use the whole width
 */
export function formatTable(
  columns: readonly Column[],
  cells: readonly string[][],
  width: number,
  notes: (row: number) => string[] = () => [],
): string[] {
  const rows = cells.map((row) => row.map((cell) => showable(cell, width)));
  const widths = widthsOf(columns, rows, width);
  const head = rowLines(
    columns.map(({ title }) => ({ title })),
    columns.map(({ title }) => title),
    widths,
  );
  const below = (row: number) =>
    notes(row).flatMap((note) => wrap(printable(note), width - gap.length).map((line) => `${gap}${line}`));
  return [...head, ...rows.flatMap((row, index) => [...rowLines(columns, row, widths), ...below(index)])];
}
