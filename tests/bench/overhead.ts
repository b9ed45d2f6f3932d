import { localOwner } from "../../sdk/local";
import { shares } from "../engine/declarations";
import type { TestStack } from "../engine/stack";
import { measuredRun, type Operation, type RunCost } from "./measuredRun";
import type { Cell, SectionResult, Target } from "./report";
import { type Class as AnyClass, type Door, doors, type Setting } from "./setting";
import { inTurns, median } from "./statistics";

const operations: Operation[] = ["preview", "up", "refresh"];
/** With an API that takes as long as a real one. */
const slowRefresh = "refresh, 50 ms a request";

type Class = Exclude<AnyClass, "records">;

interface Stacks extends Record<Class, TestStack> {
  slowDown(): void;
}

/** The same declarations three times over, all up already: what is measured is a run without changes. */
async function openStacks(setting: Setting, size: number, door: Door): Promise<Stacks> {
  const cloudflare = await setting.cloudflare();
  const declared = shares(size);
  const share = await setting.stack(cloudflare, { shares: declared }, door, "share");
  const bare = await setting.stack(cloudflare, { shares: declared }, door, "bare");
  await measuredRun(share, "up");
  await measuredRun(bare, "up");
  const ids = cloudflare.dashboard.shares(localOwner).map(({ id }) => id);
  const withIds = declared.map((one, i) => ({ ...one, args: { ...one.args, shareId: ids[i] } }));
  const asking = await setting.stack(cloudflare, { shares: withIds }, door, "asking");
  await measuredRun(asking, "up");
  return {
    share,
    bare,
    asking,
    slowDown: () => cloudflare.faults.add({ fault: "slow", ms: 50, times: 1e9 }),
  };
}

type Costs = Record<Door, Partial<Record<Class, RunCost[]>>>;

/** By both doors in turns, each beside what it is held against. */
async function measure(
  stacks: Record<Door, Stacks>,
  operation: Operation,
  classes: Class[],
  rounds: number,
): Promise<Costs> {
  const each = classes.flatMap((of) => doors.map((door) => ({ door, of })));
  const variants = each.map(({ door, of }) => [
    `${door} ${of}`,
    () => measuredRun(stacks[door][of], operation),
  ]);
  const found: Record<string, RunCost[]> = await inTurns(Object.fromEntries(variants), rounds);
  const costs: Costs = { dynamic: {}, plugin: {} };
  for (const { door, of } of each) costs[door][of] = found[`${door} ${of}`];
  return costs;
}

const medianOf = (costs: readonly RunCost[], what: keyof RunCost) =>
  Math.round(median(costs.map((cost) => cost[what])));

/** Of runs that followed each other, so that both met the same machine. */
const ratioOf = (ours: readonly RunCost[], theirs: readonly RunCost[], what: keyof RunCost) =>
  median(ours.map((cost, round) => cost[what] / (theirs[round]?.[what] ?? Number.NaN)));

/** Wall and processor time of both, and their ratios. */
const cellsOf = (theirs: readonly RunCost[], ours: readonly RunCost[]): Cell[] =>
  (["wallMs", "cpuMs"] as const).flatMap((what) => [
    medianOf(theirs, what),
    medianOf(ours, what),
    ratioOf(ours, theirs, what),
  ]);

interface Comparison {
  /** Ours by one door, beside bare resources by the same. */
  rows: Cell[][];
  /** The plugin beside the dynamic provider. */
  doorRows: Cell[][];
  /** Ours over what it is held against, in wall time. */
  ratios: { run: string; door: Door; wall: number }[];
  /** The plugin over the dynamic provider. */
  doorRatios: { run: string; wall: number }[];
}

async function compare(setting: Setting, size: number, rounds: number, result: Comparison): Promise<void> {
  const stacks = {
    dynamic: await openStacks(setting, size, "dynamic"),
    plugin: await openStacks(setting, size, "plugin"),
  };
  for (const operation of operations) {
    setting.say(`overhead: ${operation} of ${size}`);
    const classes: Class[] = operation === "refresh" ? ["bare", "asking", "share"] : ["bare", "share"];
    note(result, operation, size, await measure(stacks, operation, classes, rounds));
  }
  setting.say(`overhead: ${slowRefresh}, of ${size}`);
  for (const door of doors) stacks[door].slowDown();
  note(result, slowRefresh, size, await measure(stacks, "refresh", ["asking", "share"], rounds));
}

/** A row for each that ours is held against; a refresh counts against the bare resources that ask as well. */
function note(result: Comparison, name: string, size: number, costs: Costs): void {
  const run = `${name} of ${size}`;
  for (const door of doors) {
    const { share = [], bare, asking } = costs[door];
    if (bare) result.rows.push([name, size, door, "bare", ...cellsOf(bare, share)]);
    if (asking) result.rows.push([name, size, door, "bare that asks the same", ...cellsOf(asking, share)]);
    result.ratios.push({ run, door, wall: ratioOf(share, asking ?? bare ?? [], "wallMs") });
  }
  const { share: dynamic = [] } = costs.dynamic;
  const { share: plugin = [] } = costs.plugin;
  result.doorRows.push([name, size, ...cellsOf(dynamic, plugin)]);
  result.doorRatios.push({ run, wall: ratioOf(plugin, dynamic, "wallMs") });
}

export async function overhead(setting: Setting): Promise<SectionResult> {
  const result: Comparison = { rows: [], doorRows: [], ratios: [], doorRatios: [] };
  for (const size of setting.quick ? [20] : [1, 20, 200])
    await compare(setting, size, setting.quick ? 2 : 5, result);
  return {
    tables: [
      {
        title: "Runs without changes, beside bare resources by the same door",
        columns: [
          "run",
          "resources",
          "door",
          "held against",
          "wall ms",
          "ours",
          "ratio",
          "cpu ms",
          "ours",
          "ratio",
        ],
        rows: result.rows,
        note: "Bare: resources with the same inputs, of a dynamic provider or a plugin that does nothing; the plugin is written on Pulumi's stubs, as ours is. A refresh of shares asks the API, so it is also held against bare resources whose read asks for a share's recipients, for one alone also the share, and drops the answers: waiting for the API aside. CPU is of the CLI with everything that it starts. Medians; a ratio is the median of the ratios of runs that followed each other.",
      },
      {
        title: "Shares by the plugin, beside the dynamic provider, in the same runs",
        columns: [
          "run",
          "shares",
          "wall ms: dynamic",
          "plugin",
          "ratio",
          "cpu ms: dynamic",
          "plugin",
          "ratio",
        ],
        rows: result.doorRows,
      },
    ],
    targets: targetsOf(result),
  };
}

const isSlowAndLong = (run: string) => run === `${slowRefresh} of 200`;

function targetsOf({ ratios, doorRatios }: Comparison): Target[] {
  const target = (
    promise: string,
    found: Comparison["doorRatios"],
    most: number,
    decided = false,
  ): Target => ({
    promise,
    found: found.map(({ run, wall }) => `${run}: ${wall.toFixed(2)}`).join("; "),
    met: found.every(({ wall }) => wall <= most),
    decided,
  });
  const byDoor = doors.flatMap((door) => {
    const all = ratios.filter((one) => one.door === door);
    const refreshes = all.filter(({ run }) => run.includes("refresh"));
    return [
      target(
        `${door}: preview and up at most 1.2 times the bare resources in wall time`,
        all.filter((one) => !refreshes.includes(one)),
        1.2,
        door === "plugin",
      ),
      target(
        `${door}: refresh at most 1.1 times bare ones that ask the same, the API's time aside`,
        refreshes.filter(({ run }) => !isSlowAndLong(run)),
        1.1,
        true,
      ),
      target(
        `${door}: that of 200, while each request takes 50 ms, at most 1.4 times`,
        refreshes.filter(({ run }) => isSlowAndLong(run)),
        1.4,
      ),
    ];
  });
  return [
    ...byDoor,
    target("the plugin takes at most 1.05 times the dynamic provider's wall time", doorRatios, 1.05),
  ];
}
