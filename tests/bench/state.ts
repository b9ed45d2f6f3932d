import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { accounts, ruleset, share } from "../engine/declarations";
import type { StateResource } from "../engine/stack";
import { rulesetId } from "../unit/support/builders";
import type { Cell, SectionResult, Table, Target } from "./report";
import type { Door, Setting } from "./setting";

/** As the state file has it: compact JSON in which Go writes <, > and & as six characters. */
function bytes(value: unknown): number {
  const text = JSON.stringify(value) ?? "";
  return Buffer.byteLength(text) + 5 * (text.match(/[<>&]/g)?.length ?? 0);
}

/** Recipients and resources. */
const sizes: readonly (readonly [number, number])[] = [
  [1, 1],
  [10, 1],
  [60, 1],
  [600, 1],
  [60, 5],
  [60, 20],
  [1_000, 5],
];

const rulesets = (m: number) => Array.from({ length: m }, (_, i) => ruleset(rulesetId(i)));

async function resourcesOf(setting: Setting, door: Door): Promise<StateResource[]> {
  const cloudflare = await setting.cloudflare({}, 1_100);
  const shares = sizes.map(([n, m]) => ({
    ...share({ name: `${n} x ${m}`, recipients: accounts(1, n), resources: rulesets(m) }),
    name: `share-${n}-${m}`,
  }));
  const stack = await setting.stack(cloudflare, { shares }, door);
  const { ok, output } = await stack.up();
  if (!ok) throw new Error(output);
  const found = await stack.resources();
  return sizes.map(([n, m]) => {
    const one = found.find(({ urn }) => urn.endsWith(`::share-${n}-${m}`));
    if (!one) throw new Error(`share-${n}-${m} is not in the state`);
    return one;
  });
}

/** What the records say of each resource; the list itself would stay, if it were empty. */
function deliveryBytes({ outputs }: StateResource): number {
  const records = outputs.recipientStatuses as { resources: unknown[] }[];
  return records.reduce((sum, { resources }) => sum + bytes(resources) - 2, 0);
}

function partsOf(resource: StateResource): Cell[] {
  const { inputs, outputs } = resource;
  const facts = (properties: Record<string, unknown>, names: string[]) =>
    bytes(Object.fromEntries(Object.entries(properties).filter(([name]) => names.includes(name))));
  const inputNames = Object.keys(inputs).filter((name) => name !== "__provider");
  return [
    bytes(inputs.__provider) + bytes(outputs.__provider),
    facts(inputs, inputNames),
    facts(outputs, inputNames),
    bytes(outputs.recipientStatuses),
    deliveryBytes(resource),
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

/** The bytes of each size in one door's state. */
interface Bytes {
  rows: Cell[][];
  total(n: number, m: number): number;
  /** What a further recipient costs. */
  further: string;
  /** How many times as much it costs at 600 as at 10. */
  growth: number;
  /** What one resource costs for one recipient, where it costs most. */
  delivery: number;
}

function bytesOf(door: Door, found: readonly StateResource[]): Bytes {
  const totals = new Map(found.map((resource, i) => [String(sizes[i]), bytes(resource)]));
  const total = (n: number, m: number) => totals.get(String([n, m])) ?? Number.NaN;
  const per = (from: number, to: number) => (total(to, 1) - total(from, 1)) / (to - from);
  return {
    rows: found.map((resource, i) => [...(sizes[i] ?? []), door, bytes(resource), ...partsOf(resource)]),
    total,
    further: `${per(1, 10).toFixed(0)} bytes from 1 to 10, ${per(10, 60).toFixed(0)} from 10 to 60, ${per(60, 600).toFixed(0)} from 60 to 600`,
    growth: per(60, 600) / per(1, 10),
    delivery: Math.max(
      ...found.map((resource, i) => deliveryBytes(resource) / (sizes[i] ?? []).reduce((n, m) => n * m)),
    ),
  };
}

export async function state(setting: Setting): Promise<SectionResult> {
  const resources = await resourcesOf(setting, "dynamic");
  const dynamic = bytesOf("dynamic", resources);
  const plugin = bytesOf("plugin", await resourcesOf(setting, "plugin"));
  const provider = String(resources[0]?.inputs.__provider);
  // The shell's snapshot is what the tests hold; the state must have the same.
  const snapshot = await readFile(join(__dirname, "..", "rules", "shareShell.txt"), "utf8");
  const atMost = (promise: string, resources: number, decided = false): Target => ({
    promise: `${promise} at most 40,000 bytes`,
    found: `${dynamic.total(60, resources)} bytes, by the plugin ${plugin.total(60, resources)}`,
    met: [dynamic, plugin].every(({ total }) => total(60, resources) <= 40_000),
    decided,
  });
  return {
    tables: [
      {
        title: "State of one share, bytes",
        columns: [
          "recipients",
          "resources",
          "door",
          "total",
          "__provider x2",
          "inputs",
          "inputs again",
          "recipientStatuses",
          "of them deliveries",
          "resourceStatuses",
        ],
        rows: sizes.flatMap((_, i) => [dynamic, plugin].map(({ rows }) => rows[i] ?? [])),
        note: `As the state file has it. Per further recipient: ${dynamic.further}; by the plugin ${plugin.further}. __provider is ${Buffer.byteLength(provider)} bytes, once in the inputs and once in the outputs: Pulumi's SDK puts it there for a dynamic provider. The inputs stand again in the outputs: the engine diffs against outputs.${snapshot === provider ? "" : " __provider differs from its snapshot in tests/rules."}`,
      },
      recordTable(resources[2] as StateResource),
    ],
    targets: [
      {
        promise: "__provider at most 1,500 bytes",
        found: `${Buffer.byteLength(provider)} bytes`,
        met: Buffer.byteLength(provider) <= 1_500,
      },
      atMost("a share with 60 recipients and a resource", 1),
      atMost("with 60 recipients and 5 resources", 5, true),
      {
        promise: "a resource at most 90 bytes for each recipient, however many there are",
        found: `${dynamic.delivery.toFixed(0)} bytes, by the plugin ${plugin.delivery.toFixed(0)}`,
        met: [dynamic, plugin].every(({ delivery }) => delivery <= 90),
      },
      {
        promise: "state linear in recipients",
        found: `a further one costs ${dynamic.growth.toFixed(2)} times as much at 600 as at 10, by the plugin ${plugin.growth.toFixed(2)}`,
        met: [dynamic, plugin].every(({ growth }) => growth < 1.05),
      },
    ],
  };
}
