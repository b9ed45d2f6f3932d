import { constants } from "node:os";
import { plural } from "../../sdk/cli/output/text";
import type { Comparison } from "./differences";
import type { Interruption } from "./interruption";
import type { Removal } from "./ownShares";
import type { StepResult } from "./report";

export interface Result {
  steps: StepResult[];
  removal: Removal;
  comparison: Comparison;
}

export function comparisonText({ answers, differences }: Comparison): string {
  const head = `${plural(answers, "answer")} compared with the contract: ${plural(differences.length, "difference")}`;
  return [head, ...differences.map((difference) => `  ${difference}`)].join("\n");
}

/** The last line and the exit code. A share that the engine left and the cleaning up removed is a failure too. */
export function verdict(
  { steps, removal, comparison: { differences } }: Result,
  { strict, by }: { strict: boolean; by: Interruption["by"] },
): { line: string; code: number } {
  const count = (state: StepResult["state"]) => steps.filter((step) => step.state === state).length;
  const isStrictFault = strict && differences.length > 0;
  const hasFailed = count("FAILED") + removal.removed.length + removal.failed.length > 0 || isStrictFault;
  const word = by ? "interrupted" : hasFailed ? "FAILED" : "passed";
  const counts = `${plural(count("ok"), "step")} ok, ${count("FAILED")} failed, ${count("left out")} left out`;
  const differing = `${plural(differences.length, "difference")} from the contract${isStrictFault ? " (--strict)" : ""}`;
  return { line: `live check ${word}: ${counts}; ${differing}`, code: exitCodeOf(by) || (hasFailed ? 1 : 0) };
}

/** As a shell tells that a signal ended a process. */
export function exitCodeOf(by: Interruption["by"]): number {
  if (by === undefined) return 0;
  return by instanceof Error ? 1 : 128 + constants.signals[by];
}
