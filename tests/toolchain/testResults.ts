/** How many tests a step ran; a check that is not jest counts as one. */
export interface Count {
  passed: number;
  failed: number;
  skipped?: number;
  /** Said in the table when the numbers alone would puzzle. */
  note?: string;
  /** No test ran, which is a failure unless the user filtered the tests. */
  ranNone?: boolean;
}

export interface Row extends Count {
  name: string;
  seconds: number;
}

/** The part of jest's --json result that is counted here. */
export interface JestResult {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  /** Test files that could not be loaded: none of their tests is in the other numbers. */
  numRuntimeErrorTestSuites: number;
}

export function countJest(result: JestResult | undefined, exitCode: number): Count {
  if (!result) return { passed: 0, failed: 1, note: "jest ended without a result" };
  const passed = result.numPassedTests;
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  const skipped = result.numPendingTests + result.numTodoTests;
  if (passed + failed === 0) return { passed, failed: 1, skipped, note: "no test ran", ranNone: true };
  if (failed === 0 && exitCode !== 0)
    return { passed, failed: 1, skipped, note: `jest ended with ${exitCode}` };
  return { passed, failed, skipped };
}

/** With `-t name` most projects have nothing to run; that is a fault only if all of them have nothing. */
export function forgiveFiltered(rows: Row[]): Row[] {
  const tested = rows.some((row) => row.skipped !== undefined && !row.ranNone);
  return tested ? rows.map((row) => (row.ranNone ? { ...row, failed: 0 } : row)) : rows;
}

/** Leading arguments that name steps select them, with what they need; the rest is for jest. */
export function selectSteps(
  args: string[],
  steps: { name: string; needs?: string[] }[],
): { names: Set<string>; jestArgs: string[] } {
  const isStep = (arg: string) => steps.some((step) => step.name === arg);
  const firstOther = args.findIndex((arg) => !isStep(arg));
  const end = firstOther === -1 ? args.length : firstOther;
  const chosen = new Set(args.slice(0, end));
  const jestArgs = args.slice(end);
  const wanted = steps.filter((step) => chosen.size === 0 || chosen.has(step.name));
  return { names: new Set(wanted.flatMap((step) => [step.name, ...(step.needs ?? [])])), jestArgs };
}

export function table(rows: Row[]): string {
  const width = Math.max(...rows.map((row) => row.name.length));
  return rows
    .map((row) => {
      const skipped = row.skipped ? `, ${row.skipped} skipped` : "";
      const note = row.note ? ` (${row.note})` : "";
      const counts = `${row.passed} passed, ${row.failed} failed${skipped}${note}`;
      return `${row.name.padEnd(width)}  ${row.seconds.toFixed(1).padStart(6)} s  ${counts}`;
    })
    .join("\n");
}

export function lastLine(rows: Count[]): string {
  const sum = (key: "passed" | "failed") => rows.reduce((total, row) => total + row[key], 0);
  return `${sum("passed")} passed, ${sum("failed")} failed`;
}
