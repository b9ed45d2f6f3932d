// `npm test`: every check in order, each with its output; the last line is "N passed, N failed".
// `npm test -- unit` runs the named steps only; what follows the names goes to jest: `npm test -- engine -t import`.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { ensureToolchain } from "./toolchain";
import {
  type Count,
  countJest,
  forgiveFiltered,
  type JestResult,
  lastLine,
  selectSteps,
  table,
} from "./toolchain/testResults";

const ROOT = join(__dirname, "..");
const PASSED: Count = { passed: 1, failed: 0 };
const FAILED: Count = { passed: 0, failed: 1 };

interface Step {
  name: string;
  /** Steps without which this one can't say anything: when one of them failed, this one counts as failed too. */
  needs?: string[];
  run(): Promise<Count>;
}

function stepsFor(jestArgs: string[], workFolder: string): Step[] {
  const scripts = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).scripts ?? {};
  const jestStep = (project: string) => ({ name: project, run: () => jest(project, jestArgs, workFolder) });
  return [
    { name: "format", run: () => command("biome", ["ci", "--error-on-warnings", "."]) },
    { name: "types", run: () => command("tsc", ["--noEmit", "-p", "tsconfig.json"]) },
    ...(scripts.knip ? [{ name: "knip", run: () => command("npm", ["run", "knip"]) }] : []),
    { name: "build", run: () => command("npm", ["run", "build"]) },
    jestStep("unit"),
    jestStep("property"),
    jestStep("faults"),
    { name: "toolchain", run: toolchain },
    { ...jestStep("engine"), needs: ["build", "toolchain"] },
  ];
}

async function command(name: string, args: string[]): Promise<Count> {
  return (await run(name, args)) === 0 ? PASSED : FAILED;
}

/** Runs with our output and no input: nothing may wait for an answer. */
function run(name: string, args: string[]): Promise<number> {
  const bin = join(ROOT, "node_modules/.bin");
  const env = { ...process.env, PATH: [bin, process.env.PATH].filter(Boolean).join(delimiter) };
  return new Promise((resolve) => {
    const child = spawn(name, args, { cwd: ROOT, env, stdio: ["ignore", "inherit", "inherit"] });
    child.on("error", (error) => {
      console.log(`${name}: ${error.message}`);
      resolve(1);
    });
    child.on("close", (code) => resolve(code ?? 1));
  });
}

async function jest(project: string, jestArgs: string[], workFolder: string): Promise<Count> {
  const outputFile = join(workFolder, `${project}.json`);
  // That no test ran is for countJest to judge: jest would stop at the first project without files.
  const reporting = ["--ci", "--passWithNoTests", "--json", `--outputFile=${outputFile}`];
  // Engine tests mostly wait for processes: on two cores, jest's own choice would be one at a time.
  const workers = project === "engine" ? ["--maxWorkers=2"] : [];
  const exitCode = await run("jest", ["--selectProjects", project, ...workers, ...reporting, ...jestArgs]);
  const result: JestResult | undefined = existsSync(outputFile)
    ? JSON.parse(readFileSync(outputFile, "utf8"))
    : undefined;
  return countJest(result, exitCode);
}

async function toolchain(): Promise<Count> {
  try {
    await ensureToolchain();
    return PASSED;
  } catch (error) {
    console.log((error as Error).message);
    return FAILED;
  }
}

async function runStep(step: Step, failedSteps: Set<string>): Promise<Count> {
  console.log(`\n=== ${step.name} ===`);
  const missing = step.needs?.filter((need) => failedSteps.has(need)) ?? [];
  if (missing.length === 0) return step.run();
  console.log(`${step.name}: not run and counted as failed, because ${missing.join(" and ")} failed`);
  return FAILED;
}

async function main(): Promise<void> {
  const workFolder = mkdtempSync(join(tmpdir(), "sharing-tests-"));
  try {
    const all = (jestArgs: string[]) => stepsFor(jestArgs, workFolder);
    const { names, jestArgs } = selectSteps(process.argv.slice(2), all([]));
    const rows = [];
    const failedSteps = new Set<string>();
    for (const step of all(jestArgs).filter(({ name }) => names.has(name))) {
      const start = Date.now();
      const count = await runStep(step, failedSteps);
      if (count.failed > 0) failedSteps.add(step.name);
      rows.push({ name: step.name, ...count, seconds: (Date.now() - start) / 1000 });
    }
    const judged = jestArgs.length > 0 ? forgiveFiltered(rows) : rows;
    console.log(`\n${table(judged)}\n\n${lastLine(judged)}`);
    process.exitCode = judged.some((row) => row.failed > 0) ? 1 : 0;
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  console.log("0 passed, 1 failed");
  process.exitCode = 1;
});
