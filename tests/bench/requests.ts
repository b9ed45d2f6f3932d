import { type LocalCloudflare, localOwner } from "../../sdk/local";
import { accounts, ruleset, share, shares } from "../engine/declarations";
import type { TestStack } from "../engine/stack";
import { rulesetId } from "../unit/support/builders";
import type { Cell, SectionResult, Table } from "./report";
import { beyond, type Count, countRequests, type Floor } from "./requestCount";
import { type Door, doors, type Setting } from "./setting";

interface Step {
  name: string;
  /** What the program says by then; as before when left out. */
  args?: Record<string, unknown>;
  run(stack: TestStack): Promise<{ ok: boolean; output: string }>;
  floor: Floor;
}

const up = (stack: TestStack) => stack.up();

/** The operations on one share of n recipients, each from where the one before it ended. */
function stepsFor(n: number): Step[] {
  const kept = Math.min(5, n - 1);
  const replaced = [...accounts(1, kept), ...accounts(2_001, 2_000 + n - kept)];
  // The end is seen by one look at the counts and one at the recipients.
  const change = (writes: number, polls = 2): Floor => ({ writes, reads: 2, polls });
  const three = [ruleset(rulesetId(0)), ruleset(rulesetId(1)), ruleset(rulesetId(2))];
  const four = [ruleset(rulesetId(0)), ruleset(rulesetId(3)), ruleset(rulesetId(4)), ruleset(rulesetId(5))];
  return [
    // One page of the account's shares, for the duplicate guard.
    { name: "create", args: { resources: three }, run: up, floor: { writes: 1, reads: 1, polls: 2 } },
    { name: "up, nothing changed", run: up, floor: { writes: 0, reads: 0, polls: 0 } },
    { name: "refresh", run: (stack) => stack.refresh(), floor: { writes: 0, reads: 2, polls: 0 } },
    { name: "rename", args: { name: "Renamed" }, run: up, floor: change(1, 0) },
    { name: "+1 recipient", args: { recipients: accounts(1, n + 1) }, run: up, floor: change(1) },
    { name: "-1 recipient", args: { recipients: accounts(1, n) }, run: up, floor: change(1) },
    { name: `${n - kept} of ${n} replaced`, args: { recipients: replaced }, run: up, floor: change(1) },
    { name: "+3 -2 resources", args: { resources: four }, run: up, floor: change(5) },
    {
      name: "meta of one",
      args: { resources: [ruleset(rulesetId(0), { note: "changed" }), ...four.slice(1)] },
      run: up,
      floor: change(1),
    },
    { name: "delete", run: (stack) => stack.destroy(), floor: { writes: 1, reads: 0, polls: 0 } },
  ];
}

async function counted(cloudflare: LocalCloudflare, run: () => ReturnType<Step["run"]>): Promise<Count> {
  const known = new Set(cloudflare.dashboard.shares(localOwner).map((one) => one.id));
  cloudflare.clearRequests();
  const { ok, output } = await run();
  if (!ok) throw new Error(`an operation failed:\n${output.slice(-4_000)}`);
  return countRequests(cloudflare.requests, known);
}

interface Counted {
  name: string;
  /** Recipients, or shares. */
  size: number;
  count: Count;
  floor: Floor;
}

const rowOf = ({ name, size, count, floor }: Counted, byPlugin: Counted | undefined): Cell[] => [
  name,
  size,
  count.writes,
  floor.writes,
  count.reads,
  floor.reads,
  count.polls,
  floor.polls,
  count.repeated,
  beyond(count, floor),
  byPlugin ? beyond(byPlugin.count, count) : Number.NaN,
];

const columns = ["writes", "floor", "reads", "floor", "polls", "floor", "read twice", "beyond", "plugin"];

/** What the dynamic provider sends, and by how many requests the plugin's differ. */
async function byBoth(count: (door: Door) => Promise<Counted[]>): Promise<Cell[][]> {
  const [dynamic, plugin] = [await count("dynamic"), await count("plugin")];
  return dynamic.map((one, i) => rowOf(one, plugin[i]));
}

async function operations(setting: Setting, n: number, door: Door): Promise<Counted[]> {
  const cloudflare = await setting.cloudflare({}, 3_100);
  let args: Record<string, unknown> = { recipients: accounts(1, n) };
  const stack = await setting.stack(cloudflare, {}, door);
  const found: Counted[] = [];
  for (const step of stepsFor(n)) {
    args = { ...args, ...step.args };
    await stack.declare({ shares: [share(args)] });
    const count = await counted(cloudflare, () => step.run(stack));
    found.push({ name: step.name, size: n, count, floor: step.floor });
  }
  return found;
}

/** `up --refresh` with nothing changed, then with every share renamed. */
async function refreshingUps(setting: Setting, size: number, door: Door): Promise<Counted[]> {
  const cloudflare = await setting.cloudflare();
  const stack = await setting.stack(cloudflare, { shares: shares(size) }, door);
  const pages = { writes: size, reads: 1, polls: 2 * size };
  const create = await counted(cloudflare, () => stack.up());
  const unchanged = await counted(cloudflare, () => stack.up({ refresh: true }));
  await stack.declare({ shares: shares(size, "Renamed") });
  const renamed = await counted(cloudflare, () => stack.up({ refresh: true }));
  const floor = (writes: number, reads: number) => ({ writes, reads, polls: 0 });
  // The recipients of each, a page of the list for fifty, and the first, which can't know that others follow.
  const refreshed = size === 1 ? 2 : size + Math.ceil(size / 50) + 1;
  return [
    { name: "up, all new", size, count: create, floor: pages },
    { name: "up --refresh, nothing changed", size, count: unchanged, floor: floor(0, refreshed) },
    // The update trusts no state: two reads of each share again.
    { name: "up --refresh, all renamed", size, count: renamed, floor: floor(size, refreshed + 2 * size) },
  ];
}

interface Parallel {
  door: Door;
  size: number;
  reads: number;
  average: number;
  most: number;
}

/** The most that came within the time that each took: a later one waits for one of these. */
function mostWithin(ms: number, times: readonly number[]): number {
  return Math.max(...times.map((at, i) => times.slice(i).filter((other) => other < at + ms).length));
}

/** How many requests a refresh has under way at once, while each takes 50 ms. */
async function parallelRefresh(setting: Setting, size: number, door: Door): Promise<Parallel> {
  const cloudflare = await setting.cloudflare();
  const stack = await setting.stack(cloudflare, { shares: shares(size) }, door);
  await stack.up();
  cloudflare.faults.add({ fault: "slow", ms: 50, times: 1e9 });
  const { reads } = await counted(cloudflare, () => stack.refresh());
  const { requests } = cloudflare;
  const span = (requests.at(-1)?.at ?? 0) - (requests[0]?.at ?? 0) + 50;
  const times = requests.map(({ at }) => at);
  return {
    door,
    size,
    reads,
    average: (50 * requests.length) / span,
    most: mostWithin(50, times),
  };
}

export async function requests(setting: Setting): Promise<SectionResult> {
  const single: Table = {
    title: "Requests per operation on one share",
    columns: ["operation", "recipients", ...columns],
    rows: [],
    note: "Transitions take no time here, so the fewest polls see the end: one look at the counts, one at the recipients. Read twice: the same question again before anything changed. Beyond: requests that differ from the floor. Plugin: requests by which the plugin's differ.",
  };
  for (const n of setting.quick ? [1, 60] : [1, 60, 1_000])
    single.rows.push(...(await byBoth((door) => operations(setting, n, door))));
  const stacks: Table = {
    title: "Requests of up --refresh on stacks of many shares",
    columns: ["operation", "shares", ...columns],
    rows: [],
    note: "All renamed: the refresh reads each share and the update reads it again, as it works from what is there and not from the state.",
  };
  const sizes = setting.quick ? [1, 20] : [1, 50, 200];
  for (const size of sizes) stacks.rows.push(...(await byBoth((door) => refreshingUps(setting, size, door))));
  const refreshes: Parallel[] = [];
  for (const door of doors) refreshes.push(await parallelRefresh(setting, sizes.at(-1) ?? 1, door));
  const parallel: Table = {
    title: "Refresh while each request takes 50 ms",
    columns: ["door", "shares", "requests", "per share", "under way at once, average", "at most"],
    rows: refreshes.map(({ door, size, reads, average, most }) => [
      door,
      size,
      reads,
      reads / size,
      average,
      most,
    ]),
  };
  const rows = [...single.rows, ...stacks.rows];
  const over = rows.filter((cells) => cells.at(-2) !== 0);
  const different = rows.filter((cells) => cells.at(-1) !== 0);
  const isTwice = (cells: Cell[]) => cells.at(-3) !== 0;
  const twice = single.rows.filter(isTwice);
  const twiceInRun = [...new Set(stacks.rows.filter(isTwice).map(([name]) => name))];
  return {
    tables: [single, stacks, parallel],
    targets: [
      {
        promise: "every operation at its floor of requests",
        found:
          over.length === 0 ? "all" : `beyond it: ${[...new Set(over.map(([name]) => name))].join("; ")}`,
        met: over.length === 0,
      },
      {
        promise: "the plugin sends what the dynamic provider sends",
        found: different.map(([name, size]) => `not: ${name} of ${size}`).join("; ") || "in every operation",
        met: different.length === 0,
      },
      {
        promise: "nothing fetched twice by one operation",
        found: `${twice.length} operations ask something twice`,
        met: twice.length === 0,
      },
      {
        promise: "nothing fetched twice by one run",
        found: twiceInRun.join("; ") || "nothing",
        met: twiceInRun.length === 0,
        decided: true,
      },
      {
        promise: `${sizes.at(-1)} shares refresh by their list in at most 1.03 requests each, no more than 8 at the same time`,
        found: refreshes
          .map(
            ({ door, size, reads, average, most }) =>
              `${door}: ${reads / size} each, ${average.toFixed(1)} under way on average, ${most} at most`,
          )
          .join("; "),
        met: refreshes.every(({ size, reads, most }) => reads <= 1.03 * size && most <= 8),
      },
    ],
  };
}
