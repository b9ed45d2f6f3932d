// `npm run matrix`: the table fault × request: outcome. `npm run matrix -- --fault reset-after --operation create` tries
// these alone; `--door plugin` or `--door "dynamic provider"` one of the doors.
import { parseArgs } from "node:util";
import { faultNames } from "../../sdk/local";
import { operationNames } from "./bench";
import { type Cell, runMatrix } from "./matrix";
import { dynamicDoor, pluginDoor } from "./support/doors";

const entries = [
  ["dynamic provider", dynamicDoor],
  ["plugin", pluginDoor()],
] as const;

const symbols = (cell: Cell): string => {
  if (cell.wrong.length > 0) return "WRONG";
  return cell.outcome === "passed" ? "ok" : "err>ok";
};

function printOperation(name: string, cells: Cell[]): void {
  const requests = [...new Map(cells.map((cell) => [cell.request, cell.what]))].sort(([a], [b]) => a - b);
  console.log(`\n${name}`);
  for (const [number, what] of requests) console.log(`  ${number}  ${what}`);
  console.log(
    `  ${"fault".padEnd(18)}${"visit".padEnd(8)}${requests.map(([number]) => String(number).padEnd(7)).join("")}`,
  );
  const rows = new Map<string, Cell[]>();
  for (const cell of cells) {
    const key = `${cell.fault.padEnd(18)}${cell.visit.padEnd(8)}`;
    rows.set(key, [...(rows.get(key) ?? []), cell]);
  }
  for (const [key, row] of rows)
    console.log(`  ${key}${row.map((cell) => symbols(cell).padEnd(7)).join("")}`);
}

/** What there is, or the one that is named; an unknown name is told with those that there are. */
function chosen<T extends string>(option: string, all: readonly T[], name: string | undefined): readonly T[] {
  const found = name === undefined ? all : all.filter((one) => one === name);
  if (found.length === 0) throw new Error(`--${option}: there is no ${name}, but ${all.join(", ")}`);
  return found;
}

async function main(): Promise<void> {
  const option = { type: "string" } as const;
  const { values } = parseArgs({ options: { door: option, fault: option, operation: option } });
  const doors = chosen(
    "door",
    entries.map(([name]) => name),
    values.door,
  );
  const faults = chosen("fault", faultNames, values.fault);
  console.log(
    "ok: the run passed with exactly what is declared; err>ok: it ended with a clear error and the",
  );
  console.log(
    "state kept, and the next run repaired it. once: one request was hit; outage: every request from",
  );
  console.log("there on.");
  const all: Cell[] = [];
  for (const [entry, door] of entries) {
    if (!doors.includes(entry)) continue;
    console.log(`\nthrough the ${entry}`);
    for (const name of chosen("operation", operationNames(door), values.operation)) {
      const cells = await runMatrix({ door, faults, operations: [name] });
      printOperation(name, cells);
      all.push(...cells);
    }
  }
  const wrong = all.filter((cell) => cell.wrong.length > 0);
  for (const cell of wrong) console.log(cell);
  console.log(`\n${all.length} cells, ${wrong.length} wrong`);
  process.exitCode = wrong.length > 0 ? 1 : 0;
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
