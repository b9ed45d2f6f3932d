import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { readEnvelope, readRecipients } from "../../provider/api/wire";
import type { ShareInputs } from "../../provider/model/inputs";
import type { ObservedShare } from "../../provider/model/observed";
import { openMatters } from "../../provider/model/openMatters";
import { liveInputs, shareOutputs } from "../../provider/model/outputs";
import { detailedShareDiff } from "../../provider/plugin/detailedDiff";
import { checkShare } from "../../provider/share/check";
import { compareShares, planShare } from "../../provider/share/plan";
import { localOwner } from "../../sdk/local";
import { inputs, observed, recipientWire, resource, rulesetId, to } from "../unit/support/builders";
import type { Cell, SectionResult, Table } from "./report";
import type { Setting } from "./setting";

const range = (n: number, from = 1) => Array.from({ length: n }, (_, i) => from + i);
const resourcesOf = (n: number, from = 1) =>
  range(n, from).map((i) => resource({ resourceId: rulesetId(i) }));

interface Case {
  declared: ShareInputs;
  /** The same, in another order. */
  reordered: ShareInputs;
  /** Half of it is something else. */
  changed: ShareInputs;
  live: ObservedShare;
}

/** A share of so many recipients and resources, everything delivered. */
function caseOf(recipients: number, resources: number): Case {
  const declared = inputs({ recipients: to(...range(recipients)), resources: resourcesOf(resources) });
  const [halfR, halfS] = [Math.ceil(recipients / 2), Math.ceil(resources / 2)];
  const delivered = declared.resources.map(({ resourceId }) => ({
    resource_id: resourceId,
    resource_version: 1,
  }));
  const wires = declared.recipients.map(({ recipientAccountId = "" }) =>
    recipientWire(recipientAccountId, { resources: delivered }),
  );
  return {
    declared,
    reordered: {
      ...declared,
      recipients: [...declared.recipients].reverse(),
      resources: [...declared.resources].reverse(),
    },
    changed: inputs({
      recipients: to(...range(recipients, halfR)),
      resources: resourcesOf(resources, halfS),
    }),
    live: observed(declared, { recipients: wires }),
  };
}

type Work = (one: Case) => unknown;

/** The core's, of both doors; the plugin alone draws. */
const works: Record<string, Work> = {
  "check, new": ({ declared }) => checkShare({}, { ...declared }, localOwner),
  "check, reordered": ({ declared, reordered }) => checkShare({ ...declared }, { ...reordered }, localOwner),
  compare: ({ declared, reordered }) => compareShares(declared, reordered),
  "plan, half changed": ({ changed, live }) => planShare(changed, live, changed),
  "draw, half changed": ({ declared, changed }) =>
    detailedShareDiff({ olds: { ...declared }, oldInputs: { ...declared }, news: { ...changed } }),
  "look at deliveries": ({ declared, live }) => openMatters(declared, live),
  outputs: ({ declared, live }) => shareOutputs(declared, live),
  "inputs after read": ({ reordered, live }) => liveInputs(reordered, live),
  "read the answer": ({ live }) =>
    readRecipients(readEnvelope({ success: true, result: live.recipients.map(({ wire }) => wire) })),
};

/** So that no work pays for what another one left behind. */
setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Milliseconds of one call, at its best: what else the machine does only ever adds. */
function timeOf(work: () => unknown, samples: number): number {
  collectGarbage();
  const begin = performance.now();
  let warm = 0;
  do {
    work();
    warm++;
  } while (warm < 2_000 && performance.now() - begin < 30);
  const calls = Math.max(1, Math.ceil((5 * warm) / (performance.now() - begin)));
  const times = Array.from({ length: warm === 1 ? 1 : samples }, () => {
    const start = performance.now();
    for (let i = 0; i < calls; i++) work();
    return (performance.now() - start) / calls;
  });
  return Math.min(...times);
}

const sizes = [10, 100, 1_000, 10_000];
/** More than sorting and a cache that is too small; far less than the 100 of what is quadratic. */
const mostFactor = 5;

interface Growth {
  rows: Cell[][];
  slowest: { name: string; ms: number };
  /** By how much an item costs more at 10,000 than at 100. */
  steepest: { name: string; factor: number }[];
}

function measure(what: string, make: (n: number) => Case, samples: number): Growth {
  const cases = sizes.map(make);
  const result: Growth = { rows: [], slowest: { name: "", ms: 0 }, steepest: [] };
  for (const [name, work] of Object.entries(works)) {
    const times = cases.map((one) => timeOf(() => work(one), samples));
    const [, hundred = 1, , most = 1] = times;
    const factor = most / hundred / 100;
    const perItem = times.map((ms, i) => (1_000 * ms) / (sizes[i] ?? 1));
    result.rows.push([name, ...perItem, factor, most]);
    if (most > result.slowest.ms) result.slowest = { name: `${name}, ${what}`, ms: most };
    result.steepest.push({ name: `${name}, ${what}`, factor });
  }
  return result;
}

function table(what: string, { rows }: Growth, note?: string): Table {
  const columns = sizes.map((n) => `n = ${n.toLocaleString("en-US")}`);
  return {
    title: `Time per item, microseconds, of n ${what}`,
    columns: ["work", ...columns, "10,000 to 100", "10,000 in all, ms"],
    rows,
    note,
  };
}

const name = ({ name, factor }: { name: string; factor: number }) => `${name}: ${factor.toFixed(1)} times`;

export async function growth(setting: Setting): Promise<SectionResult> {
  const samples = setting.quick ? 5 : 15;
  const recipients = measure("recipients", (n) => caseOf(n, 1), samples);
  const resources = measure("resources", (n) => caseOf(2, n), samples);
  const factors = [...recipients.steepest, ...resources.steepest].sort((a, b) => b.factor - a.factor);
  const steep = factors.filter(({ factor }) => factor > mostFactor);
  const slowest = recipients.slowest.ms > resources.slowest.ms ? recipients.slowest : resources.slowest;
  const note = "A factor of 1 is linear; what is quadratic has 100.";
  return {
    tables: [table("recipients, 1 resource", recipients), table("resources, 2 recipients", resources, note)],
    targets: [
      {
        promise: `near-linear: an item costs at most ${mostFactor} times as much at 10,000 as at 100`,
        found: (steep.length > 0 ? steep : factors.slice(0, 1)).map(name).join("; "),
        met: steep.length === 0,
      },
      {
        promise: "10,000 in well under a second (500 ms)",
        found: `at most ${slowest.ms.toFixed(0)} ms (${slowest.name})`,
        met: slowest.ms <= 500,
      },
    ],
  };
}
