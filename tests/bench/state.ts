import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { accounts, ruleset, share } from "../engine/declarations";
import type { StateResource } from "../engine/stack";
import { rulesetId } from "../unit/support/builders";
import type { Cell, SectionResult, Table } from "./report";
import type { Setting } from "./setting";

/** As the state file has it: compact JSON in which Go writes <, > and & as six characters. */
function bytes(value: unknown): number {
  const text = JSON.stringify(value) ?? "";
  return Buffer.byteLength(text) + 5 * (text.match(/[<>&]/g)?.length ?? 0);
}

const rulesets = (m: number) => Array.from({ length: m }, (_, i) => ruleset(rulesetId(i)));

async function resourcesOf(setting: Setting, sizes: readonly [number, number][]): Promise<StateResource[]> {
  const cloudflare = await setting.cloudflare({}, 1_100);
  const shares = sizes.map(([n, m]) => ({
    ...share({ name: `${n} x ${m}`, recipients: accounts(1, n), resources: rulesets(m) }),
    name: `share-${n}-${m}`,
  }));
  const stack = await setting.stack(cloudflare, { shares });
  const { ok, output } = await stack.up();
  if (!ok) throw new Error(output);
  const found = await stack.resources();
  return sizes.map(([n, m]) => {
    const one = found.find(({ urn }) => urn.endsWith(`::share-${n}-${m}`));
    if (!one) throw new Error(`share-${n}-${m} is not in the state`);
    return one;
  });
}

function partsOf({ inputs, outputs }: StateResource): Cell[] {
  const facts = (properties: Record<string, unknown>, names: string[]) =>
    bytes(Object.fromEntries(Object.entries(properties).filter(([name]) => names.includes(name))));
  const inputNames = Object.keys(inputs).filter((name) => name !== "__provider");
  return [
    bytes(inputs.__provider) + bytes(outputs.__provider),
    facts(inputs, inputNames),
    facts(outputs, inputNames),
    bytes(outputs.recipientStatuses),
    bytes(outputs.resourceStatuses),
  ];
}

/** What a recipient's record in the outputs holds, and what of it the rest of the state tells as well. */
function recordTable(resource: StateResource): Table {
  const [record] = resource.outputs.recipientStatuses as Record<string, unknown>[];
  const told: Record<string, string> = { accountId: "also in recipients, of inputs and outputs" };
  return {
    title: "One recipient's record in the outputs (60 recipients, 1 resource)",
    columns: ["property", "bytes", "told elsewhere"],
    rows: Object.entries(record ?? {}).map(([name, value]) => [
      name,
      bytes({ [name]: value }) - 2,
      told[name] ?? "",
    ]),
  };
}

export async function state(setting: Setting): Promise<SectionResult> {
  const sizes: [number, number][] = [
    [1, 1],
    [10, 1],
    [60, 1],
    [600, 1],
    [60, 5],
    [60, 20],
  ];
  const found = await resourcesOf(setting, sizes);
  const rows = found.map((resource, i): Cell[] => {
    const [n = 0, m = 0] = sizes[i] ?? [];
    return [n, m, bytes(resource), ...partsOf(resource)];
  });
  const total = (n: number) => Number(rows.find((row) => row[0] === n && row[1] === 1)?.[2]);
  const per = (from: number, to: number) => (total(to) - total(from)) / (to - from);
  const [first] = found;
  const provider = Buffer.byteLength(String(first?.inputs.__provider));
  // The shell's snapshot is what the tests hold; the state must have the same.
  const snapshot = await readFile(join(__dirname, "..", "rules", "shareShell.txt"), "utf8");
  const growth = per(60, 600) / per(1, 10);
  const sixty = found[2] as StateResource;
  return {
    tables: [
      {
        title: "State of one share, bytes",
        columns: [
          "recipients",
          "resources",
          "total",
          "__provider x2",
          "inputs",
          "inputs again",
          "recipientStatuses",
          "resourceStatuses",
        ],
        rows,
        note: `As the state file has it. Per further recipient: ${per(1, 10).toFixed(0)} bytes from 1 to 10, ${per(10, 60).toFixed(0)} from 10 to 60, ${per(60, 600).toFixed(0)} from 60 to 600. __provider is ${provider} bytes, once in the inputs and once in the outputs: Pulumi's SDK puts it there. The inputs stand again in the outputs: the engine diffs against outputs.${snapshot === first?.inputs.__provider ? "" : " __provider differs from its snapshot in tests/rules."}`,
      },
      recordTable(sixty),
    ],
    targets: [
      { promise: "__provider at most 1,500 bytes", found: `${provider} bytes`, met: provider <= 1_500 },
      {
        promise: "a share with 60 recipients and a resource at most 40,000 bytes of state",
        found: `${bytes(sixty)} bytes`,
        met: bytes(sixty) <= 40_000,
      },
      {
        promise: "with 60 recipients and 5 resources at most 40,000 bytes",
        found: `${bytes(found[4])} bytes`,
        met: bytes(found[4]) <= 40_000,
        decided: true,
      },
      {
        promise: "state linear in recipients",
        found: `a further one costs ${growth.toFixed(2)} times as much at 600 as at 10`,
        met: growth < 1.05,
      },
    ],
  };
}
