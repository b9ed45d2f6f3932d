// `npm test`: every check, each with its output; the last line is "N passed, N failed".
// `npm test -- unit` runs the named steps only; what follows the names goes to jest: `npm test -- engine -t import`.
import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { ensureToolchain } from "./toolchain";
import { ensureLanguages } from "./toolchain/languages";
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
const PASSED: Count = { passed: 1, failed: 0 };
const FAILED: Count = { passed: 0, failed: 1 };

/** Ours, or the file of a step that runs beside others. */
type Output = "inherit" | number;

interface Step {
  name: string;
  /** Steps without which this one can't say anything: when one of them failed, this one counts as failed too. */
  needs?: string[];
  run(output: Output): Promise<Count>;
}

/** One group after the other; the steps of a group side by side, as each keeps one core busy. */
function groupsFor(jestArgs: string[], workFolder: string): Step[][] {
  const step = (name: string, tool: string, args: string[]): Step => ({
    name,
    run: (output) => command(tool, args, output),
  });
  const jestStep = (project: string): Step => ({
    name: project,
    run: (output) => jest(project, jestArgs, workFolder, output),
  });
  return [
    [
      step("format", "biome", ["ci", "--error-on-warnings", "."]),
      step("types", "tsc", ["--noEmit", "-p", "tsconfig.json"]),
      step("build", "npm", ["run", "build"]),
    ],
    [step("knip", "npm", ["run", "knip"]), jestStep("unit"), jestStep("property"), jestStep("faults")],
    [{ name: "toolchain", run: toolchain }],
    [{ ...jestStep("engine"), needs: ["build", "toolchain"] }],
  ];
}

async function command(name: string, args: string[], output: Output): Promise<Count> {
  return (await run(name, args, output)) === 0 ? PASSED : FAILED;
}

/** Runs without input: nothing may wait for an answer. */
function run(name: string, args: string[], output: Output): Promise<number> {
  const bin = join(ROOT, "node_modules/.bin");
  const env = { ...process.env, PATH: [bin, process.env.PATH].filter(Boolean).join(delimiter) };
  return new Promise((resolve) => {
    const child = spawn(name, args, { cwd: ROOT, env, stdio: ["ignore", output, output] });
    child.on("error", (error) => {
      console.log(`${name}: ${error.message}`);
      resolve(1);
    });
    child.on("close", (code) => resolve(code ?? 1));
  });
}

async function jest(project: string, jestArgs: string[], workFolder: string, output: Output): Promise<Count> {
  const outputFile = join(workFolder, `${project}.json`);
  // That no test ran is for countJest to judge: jest would stop at the first project without files.
  const reporting = ["--ci", "--passWithNoTests", "--json", `--outputFile=${outputFile}`];
  // Engine tests run processes and now and then wait: jest's own choice would leave cores idle.
  const workers = project === "engine" ? [`--maxWorkers=${availableParallelism() + 2}`] : [];
  const args = ["--selectProjects", project, ...workers, ...reporting, ...jestArgs];
  const exitCode = await run("jest", args, output);
  const result: JestResult | undefined = existsSync(outputFile)
    ? JSON.parse(readFileSync(outputFile, "utf8"))
    : undefined;
  return countJest(result, exitCode);
}

async function toolchain(): Promise<Count> {
  try {
    const { bin } = await ensureToolchain();
    await ensureYamlHost(bin);
    await ensureLanguages(bin);
    return PASSED;
  } catch (error) {
    console.log((error as Error).message);
    return FAILED;
  }
}

async function runStep(step: Step, failedSteps: Set<string>, output: Output): Promise<Row> {
  const start = Date.now();
  const missing = step.needs?.filter((need) => failedSteps.has(need)) ?? [];
  if (missing.length > 0)
    console.log(`${step.name}: not run and counted as failed, because ${missing.join(" and ")} failed`);
  const count = missing.length === 0 ? await step.run(output) : FAILED;
  return { name: step.name, ...count, seconds: (Date.now() - start) / 1000 };
}

/** A single step prints as it goes, several print one after the other as they end. */
async function runGroup(group: Step[], failedSteps: Set<string>, workFolder: string): Promise<Row[]> {
  const [only, ...others] = group;
  if (!only) return [];
  if (others.length === 0) {
    console.log(`\n=== ${only.name} ===`);
    return [await runStep(only, failedSteps, "inherit")];
  }
  console.log(`\n${group.map(({ name }) => name).join(", ")} run side by side`);
  const runOne = async (step: Step) => {
    const file = join(workFolder, `${step.name}.log`);
    const output = openSync(file, "w");
    const row = await runStep(step, failedSteps, output);
    closeSync(output);
    console.log(`\n=== ${step.name} ===\n${readFileSync(file, "utf8").trimEnd()}`);
    return row;
  };
  return Promise.all(group.map(runOne));
}

async function main(): Promise<void> {
  const workFolder = mkdtempSync(join(tmpdir(), "sharing-tests-"));
  try {
    const { names, jestArgs } = selectSteps(process.argv.slice(2), groupsFor([], workFolder).flat());
    const rows: Row[] = [];
    const failedSteps = new Set<string>();
    for (const group of groupsFor(jestArgs, workFolder)) {
      const selected = group.filter(({ name }) => names.has(name));
      const ended = await runGroup(selected, failedSteps, workFolder);
      for (const { name, failed } of ended) if (failed > 0) failedSteps.add(name);
      rows.push(...ended);
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
