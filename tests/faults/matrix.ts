import {
  type FaultName,
  faultNames,
  type LocalCloudflare,
  localAccount,
  localOwner,
  startLocalCloudflare,
} from "../../sdk/local";
import { declaration, EngineModel, HastyClock, liveDeclaration, type RunOutcome } from "./engineModel";

/** How a fault visits: one request, or every one from there on, as an outage does. */
type Visit = "once" | "outage";

export interface Cell {
  fault: FaultName;
  visit: Visit;
  operation: string;
  /** Which request of the operation it hit first, from 1, and what that is without a fault. */
  request: number;
  what: string;
  outcome: "passed" | "error";
  /** The error, one line. */
  message: string;
  /** Active shares of the owner's after the operation, and after the next, fault-free `up --refresh`. */
  sharesAfter: number;
  sharesInTheEnd: number;
  /** What is wrong; empty when the cell holds. */
  wrong: string[];
}

const rule = (digit: string, meta: unknown = {}) => ({
  resourceType: "custom-ruleset",
  resourceId: digit.repeat(32),
  meta,
});
const accounts = (...indexes: number[]) =>
  indexes.map((index) => ({ recipientAccountId: localAccount(index) }));

const before = {
  accountId: localOwner,
  name: "Baseline",
  recipients: accounts(1, 2, 3),
  resources: [rule("a"), rule("b")],
};
const after = {
  accountId: localOwner,
  name: "Baseline, renamed",
  recipients: accounts(2, 3, 4, 5),
  resources: [rule("a", { mode: "log" }), rule("c")],
};
const organization = {
  accountId: localOwner,
  name: "Everyone",
  recipients: [{}],
  excludedRecipients: [{ accountId: localAccount(7) }],
  resources: [rule("a")],
};

interface Operation {
  name: string;
  /** What is there before. */
  setUp?: typeof before;
  run(engine: EngineModel): Promise<RunOutcome>;
  /** What must be live in the end; undefined: nothing. */
  declared: Parameters<typeof declaration>[0] | undefined;
}

export const operations: Operation[] = [
  { name: "create", run: (engine) => engine.up(before), declared: before },
  { name: "create for an organization", run: (engine) => engine.up(organization), declared: organization },
  { name: "update", setUp: before, run: (engine) => engine.up(after), declared: after },
  { name: "read", setUp: before, run: (engine) => engine.refreshOnly(), declared: before },
  { name: "delete", setUp: before, run: (engine) => engine.up(undefined), declared: undefined },
];

/**
 * Not a fault of the connection but a change by someone else: the share that the request names, whosever it is,
 * is being deleted from then on. The run fails, or has passed before it could know; the next one repairs it.
 */
const isForeignDeletion = (fault: FaultName) => fault === "turn-deleting";

/** A slow answer is one that comes before the time limit of the attempt: the clock's is 60 ms of real time. */
const delays: Partial<Record<FaultName, { ms: number }>> = { slow: { ms: 20 } };

interface Bench {
  cloudflare: LocalCloudflare;
  engine: EngineModel;
  foreign: string;
}

async function prepare(operation: Operation): Promise<Bench> {
  const clock = new HastyClock();
  const cloudflare = await startLocalCloudflare({
    transitionMs: 300,
    now: clock.now,
    rateLimit: { requests: 1e6, windowMs: 1e9, lockoutMs: 1 },
  });
  // Another share of the same content for other accounts: never to be touched or taken for ours.
  const foreign = cloudflare.dashboard.createShare({
    accountId: localOwner,
    name: before.name,
    recipients: [localAccount(9)],
    resources: [{ resourceId: "a".repeat(32) }, { resourceId: "b".repeat(32) }],
  });
  const engine = new EngineModel(cloudflare, clock);
  if (operation.setUp) {
    const outcome = await engine.up(operation.setUp);
    if (!outcome.ok) throw new Error(`set-up of ${operation.name}: ${outcome.message}`);
  }
  cloudflare.clearRequests();
  return { cloudflare, engine, foreign: foreign.id };
}

const activeShares = ({ cloudflare, foreign }: Bench) =>
  cloudflare.dashboard
    .shares(localOwner)
    .filter(
      (one) =>
        one.status === "active" &&
        one.id !== foreign &&
        !one.name.startsWith("! first") &&
        !one.name.startsWith("~ first"),
    );

/** The requests that the operation makes when nothing goes wrong. */
async function requestsOf(operation: Operation): Promise<string[]> {
  const bench = await prepare(operation);
  try {
    const outcome = await operation.run(bench.engine);
    if (!outcome.ok) throw new Error(`${operation.name} fails without a fault: ${outcome.message}`);
    return bench.cloudflare.requests.map(
      ({ method, path }) => `${method} ${path.replace(/[0-9a-f]{32}/g, "*")}`,
    );
  } finally {
    await bench.cloudflare.close();
  }
}

async function tryCell(
  operation: Operation,
  fault: FaultName,
  visit: Visit,
  request: number,
  what: string,
): Promise<Cell> {
  const bench = await prepare(operation);
  const { cloudflare, engine } = bench;
  const wrong: string[] = [];
  try {
    cloudflare.faults.add({ fault, skip: request - 1, times: visit === "once" ? 1 : 1e9, ...delays[fault] });
    const outcome = await operation.run(engine);
    cloudflare.faults.clear();
    const sharesAfter = activeShares(bench).length;
    const struck = cloudflare.requests.some((one) => one.fault === fault);
    if (!struck) wrong.push("the fault hit nothing");
    if (outcome.ok && !isForeignDeletion(fault)) judgeLive(bench, operation, wrong);
    if (!outcome.ok) judgeError(bench, operation, outcome.message, sharesAfter, wrong);
    if (visit === "once" && !outcome.ok && !isForeignDeletion(fault))
      wrong.push("one fault was not survived");
    await judgeNextUp(bench, operation, wrong);
    if (!isForeignDeletion(fault)) judgeForeign(bench, wrong);
    const message = outcome.ok ? "" : (outcome.message.split("\n")[0] ?? "");
    return {
      fault,
      visit,
      operation: operation.name,
      request,
      what,
      outcome: outcome.ok ? "passed" : "error",
      message,
      sharesAfter,
      sharesInTheEnd: activeShares(bench).length,
      wrong,
    };
  } finally {
    await cloudflare.close();
  }
}

function judgeLive(bench: Bench, operation: Operation, wrong: string[]): void {
  const shares = activeShares(bench);
  if (!operation.declared) {
    if (shares.length > 0) wrong.push(`${shares.length} shares are live after a delete that passed`);
    if (bench.engine.state) wrong.push("the state still holds the share");
    return;
  }
  const [share] = shares;
  if (shares.length !== 1 || !share) {
    wrong.push(`${shares.length} shares are live`);
    return;
  }
  if (bench.engine.state?.id !== share.id) wrong.push("the state holds another share");
  const live = JSON.stringify(liveDeclaration(bench.cloudflare, share.id));
  if (live !== JSON.stringify(declaration(operation.declared))) wrong.push(`live is ${live}`);
}

function judgeError(
  bench: Bench,
  operation: Operation,
  message: string,
  sharesAfter: number,
  wrong: string[],
): void {
  if (
    !/^(creating|updating|reading|deleting|waiting|renaming|setting|adding|removing|adopting|share )/.test(
      message,
    )
  ) {
    wrong.push(`the error does not say what was being done: ${message}`);
  }
  if (message.includes("local-token")) wrong.push("the error names the token");
  if (operation.setUp && !bench.engine.state && bench.engine.pendingDeletes.length === 0)
    wrong.push("the state lost the share");
  if (sharesAfter > 1) wrong.push(`${sharesAfter} shares are live after the error`);
}

/** Whatever happened: the next run without a fault, as a pipeline does it, ends in exactly what is declared. */
async function judgeNextUp(bench: Bench, operation: Operation, wrong: string[]): Promise<void> {
  const declared = operation.declared && { ...operation.declared, onDuplicate: "adopt" };
  const next = await bench.engine.up(declared, { refresh: true });
  if (!next.ok) {
    wrong.push(`the next up fails: ${next.message}`);
    return;
  }
  judgeLive(bench, operation, wrong);
  bench.cloudflare.clearRequests();
  const again = await bench.engine.up(declared);
  if (!again.ok || bench.cloudflare.requests.length > 0) wrong.push("a further up is not silent");
}

function judgeForeign(bench: Bench, wrong: string[]): void {
  const foreign = liveDeclaration(bench.cloudflare, bench.foreign);
  const untouched = declaration({ ...before, recipients: accounts(9) });
  if (JSON.stringify(foreign) !== JSON.stringify(untouched)) wrong.push("a foreign share was touched");
}

/** Every fault, once and as an outage, on every request of every operation. */
export async function runMatrix(names: readonly FaultName[] = faultNames): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const operation of operations) {
    const requests = await requestsOf(operation);
    for (const fault of names) {
      for (const visit of ["once", "outage"] as const) {
        for (const [index, what] of requests.entries()) {
          cells.push(await tryCell(operation, fault, visit, index + 1, what));
        }
      }
    }
  }
  return cells;
}
