import { readFileSync } from "node:fs";
import { join } from "node:path";
import { nodes } from "../packed/grid/axes";
import { nodeVersion } from "../release/platforms";
import { committedFiles, ROOT } from "./files";
import { existsInRoot } from "./markdown";
import { readYaml } from "./yaml";

interface Step {
  uses?: string;
  run?: string;
}

interface Job {
  uses?: string;
  needs?: string;
  permissions?: Record<string, string>;
  strategy?: { matrix: { system: string[]; node: number[] } };
  steps?: Step[];
}

interface Workflow {
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
}

const FOLDER = ".github/workflows/";
const paths = committedFiles().filter((path) => path.startsWith(FOLDER));
const workflows = paths.map((path) => [path.slice(FOLDER.length), readYaml<Workflow>(path)] as const);
const named = Object.fromEntries(workflows);

const jobsOf = ({ jobs }: Workflow) => Object.entries(jobs);
const stepsOf = (workflow: Workflow) => jobsOf(workflow).flatMap(([, { steps = [] }]) => steps);
const runs = workflows.flatMap(([, workflow]) => stepsOf(workflow).flatMap(({ run }) => run ?? []));

/** What follows a pattern in the lines that are run, word by word. */
const wordsAfter = (pattern: RegExp) =>
  runs.flatMap((run) => [...run.matchAll(pattern)].flatMap(([, words = ""]) => words.trim().split(/\s+/)));

test("there are the checks and the release", () => {
  expect(Object.keys(named)).toEqual(["ci.yml", "release.yml"]);
  expect(runs.length).toBeGreaterThan(8);
});

test("every script, tool, step and project that a line runs is there", () => {
  const { scripts } = require(join(ROOT, "package.json")) as { scripts: object };
  const wantedScripts = wordsAfter(/\bnpm (?:run )?(test|start|(?<=run )[\w:-]+)/g);
  expect(wantedScripts).toEqual(expect.arrayContaining(["test", "release:plugin"]));
  expect(wantedScripts.filter((name) => !(name in scripts))).toEqual([]);

  const tools = wordsAfter(/\bnpx ([\w-]+)/g);
  expect(tools.filter((name) => !existsInRoot(`node_modules/.bin/${name}`))).toEqual([]);

  const runner = readFileSync(join(ROOT, "tests/run.ts"), "utf8");
  const steps = [...runner.matchAll(/tep\("(\w+)"/g)].map(([, name]) => name);
  const wantedSteps = wordsAfter(/npm test -- (.*)/g);
  expect(wantedSteps.length).toBeGreaterThan(3);
  expect(wantedSteps.filter((name) => !steps.includes(name))).toEqual([]);

  const { projects } = require(join(ROOT, "jest.config.js")) as { projects: { displayName: string }[] };
  const wantedProjects = wordsAfter(/--selectProjects (.*)/g);
  expect(wantedProjects.length).toBeGreaterThan(0);
  expect(projects.map(({ displayName }) => displayName)).toEqual(expect.arrayContaining(wantedProjects));
});

test("the checks run on three systems, and on the Nodes of the grid and of the archives", () => {
  const { system = [], node } = named["ci.yml"]?.jobs.check?.strategy?.matrix ?? {};
  expect(system.map((name) => name.replace(/-.*/, ""))).toEqual(["ubuntu", "macos", "windows"]);
  expect(node).toEqual([...nodes, nodeVersion].map((version) => Number.parseInt(version, 10)));
});

test("actions are pinned by their major version, and workflows are this repository's", () => {
  const actions = workflows.flatMap(([, workflow]) => stepsOf(workflow).flatMap(({ uses }) => uses ?? []));
  expect(actions.length).toBeGreaterThan(8);
  expect(actions.filter((one) => !/^[\w-]+\/[\w-]+@v\d+$/.test(one))).toEqual([]);
  const called = workflows.flatMap(([, workflow]) => jobsOf(workflow).flatMap(([, { uses }]) => uses ?? []));
  expect(called).toEqual([`./${FOLDER}ci.yml`]);
});

test("each job may do what it needs and no more", () => {
  const may = workflows.flatMap(([file, workflow]) =>
    jobsOf(workflow).map(([job, { permissions }]) => [`${file} ${job}`, permissions ?? workflow.permissions]),
  );
  const read = { contents: "read" };
  expect(Object.fromEntries(may)).toEqual({
    "ci.yml check": read,
    "release.yml check": read,
    "release.yml pack": read,
    "release.yml npm": { "id-token": "write" },
    "release.yml github": { contents: "write" },
  });
});

test("nothing is released before every check has passed", () => {
  const { check, pack, npm, github } = named["release.yml"]?.jobs ?? {};
  expect([check?.uses, pack?.needs, npm?.needs, github?.needs]).toEqual([
    `./${FOLDER}ci.yml`,
    "check",
    "pack",
    "npm",
  ]);
});
