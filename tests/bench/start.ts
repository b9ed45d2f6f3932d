import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { share } from "../engine/declarations";
import { firstAnswer } from "./firstAnswer";
import type { SectionResult } from "./report";
import type { Setting } from "./setting";
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

async function answersIn(estate: string, rounds: number) {
  const ours = await readFile(join(__dirname, "..", "rules", "shareShell.txt"), "utf8");
  const bare = "exports.handler = () => ({ check: async (olds, news) => ({ inputs: news }) });";
  const { args } = share();
  const ask = (text: string) => () => firstAnswer(estate, { ...args, __provider: text });
  return inTurns({ bare: ask(bare), ours: ask(ours) }, rounds);
}

export async function start(setting: Setting): Promise<SectionResult> {
  const { estate } = await setting.setUp();
  const rounds = setting.quick ? 5 : 21;
  const loads = await loadsIn(estate, rounds);
  const pulumi = medianMs(loads.pulumi);
  const row = (what: string, of: Load[]) => [what, of[0]?.modules ?? 0, medianMs(of), medianMs(of) / pulumi];
  const answers = await answersIn(estate, setting.quick ? 3 : 11);
  const first = (which: "bare" | "ours") => median(answers[which].map(({ answerMs }) => answerMs));
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
      {
        title: "From the start of the provider process to its first answer (a check)",
        columns: ["provider", "ready ms", "first answer ms", "ratio"],
        rows: (["bare", "ours"] as const).map((which) => [
          which,
          Math.round(median(answers[which].map(({ readyMs }) => readyMs))),
          Math.round(first(which)),
          first(which) / first("bare"),
        ]),
      },
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
