import { markdownTable } from "../markdownTable";

export type Cell = string | number;

export interface Table {
  title: string;
  columns: string[];
  rows: Cell[][];
  /** How the figures came about, or what they don't say. */
  note?: string;
}

/** One of the promises that the figures are held against. */
export interface Target {
  promise: string;
  found: string;
  met: boolean;
  /** That it can't be met, and why, is in a decision note. */
  decided?: boolean;
}

export interface SectionResult {
  tables: Table[];
  targets: Target[];
}

export interface Report {
  date: string;
  machine: string;
  versions: Record<string, string>;
  quick: boolean;
  sections: ({ name: string } & SectionResult)[];
}

const isNumber = (cell: Cell | undefined) => typeof cell === "number" || /^-?[\d,.]+( %)?$/.test(cell ?? "");

/** A whole number with separators, a fraction with as many digits as say something. */
function show(cell: Cell): string {
  if (typeof cell === "string") return cell;
  if (!Number.isFinite(cell)) return "-";
  const digits = Number.isInteger(cell) || Math.abs(cell) >= 100 ? 0 : Math.abs(cell) >= 10 ? 1 : 2;
  return cell.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Columns aligned, numbers to the right. */
export function textTable({ title, columns, rows, note }: Table): string {
  const shown = rows.map((row) => row.map(show));
  const widths = columns.map((name, i) => Math.max(name.length, ...shown.map((row) => row[i]?.length ?? 0)));
  const toRight = columns.map((_, i) => rows.length > 0 && rows.every((row) => isNumber(row[i])));
  const line = (cells: string[]) =>
    cells
      .map((cell, i) => (toRight[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join("  ")
      .trimEnd();
  const rule = widths.map((width) => "-".repeat(width)).join("  ");
  return [title, line(columns), rule, ...shown.map(line), ...(note ? [note] : [])].join("\n");
}

function titledTable({ title, columns, rows, note }: Table): string {
  const toRight = columns.map((_, i) => rows.length > 0 && rows.every((row) => isNumber(row[i])));
  const shown = rows.map((row) => row.map(show));
  const table = markdownTable(columns, shown, toRight);
  return [`**${title}**`, table, ...(note ? [note] : [])].join("\n\n");
}

export function targetTable(targets: readonly Target[]): Table {
  return {
    title: "Targets",
    columns: ["target", "found", "met"],
    rows: targets.map(({ promise, found, met, decided }) => [
      promise,
      found,
      met ? "met" : decided ? "NOT MET, decided" : "NOT MET",
    ]),
    note: "Decided: why it can't be met, and what is held instead, is in docs/decisions.",
  };
}

export function markdownReport(report: Report): string {
  const versions = Object.entries(report.versions).map(([name, version]) => `${name} ${version}`);
  const sections = report.sections.flatMap(({ name, tables }) => [
    `## ${name[0]?.toUpperCase()}${name.slice(1)}`,
    ...tables.map(titledTable),
  ]);
  const { title, ...all } = targetTable(report.sections.flatMap(({ targets }) => targets));
  return `${[
    "# Benchmarks",
    `Written by \`npm run bench -- --markdown docs/benchmarks.md${report.quick ? " --quick" : ""}\` on ${report.date}: ${report.machine}; ${versions.join(", ")}.`,
    "Counts and bytes hold anywhere. Times belong to this machine, and are given beside what they are compared with, taken in turns within one run: medians, and ratios that another machine should come near to. Growth alone takes the best of its samples.",
    `## ${title}`,
    titledTable({ title: "Held against", ...all }),
    ...sections,
  ].join("\n\n")}\n`;
}
