export type Log = (line: string) => void;

export interface Step<T> {
  name: string;
  run(): Promise<T>;
}

/** The first line of a message says what failed; stacks and details follow it. */
function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const lines = text.split("\n").map((line) => line.trim());
  return lines.find((line) => line !== "") ?? "no reason given";
}

/** Tries each step in turn; a step that fails says why in one line, and the last failure lists them all. */
export async function firstThatWorks<T>(steps: Step<T>[], log: Log, advice: string): Promise<T> {
  const failures: string[] = [];
  for (const step of steps) {
    try {
      return await step.run();
    } catch (error) {
      const failure = `${step.name}: failed: ${oneLine(error)}`;
      failures.push(failure);
      log(failure);
    }
  }
  throw new Error(["None of these worked:", ...failures.map((line) => `  - ${line}`), advice].join("\n"));
}
