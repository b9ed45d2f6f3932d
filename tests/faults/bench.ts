import {
  type LocalCloudflare,
  type LocalCloudflareOptions,
  type LocalState,
  localAccount,
  localOrganization,
  localOwner,
  type OddAnswerName,
  startLocalCloudflare,
} from "../../sdk/local";
import { attachmentOperations, type Operation, shareOperations } from "./operations";
import type { Door } from "./support/doors";
import { EngineModel } from "./support/engineModel";
import { LimitClock } from "./support/limitClock";
import { type Content, liveContent } from "./support/live";
import { type Entry, plain } from "./support/program";

/** What is odd about Cloudflare all the time, besides the fault. */
export interface Circumstance {
  name: string;
  settings: LocalCloudflareOptions;
  /** The answer to every request that the fault does not hit. */
  answers?: OddAnswerName;
}

export const ordinary: Circumstance = { name: "", settings: {} };

export const circumstances: Circumstance[] = [
  { name: "lists lag 3 s", settings: { listLagMs: 3_000 } },
  { name: "Date 20 s ahead", settings: { dateOffsetMs: 20_000 } },
  { name: "Date an hour behind", settings: { dateOffsetMs: -3_600_000 } },
  { name: "no Date", settings: { dateOffsetMs: "absent" } },
  { name: "no created", settings: {}, answers: "created-absent" },
  { name: "ids in upper case", settings: {}, answers: "upper-case-ids" },
];

/** Where an operation is tried: its own Cloudflare and state, as they are after its set-up. */
export interface Bench {
  cloudflare: LocalCloudflare;
  clock: LimitClock;
  engine: EngineModel;
  foreign: Map<string, Content>;
  operation: Operation;
}

/** The world after the set-up of an operation, to be opened for each trial anew. */
interface Scene {
  name: string;
  door: Door;
  circumstance: Circumstance;
  world: LocalState;
  state: Entry[];
  now: number;
  /** Somebody else's share, as it was before. */
  foreign: { id: string; content: Content };
}

const common: LocalCloudflareOptions = {
  organization: localOrganization(12),
  transitionMs: 300,
  rateLimit: { requests: 1e6, windowMs: 1e9, lockoutMs: 1 },
};

const operationsOn = (foreign: string) => [...shareOperations, ...attachmentOperations(foreign)];

/** All of them, unless a door's engine sends nothing for one. */
export function operationNames({ options }: Door): string[] {
  const names = operationsOn("").map(({ name }) => name);
  // It is none but the option customTimeouts, in the state of the engine alone.
  return options === "engine" ? names.filter((name) => name !== "update recipient") : names;
}

export async function openBench(scene: Scene): Promise<Bench> {
  const { name, door, circumstance, world, state, now, foreign } = scene;
  const clock = new LimitClock(now);
  const { settings } = circumstance;
  const cloudflare = await startLocalCloudflare({ ...common, ...settings, state: world, now: clock.now });
  const engine = new EngineModel(cloudflare, clock, door);
  engine.state.push(...plain(state));
  const operation = operationsOn(foreign.id).find((one) => one.name === name);
  if (!operation) throw new Error(`there is no operation ${name}`);
  return { cloudflare, clock, engine, foreign: new Map([[foreign.id, foreign.content]]), operation };
}

/** @returns the world after the operation's set-up, and the requests that it makes when nothing goes wrong */
export async function setScene(
  name: string,
  door: Door,
  circumstance: Circumstance,
): Promise<{ scene: Scene; requests: string[] }> {
  const scene = await makeScene(name, door, circumstance);
  const { cloudflare, engine, operation } = await openBench(scene);
  try {
    if (circumstance.answers) cloudflare.faults.add({ fault: circumstance.answers, times: 1e9 });
    const outcome = await operation.run(engine);
    if (!outcome.ok) throw new Error(`${name} fails without a fault: ${outcome.message}`);
    const shown = (path: string) => path.replace(/[0-9a-f]{32}/gi, "*");
    return { scene, requests: cloudflare.requests.map(({ method, path }) => `${method} ${shown(path)}`) };
  } finally {
    await cloudflare.close();
  }
}

async function makeScene(name: string, door: Door, circumstance: Circumstance): Promise<Scene> {
  const clock = new LimitClock();
  const { settings, answers } = circumstance;
  const cloudflare = await startLocalCloudflare({ ...common, ...settings, now: clock.now });
  try {
    // Another share of the same content for other accounts: never to be taken for ours.
    const { id } = cloudflare.dashboard.createShare({
      accountId: localOwner,
      name: "Baseline",
      recipients: [localAccount(9)],
      resources: [{ resourceId: "a".repeat(32) }, { resourceId: "b".repeat(32) }],
    });
    const foreign = { id, content: liveContent(cloudflare, id) };
    const engine = new EngineModel(cloudflare, clock, door);
    if (answers) cloudflare.faults.add({ fault: answers, times: 1e9 });
    const operation = operationsOn(id).find((one) => one.name === name);
    const outcome = await engine.up(operation?.setUp ?? []);
    if (!outcome.ok) throw new Error(`set-up of ${name}: ${outcome.message}`);
    // What was there before the run is listed by now.
    clock.pass(10_000);
    const world = cloudflare.snapshot();
    return { name, door, circumstance, world, state: engine.state, now: clock.now(), foreign };
  } finally {
    await cloudflare.close();
  }
}
