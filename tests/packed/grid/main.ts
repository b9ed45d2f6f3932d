// `npm run grid`: every cell, two columns at a time; the last line is "N passed, N failed".
// `npm run grid -- pnpm` runs the columns (manager, @pulumi/pulumi version) that have the words in them.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureToolchain } from "../../toolchain";
import { type Column, columnName, columnsWith, isTypeScript, kinds, nodes, words } from "./axes";
import { upAndDestroy } from "./cell";
import { type Packed, Project, pack } from "./project";

interface Result {
  row: string;
  /** A Node version, or "types". */
  place: string;
  failure?: string;
}

/** Each is one process at a time, and mostly one core. */
const AT_ONCE = 2;

/** The reason is told once, at the install. */
function notInstalled(): never {
  throw new Error(NOT_INSTALLED);
}
const NOT_INSTALLED = "not installed";

async function runColumn(column: Column, packed: Packed, toolchain: string): Promise<Result[]> {
  const project = await Project.open(column, packed, toolchain);
  const results: Result[] = [];
  const record = async (row: string, place: string, work: () => Promise<void>) => {
    const start = Date.now();
    const failure = await work().then(
      () => undefined,
      // Some, as an AggregateError, have no message; an empty one would pass for none.
      (error: unknown) => (error instanceof Error && error.message) || String(error),
    );
    results.push({ row, place, failure });
    const seconds = ((Date.now() - start) / 1000).toFixed(1);
    console.log(`${row}, ${place}: ${failure ? `FAILED: ${failure}` : "ok"} (${seconds} s)`);
  };
  try {
    for (const kind of kinds) {
      const row = `${columnName(column)}, ${kind}`;
      const installed = project.use(kind);
      await record(row, "install", () => installed);
      const after = (work: () => Promise<void>) => () => installed.catch(notInstalled).then(work);
      if (isTypeScript(kind))
        await record(
          row,
          "types",
          after(() => project.checkTypes()),
        );
      for (const node of nodes)
        await record(
          row,
          `Node ${node}`,
          after(() => upAndDestroy(project, kind, node)),
        );
    }
  } finally {
    await project.close();
  }
  return results;
}

async function runAll(chosen: Column[], packed: Packed, toolchain: string): Promise<Result[]> {
  const waiting = [...chosen];
  const results: Result[] = [];
  const worker = async () => {
    for (let column = waiting.shift(); column; column = waiting.shift())
      results.push(...(await runColumn(column, packed, toolchain)));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

function table(results: Result[]): string {
  const places = ["install", "types", ...nodes.map((node) => `Node ${node}`)];
  const rows = [...new Set(results.map(({ row }) => row))].sort();
  const width = Math.max(...rows.map((row) => row.length));
  const line = (name: string, cells: string[]) =>
    [name.padEnd(width), ...cells.map((cell, index) => cell.padEnd(Math.max(6, places[index]?.length ?? 0)))]
      .join("  ")
      .trimEnd();
  const cell = (row: string, place: string) => {
    const result = results.find((one) => one.row === row && one.place === place);
    if (!result) return "-";
    return result.failure ? "FAILED" : "ok";
  };
  const lines = rows.map((row) => {
    const cells = places.map((place) => cell(row, place));
    return line(row, cells);
  });
  return [line("", places), ...lines].join("\n");
}

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const chosen = columnsWith(wanted);
  if (chosen.length === 0) {
    console.error(`No column has the words ${wanted.join(" ")}. The words are: ${words.join(", ")}.`);
    process.exitCode = 2;
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), "sharing-packed-"));
  try {
    const { bin } = await ensureToolchain();
    const results = await runAll(chosen, await pack(folder), bin);
    const failed = results.filter(({ failure }) => failure);
    for (const { row, place, failure } of failed)
      if (failure !== NOT_INSTALLED) console.log(`\n${row}, ${place}:\n${failure}`);
    console.log(`\n${table(results)}\n\n${results.length - failed.length} passed, ${failed.length} failed`);
    process.exitCode = failed.length > 0 || results.length === 0 ? 1 : 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  console.log("0 passed, 1 failed");
  process.exitCode = 1;
});
