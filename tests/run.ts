// `npm test`: every check, each with its output; the last line is "N passed, N failed".
// `npm test -- unit` runs the named steps only; what follows the names goes to jest: `npm test -- engine -t import`.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { ensureToolchain } from "./toolchain";
import { ensureChromium } from "./toolchain/chromium";
import { ensureLanguages } from "./toolchain/languages";
import { InTurn, type Printer, sideBySide, type Waiting } from "./toolchain/sideBySide";
import type { Log } from "./toolchain/steps";
import {
  type Count,
  countJest,
  forgiveFiltered,
  type JestResult,
  lastLine,
  type Row,
  selectSteps,
  table,
} from "./toolchain/testResults";
import { ensureYamlHost } from "./toolchain/yamlHost";

const ROOT = join(__dirname, "..");
const JEST = require.resolve("jest/bin/jest");
const cores = availableParallelism();
/** The engine tests, and what else would leave cores idle. */
const AT_ONCE = 1 + Math.ceil(cores / 2);
/** Of jest's projects that don't go by its own choice, one less than the cores. */
const WORKERS: Record<string, number> = {
  // They run processes, and now and then wait.
  engine: cores + 1,
  // The last step, and of many files: no core is idle where the engine tests end before it.
  unit: cores,
};
/** A tenth of jest's processor time would go into collecting what a test has made and dropped. Its workers get it too. */
const roomForYoung = ["--max-semi-space-size=64"];
const PASSED: Count = { passed: 1, failed: 0 };
const FAILED: Count = { passed: 0, failed: 1 };

type Print = (text: string) => void;

interface Step extends Waiting {
  /** Steps without which this one can't say anything: when one of them failed, this one counts as failed too. */
  needs?: string[];
  run(print: Print): Promise<Count>;
}

/** In the order in which they are printed, and begin when `sideBySide` has room for them: the longest early. */
function stepsFor(jestArgs: string[], workFolder: string): Step[] {
  const step = (name: string, tool: string, args: string[]): Step => ({
    name,
    run: (print) => command(tool, args, print),
  });
  const jestStep = (project: string): Step => ({
    name: project,
    run: (print) => jest(project, jestArgs, workFolder, print),
  });
  return [
    step("build", "npm", ["run", "build"]),
    { name: "toolchain", run: toolchain },
    step("format", "biome", ["ci", "--error-on-warnings", "."]),
    step("types", "tsc", ["--noEmit", "-p", "tsconfig.json"]),
    { ...jestStep("engine"), needs: ["build", "toolchain"] },
    // The build removes and writes files that these look at.
    { ...step("knip", "npm", ["run", "knip"]), after: ["build"] },
    jestStep("property"),
    jestStep("faults"),
    { ...jestStep("unit"), after: ["build"] },
  ];
}

async function command(name: string, args: string[], print: Print): Promise<Count> {
  return (await run(name, args, print)) === 0 ? PASSED : FAILED;
}

/** Runs without input: nothing may wait for an answer. */
function run(name: string, args: string[], print: Print): Promise<number> {
  const bin = join(ROOT, "node_modules/.bin");
  const env = { ...process.env, PATH: [bin, process.env.PATH].filter(Boolean).join(delimiter) };
  return new Promise((resolve) => {
    const child = spawn(name, args, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", print);
    child.on("error", (error) => {
      print(`${name}: ${error.message}\n`);
      resolve(1);
    });
    child.on("close", (code) => resolve(code ?? 1));
  });
}

async function jest(project: string, jestArgs: string[], workFolder: string, print: Print): Promise<Count> {
  const outputFile = join(workFolder, `${project}.json`);
  // That no test ran is for countJest to judge: jest would stop at the first project without files.
  const reporting = ["--ci", "--passWithNoTests", "--json", `--outputFile=${outputFile}`];
  const workers = WORKERS[project];
  const atOnce = workers ? [`--maxWorkers=${workers}`] : [];
  const args = [...roomForYoung, JEST, "--selectProjects", project, ...atOnce, ...reporting, ...jestArgs];
  const exitCode = await run(process.execPath, args, print);
  const result: JestResult | undefined = existsSync(outputFile)
    ? JSON.parse(readFileSync(outputFile, "utf8"))
    : undefined;
  return countJest(result, exitCode);
}

async function toolchain(print: Print): Promise<Count> {
  const log: Log = (line) => print(`toolchain: ${line}\n`);
  try {
    const { bin } = await ensureToolchain(log);
    await ensureYamlHost(bin, log);
    await ensureLanguages(bin, log);
    await ensureChromium(log);
    return PASSED;
  } catch (error) {
    log((error as Error).message);
    return FAILED;
  }
}

async function runStep(step: Step & { printer: Printer }, needed: Row[]): Promise<Row> {
  const { print, end } = step.printer;
  const start = Date.now();
  print(`\n=== ${step.name} ===\n`);
  const missing = needed.filter(({ failed }) => failed > 0).map(({ name }) => name);
  if (missing.length > 0) print(`not run and counted as failed, because ${missing.join(" and ")} failed\n`);
  const count = missing.length === 0 ? await step.run(print) : FAILED;
  end();
  return { name: step.name, ...count, seconds: (Date.now() - start) / 1000 };
}

async function main(): Promise<void> {
  const workFolder = mkdtempSync(join(tmpdir(), "sharing-tests-"));
  try {
    const { names, jestArgs } = selectSteps(process.argv.slice(2), stepsFor([], workFolder));
    const inTurn = new InTurn((text) => process.stdout.write(text));
    const steps = stepsFor(jestArgs, workFolder)
      .filter(({ name }) => names.has(name))
      .map((step) => ({ ...step, printer: inTurn.open() }));
    console.log(
      `${steps.map(({ name }) => name).join(", ")} run ${AT_ONCE} at once, and are printed in this order`,
    );
    const rows = await sideBySide(steps, AT_ONCE, runStep);
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
