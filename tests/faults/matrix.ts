import { type FaultName, faultNames } from "../../sdk/local";
import { type Bench, type Circumstance, openBench, operationNames, ordinary, setScene } from "./bench";
import { adopting, advised } from "./operations";
import type { Door } from "./support/doors";
import { type Content, judge, ownShares } from "./support/live";

/** How a fault visits: one request, or every one from there on, as an outage does. */
type Visit = "once" | "outage";

export interface Cell {
  circumstance: string;
  fault: FaultName;
  visit: Visit;
  operation: string;
  /** Which request of the operation it hit first, from 1, and what that is without a fault. */
  request: number;
  what: string;
  outcome: "passed" | "error";
  /** The error, one line. */
  message: string;
  /** What is wrong; empty when the cell holds. */
  wrong: string[];
}

/**
 * Not a fault of the connection but a change by someone else: the share that the request names, whosever it is,
 * is being deleted from then on. The run fails, or has passed before it could know; the next one repairs it.
 */
const isForeignDeletion = (fault: FaultName) => fault === "turn-deleting";

type Place = Pick<Cell, "fault" | "visit" | "operation" | "request" | "what">;

async function tryCell(bench: Bench, place: Place, circumstance: Circumstance): Promise<Cell> {
  const { cloudflare, clock, engine, operation } = bench;
  const { fault, visit, request } = place;
  const wrong: string[] = [];
  try {
    const times = visit === "once" ? 1 : 1e9;
    const ms = fault === "slow" ? 1 : 1_000;
    cloudflare.faults.add(clock.watched({ fault, skip: request - 1, times, ms }));
    if (circumstance.answers) cloudflare.faults.add({ fault: circumstance.answers, times: 1e9 });
    const outcome = await operation.run(engine);
    cloudflare.faults.clear();
    if (!cloudflare.requests.some((one) => one.fault === fault)) wrong.push("the fault hit nothing");
    if (!isForeignDeletion(fault)) {
      if (outcome.ok) wrong.push(...judge(cloudflare, engine, operation.program, bench.foreign));
      else if (visit === "once") wrong.push("one fault was not survived");
    }
    if (!outcome.ok) wrong.push(...judgeError(bench, outcome.message));
    wrong.push(...(await judgeNextUp(bench, outcome.ok)));
    const message = outcome.ok ? "" : (outcome.message.split("\n")[0] ?? "");
    const result = outcome.ok ? "passed" : "error";
    return { ...place, circumstance: circumstance.name, outcome: result, message, wrong };
  } finally {
    await cloudflare.close();
  }
}

const grammar =
  /^(creating|updating|reading|deleting|waiting|renaming|setting|adding|removing|adopting|share |recipient |custom-ruleset |account \w+ has no share )/;

function judgeError({ cloudflare, engine, operation, foreign }: Bench, message: string): string[] {
  const wrong: string[] = [];
  if (!grammar.test(message)) wrong.push(`the error does not say what was being done: ${message}`);
  if (message.includes("local-token")) wrong.push("the error names the token");
  if (operation.setUp && !operation.replaces && engine.state.length === 0)
    wrong.push("the state lost the resource");
  // Of a replacement the old one is there until the new one is.
  const most = operation.replaces ? 2 : Math.max(1, operation.program.length);
  const live = ownShares(cloudflare, foreign).length;
  if (live > most) wrong.push(`${live} shares are live after the error`);
  return wrong;
}

/** Whatever happened: the next run without a fault, as a pipeline does it, ends in exactly what is declared. */
async function judgeNextUp(bench: Bench, hasPassed: boolean): Promise<string[]> {
  const { cloudflare, clock, engine, operation } = bench;
  const foreign = stillActive(bench);
  let program = adopting(operation.program);
  const replace = operation.replaces && !hasPassed ? [operation.replaces] : [];
  // What the run has made is listed by now.
  clock.pass(10_000);
  let next = await engine.up(program, { refresh: true, replace });
  // With somebody else's share went what is attached to it.
  if (foreign.size === 0 && operation.program.some(({ kind }) => kind !== "share"))
    return !next.ok && /has no share/.test(next.message)
      ? []
      : ["the next up does not say that the share is gone"];
  if (!next.ok) {
    // Who takes over what is there asks for no replacement of it.
    program = advised(program, next.message);
    next = await engine.up(program, { refresh: true });
  }
  if (!next.ok) return [`the next up fails: ${next.message}`];
  const wrong = judge(cloudflare, engine, program, foreign);
  cloudflare.clearRequests();
  const again = await engine.up(program);
  return again.ok && cloudflare.requests.length === 0 ? wrong : [...wrong, "a further up is not silent"];
}

function stillActive({ cloudflare, foreign }: Bench): Map<string, Content> {
  return new Map([...foreign].filter(([id]) => cloudflare.dashboard.share(id).status === "active"));
}

interface Trials {
  door: Door;
  faults: readonly FaultName[];
  visits?: readonly Visit[];
  circumstance?: Circumstance;
  operations?: readonly string[];
  /** Every so many requests only, and with each fault and operation others: which ones, the shift says. */
  sample?: { every: number; shift: number };
}

/** At least one, in an operation of few requests too. */
function chosen(requests: string[], { every, shift }: { every: number; shift: number }): [number, string][] {
  const step = Math.min(every, requests.length);
  return [...requests.entries()].filter(([index]) => index % step === shift % step);
}

type ReadyScene = ReturnType<typeof setScene>;
const scenes = new WeakMap<Door, Map<string, ReadyScene>>();

/** Each is set once: the trials of all faults begin in it. */
function sceneOf(operation: string, door: Door, circumstance: Circumstance): ReadyScene {
  const ofDoor = scenes.get(door) ?? new Map<string, ReadyScene>();
  scenes.set(door, ofDoor);
  const key = `${operation}, ${circumstance.name}`;
  const scene = ofDoor.get(key) ?? setScene(operation, door, circumstance);
  ofDoor.set(key, scene);
  return scene;
}

/** Each fault on every request of every operation. */
export async function runMatrix(trials: Trials): Promise<Cell[]> {
  const {
    door,
    faults,
    visits = ["once", "outage"],
    circumstance = ordinary,
    operations = operationNames(door),
    sample = { every: 1, shift: 0 },
  } = trials;
  const cells: Cell[] = [];
  for (const [turn, operation] of operations.entries()) {
    const { scene, requests } = await sceneOf(operation, door, circumstance);
    for (const fault of faults) {
      const shift = sample.shift + turn + faultNames.indexOf(fault);
      for (const visit of visits) {
        for (const [index, what] of chosen(requests, { ...sample, shift })) {
          const place = { fault, visit, operation, request: index + 1, what };
          cells.push(await tryCell(await openBench(scene), place, circumstance));
        }
      }
    }
  }
  return cells;
}
