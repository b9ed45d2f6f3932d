import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { share } from "../engine/declarations";
import { startEngine, stopPlugins } from "../unit/support/plugin";
import { type FirstAnswer, firstAnswer } from "./firstAnswer";
import type { Cell, SectionResult, Table } from "./report";
import { type Door, doors, type Setting } from "./setting";
import { inTurns, median } from "./statistics";

const run = promisify(execFile);

interface Load {
  ms: number;
  modules: number;
}

/** A process of its own that loads `before`, then `measured`; tells the time of the latter and its modules. */
async function load(estate: string, before: string[], measured: string[]): Promise<Load> {
  const script = `
    for (const name of ${JSON.stringify(before)}) require(name);
    const there = Object.keys(require.cache).length;
    const start = performance.now();
    for (const name of ${JSON.stringify(measured)}) require(name);
    const ms = performance.now() - start;
    console.log(JSON.stringify({ ms, modules: Object.keys(require.cache).length - there }));`;
  const { stdout } = await run(process.execPath, ["-e", script], { cwd: estate, timeout: 60_000 });
  return JSON.parse(stdout) as Load;
}

const medianMs = (loads: readonly Load[]) => median(loads.map(({ ms }) => ms));

interface Loads {
  pulumi: Load[];
  both: Load[];
  addition: Load[];
  door: Load[];
  zod: Load[];
}

function loadsIn(estate: string, rounds: number): Promise<Loads> {
  const [pulumi, ours] = ["@pulumi/pulumi", "pulumi-cloudflare-sharing"];
  const variants = {
    pulumi: () => load(estate, [], [pulumi]),
    both: () => load(estate, [], [pulumi, ours]),
    addition: () => load(estate, [pulumi], [ours]),
    door: () => load(estate, [pulumi], [`${ours}/provider`]),
    zod: () => load(estate, [pulumi], ["zod"]),
  };
  return inTurns(variants, rounds);
}

type Process = `${Door} ${"bare" | "ours"}`;
type Answers = Record<Process, FirstAnswer[]>;

/** As the engine starts them, with its address. */
async function answersIn(estate: string, rounds: number): Promise<Answers> {
  const { address } = await startEngine();
  const installed = createRequire(join(estate, "package.json"));
  const dynamic = [process.execPath, installed.resolve("@pulumi/pulumi/cmd/dynamic-provider"), address];
  const own = "pulumi-cloudflare-sharing/dist/provider/plugin/pulumi-resource-cloudflare-sharing";
  const plugin = [join(estate, "node_modules", own), address];
  const barePlugin = [join(__dirname, "program", "plugin", "pulumi-resource-bench"), address];
  const text = await readFile(join(__dirname, "..", "rules", "shareShell.txt"), "utf8");
  const bareText = "exports.handler = () => ({ check: async (olds, news) => ({ inputs: news }) });";
  const { args } = share();
  try {
    return await inTurns(
      {
        "dynamic bare": () => firstAnswer(estate, dynamic, { ...args, __provider: bareText }),
        "plugin bare": () => firstAnswer(estate, barePlugin, args),
        "dynamic ours": () => firstAnswer(estate, dynamic, { ...args, __provider: text }),
        "plugin ours": () => firstAnswer(estate, plugin, args),
      },
      rounds,
    );
  } finally {
    stopPlugins();
  }
}

const medianOf = (answers: readonly FirstAnswer[], what: keyof FirstAnswer) =>
  median(answers.map((answer) => answer[what]));

function answerTable(answers: Answers): Table {
  const row = (door: Door, which: "bare" | "ours"): Cell[] => {
    const [those, bare] = [answers[`${door} ${which}`], answers[`${door} bare`]];
    const times = (["ready", "configured", "checked"] as const).map((what) => medianOf(those, what));
    return [door, which, ...times.map(Math.round), medianOf(those, "checked") / medianOf(bare, "checked")];
  };
  return {
    title: "From the start of the provider's process to its first answers",
    columns: ["door", "provider", "port ms", "configured ms", "a share checked ms", "to bare"],
    rows: doors.flatMap((door) => [row(door, "bare"), row(door, "ours")]),
    note: "The dynamic provider loads the package's code with the first check, the plugin before it names its port. The engine starts one process for all dynamic providers of a program, and one for each Provider.",
  };
}

export async function start(setting: Setting): Promise<SectionResult> {
  const { estate } = await setting.setUp();
  const rounds = setting.quick ? 5 : 21;
  const loads = await loadsIn(estate, rounds);
  const pulumi = medianMs(loads.pulumi);
  const row = (what: string, of: Load[]) => [what, of[0]?.modules ?? 0, medianMs(of), medianMs(of) / pulumi];
  const answers = await answersIn(estate, setting.quick ? 3 : 11);
  const added = medianMs(loads.addition);
  const difference = medianMs(loads.both) - pulumi;
  const door = medianMs(loads.door);
  return {
    tables: [
      {
        title: "Loading, each in a process of its own",
        columns: ["what", "modules", "ms", "to @pulumi/pulumi alone"],
        rows: [
          row("@pulumi/pulumi alone", loads.pulumi),
          row("@pulumi/pulumi and the package", loads.both),
          row("the package, after @pulumi/pulumi", loads.addition),
          row("the provider's door, after @pulumi/pulumi", loads.door),
          row("of it zod alone", loads.zod),
        ],
        note: `Medians of ${rounds}.`,
      },
      answerTable(answers),
    ],
    targets: [
      {
        promise: "importing the package adds at most 60 ms over @pulumi/pulumi alone",
        found: `${added.toFixed(1)} ms (${difference.toFixed(1)} ms between whole imports)`,
        met: added <= 60,
      },
      {
        promise: "the provider's own code loads in at most 120 ms",
        found: `${door.toFixed(0)} ms`,
        met: door <= 120,
      },
    ],
  };
}
