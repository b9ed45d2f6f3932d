import { ProviderProcess } from "../../provider/process";
import { ShareLifecycle } from "../../provider/share/lifecycle";
import { type LocalCloudflare, type LoggedRequest, localOrganization } from "../../sdk/local";
import { accounts, settingsOf } from "../engine/declarations";
import { props, startSharing, stopSharing } from "../unit/support/sharing";
import type { Cell, SectionResult, Table } from "./report";
import type { Setting } from "./setting";

const requestMs = 50;

interface Polls {
  counts: number;
  lists: number;
  /** Between the last two looks at the counts. */
  intervalMs: number;
}

/** The looks that followed the last write. */
function pollsOf(requests: readonly LoggedRequest[]): Polls {
  const since = requests.findLastIndex(({ method }) => method !== "GET");
  const looks = requests.slice(since + 1);
  const lists = looks.filter(({ path }) => path.endsWith("/recipients"));
  const counts = looks.filter(({ path }) => !path.endsWith("/recipients"));
  const [before, last] = counts.slice(-2);
  return { counts: counts.length, lists: lists.length, intervalMs: (last?.at ?? 0) - (before?.at ?? 0) };
}

/** When the last of the recipients changed, by the outputs. */
function lastTransition(outs: Record<string, unknown>): number {
  const statuses = outs.recipientStatuses as { modified: string }[];
  return Math.max(...statuses.map(({ modified }) => Date.parse(modified)));
}

interface Wait extends Polls {
  what: string;
  recipients: number;
  lagMs: number;
}

/** Create, then two recipients more, in real time. */
async function realWaits(cloudflare: LocalCloudflare, recipients: number): Promise<Wait[]> {
  cloudflare.faults.add({ fault: "slow", ms: requestMs, times: 1e9 });
  const env = settingsOf(cloudflare);
  const share = new ShareLifecycle(new ProviderProcess({ env, say: () => undefined }));
  const observe = async (what: string, work: () => Promise<{ outs: Record<string, unknown> }>) => {
    cloudflare.clearRequests();
    const { outs } = await work();
    const lagMs = Date.now() - lastTransition(outs);
    return { outs, wait: { what, recipients, lagMs, ...pollsOf(cloudflare.requests) } };
  };
  let id = "";
  const first = await observe("create", async () => {
    const made = await share.create(props({ recipients: accounts(1, recipients) }));
    id = made.id;
    return made;
  });
  const more = props({ recipients: accounts(1, recipients + 2) });
  const second = await observe("+2 recipients", () => share.update(id, first.outs, more));
  return [first.wait, second.wait];
}

/** A create with transitions of any length, in a clock that passes by sleeping alone. */
async function simulatedWait(recipients: number, transitionMs: number): Promise<Cell[]> {
  const organization = localOrganization(recipients + 10);
  const sharing = await startSharing({ transitionMs, organization });
  const { outs } = await sharing.share.create(props({ recipients: accounts(1, recipients) }));
  const lagMs = sharing.clock.wallTime() - lastTransition(outs);
  const { counts, lists, intervalMs } = pollsOf(sharing.cloudflare.requests);
  return [transitionMs / 1_000, recipients, counts, lists, intervalMs / 1_000, lagMs / 1_000];
}

export async function latency(setting: Setting): Promise<SectionResult> {
  const waits: Wait[] = [];
  for (const recipients of [60, 1_000]) {
    const cloudflare = await setting.cloudflare({ transitionMs: 1_000 }, 1_100);
    waits.push(...(await realWaits(cloudflare, recipients)));
  }
  const simulated: Cell[][] = [];
  for (const seconds of setting.quick ? [30] : [1, 5, 30, 300, 1_000]) {
    for (const recipients of [60, 1_000]) simulated.push(await simulatedWait(recipients, seconds * 1_000));
  }
  await stopSharing();
  return { tables: [realTable(waits), simulatedTable(simulated)], targets: targetsOf(waits, simulated) };
}

function realTable(waits: readonly Wait[]): Table {
  return {
    title: `Waiting, each request ${requestMs} ms, transitions 1 s, real time`,
    columns: [
      "operation",
      "recipients",
      "polls of counts",
      "of recipients",
      "last interval ms",
      "returns after ms",
    ],
    rows: waits.map(({ what, recipients, counts, lists, intervalMs, lagMs }) => [
      what,
      recipients,
      counts,
      lists,
      intervalMs,
      lagMs,
    ]),
    note: `Returns after: from the last recipient's association to the end of the provider's call; the look that sees it and the look at the recipients take ${2 * requestMs} ms of it.`,
  };
}

function simulatedTable(rows: Cell[][]): Table {
  return {
    title: "Polls of longer waits, simulated",
    columns: [
      "transition s",
      "recipients",
      "polls of counts",
      "of recipients",
      "last interval s",
      "returns after s",
    ],
    rows,
    note: "All recipients associate at the same moment, as the local Cloudflare has it; requests take no time.",
  };
}

function targetsOf(waits: readonly Wait[], simulated: readonly Cell[][]) {
  const late = waits.filter(({ lagMs, intervalMs }) => lagMs > intervalMs + 2 * requestMs);
  const late2 = simulated.filter((row) => Number(row[5]) > Number(row[4]));
  const longest = Math.max(...simulated.map((row) => Number(row[0])));
  const polls = (n: number) => {
    const row = simulated.find((cells) => cells[0] === longest && cells[1] === n);
    return Number(row?.[2]) + Number(row?.[3]);
  };
  return [
    {
      promise: "up returns within one poll interval after the last transition",
      found: `after ${Math.max(...waits.map(({ lagMs }) => lagMs))} ms at most`,
      met: late.length + late2.length === 0,
    },
    {
      promise: "the poll interval adapts: fewer polls for long waits and for many recipients",
      found: `${longest} s: ${polls(60)} polls for 60 recipients, ${polls(1_000)} for 1,000`,
      // Every five seconds would be longest / 5.
      met: polls(1_000) < polls(60) && polls(60) < longest / 7,
    },
  ];
}
