import { type LocalCloudflare, localOwner } from "../../sdk/local";
import { shares } from "../engine/declarations";
import type { TestStack } from "../engine/stack";
import { measuredRun, type Operation, type RunCost } from "./measuredRun";
import type { Cell, SectionResult, Table, Target } from "./report";
import type { Setting } from "./setting";
import { inTurns, median } from "./statistics";

const operations: Operation[] = ["preview", "up", "refresh"];
/** With an API that takes as long as a real one. */
const slowRefresh = "refresh, 50 ms a request";

interface Stacks {
  share: TestStack;
  bare: TestStack;
  /** Bare, but its read asks the API what the share's read asks. */
  asking: TestStack;
}

/** The same declarations three times over, all up already: what is measured is a run without changes. */
async function openStacks(setting: Setting, cloudflare: LocalCloudflare, size: number): Promise<Stacks> {
  const declared = shares(size);
  const ours = await setting.comparable(cloudflare, { shares: declared }, "share");
  const bare = await setting.comparable(cloudflare, { shares: declared }, "bare");
  await measuredRun(ours, "up");
  await measuredRun(bare, "up");
  const ids = cloudflare.dashboard.shares(localOwner).map(({ id }) => id);
  const withIds = declared.map((one, i) => ({ ...one, args: { ...one.args, shareId: ids[i] } }));
  const asking = await setting.comparable(cloudflare, { shares: withIds }, "asking");
  await measuredRun(asking, "up");
  return { share: ours, bare, asking };
}

interface Comparison {
  rows: Cell[][];
  /** Ours over what it is held against, in wall time. */
  ratios: Map<string, number>;
}

const medianOf = (costs: readonly RunCost[], what: keyof RunCost) => median(costs.map((cost) => cost[what]));

/** Of runs that followed each other, so that both met the same machine. */
const ratioOf = (ours: readonly RunCost[], theirs: readonly RunCost[], what: keyof RunCost) =>
  median(ours.map((cost, round) => cost[what] / (theirs[round]?.[what] ?? Number.NaN)));

async function compare(setting: Setting, size: number, rounds: number): Promise<Comparison> {
  const cloudflare = await setting.cloudflare();
  const stacks = await openStacks(setting, cloudflare, size);
  const result: Comparison = { rows: [], ratios: new Map() };
  for (const operation of operations) {
    setting.say(`overhead: ${operation} of ${size}`);
    const variants: Record<string, () => Promise<RunCost>> = {
      bare: () => measuredRun(stacks.bare, operation),
      share: () => measuredRun(stacks.share, operation),
    };
    if (operation === "refresh") variants.asking = () => measuredRun(stacks.asking, operation);
    note(result, operation, size, await inTurns(variants, rounds));
  }
  setting.say(`overhead: ${slowRefresh}, of ${size}`);
  cloudflare.faults.add({ fault: "slow", ms: 50, times: 1e9 });
  const slow = {
    asking: () => measuredRun(stacks.asking, "refresh"),
    share: () => measuredRun(stacks.share, "refresh"),
  };
  note(result, slowRefresh, size, await inTurns(slow, rounds));
  return result;
}

/** A row for each that ours is held against; a refresh counts against the bare resources that ask as well. */
function note(
  { rows, ratios }: Comparison,
  run: string,
  size: number,
  costs: Record<string, readonly RunCost[]>,
): void {
  const ours = costs.share ?? [];
  for (const against of Object.keys(costs).filter((name) => name !== "share")) {
    const theirs = costs[against] ?? [];
    const wall = ratioOf(ours, theirs, "wallMs");
    rows.push([
      run,
      size,
      against === "asking" ? "bare that asks the same" : "bare",
      Math.round(medianOf(theirs, "wallMs")),
      Math.round(medianOf(ours, "wallMs")),
      wall,
      Math.round(medianOf(theirs, "cpuMs")),
      Math.round(medianOf(ours, "cpuMs")),
      ratioOf(ours, theirs, "cpuMs"),
    ]);
    ratios.set(`${run} of ${size}`, wall);
  }
}

export async function overhead(setting: Setting): Promise<SectionResult> {
  const table: Table = {
    title: "Runs without changes, beside bare dynamic resources",
    columns: ["run", "resources", "held against", "wall ms", "ours", "ratio", "cpu ms", "ours", "ratio"],
    rows: [],
    note: "Bare: dynamic resources with the same inputs, whose provider does nothing. A refresh of shares asks the API, so it is also held against bare resources whose read sends the same two requests and drops the answers: waiting for the API aside. CPU is of the CLI with everything that it starts. Medians; a ratio is the median of the ratios of runs that followed each other.",
  };
  const ratios = new Map<string, number>();
  const plan: [number, number][] = setting.quick
    ? [[20, 2]]
    : [
        [1, 7],
        [20, 7],
        [200, 5],
      ];
  for (const [size, rounds] of plan) {
    const found = await compare(setting, size, rounds);
    table.rows.push(...found.rows);
    for (const [name, ratio] of found.ratios) ratios.set(name, ratio);
  }
  return { tables: [table], targets: targetsOf(ratios) };
}

function targetsOf(ratios: ReadonlyMap<string, number>): Target[] {
  const target = (promise: string, isMeant: (run: string) => boolean, decided = false): Target => {
    const meant = [...ratios].filter(([run]) => isMeant(run));
    const found = meant.map(([run, ratio]) => `${run}: ${ratio.toFixed(2)}`).join("; ");
    return { promise, found, met: meant.every(([, ratio]) => ratio <= 1.1), decided };
  };
  const isSlowAndLong = (run: string) => run === `${slowRefresh} of 200`;
  return [
    target(
      "preview and up at most 1.1 times the bare resources in wall time",
      (run) => !run.includes("refresh"),
    ),
    target(
      "refresh at most 1.1 times bare ones that ask the same, the API's time aside",
      (run) => run.includes("refresh") && !isSlowAndLong(run),
      true,
    ),
    target("that of 200, while each request takes 50 ms", isSlowAndLong),
  ];
}
