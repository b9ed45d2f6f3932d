/** A table as pages in Markdown have it. */
export function markdownTable(columns: string[], rows: string[][], toRight: boolean[] = []): string {
  const rule = columns.map((_, i) => (toRight[i] ? "---:" : "---"));
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(columns.map(cell)), line(rule), ...rows.map((row) => line(row.map(cell)))].join("\n");
}

const cell = (text: string) => text.replace(/\n+/g, " ").replaceAll("|", "\\|");
