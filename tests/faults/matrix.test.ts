import { type FaultName, faultNames } from "../../sdk/local";
import { circumstances, operationNames } from "./bench";
import { runMatrix } from "./matrix";
import { dynamicDoor, pluginDoor } from "./support/doors";

jest.setTimeout(30 * 60_000);

/** Others in each run: what fails says which request it was, and `npm run matrix` tries all of them. */
const sample = (every: number) => ({ every, shift: Math.floor(Math.random() * every) });

test.each(faultNames.map((name) => [name] as [FaultName]))(
  "%s, once on every request, as an outage from every second one on: one share, as declared, in the end",
  async (name) => {
    const once = await runMatrix({ door: dynamicDoor, faults: [name], visits: ["once"] });
    const outages = { door: dynamicDoor, faults: [name], visits: ["outage" as const], sample: sample(2) };
    const cells = [...once, ...(await runMatrix(outages))];
    expect(cells.filter((cell) => cell.wrong.length > 0)).toEqual([]);
    // No cell is empty: every operation has at least one request, and each was hit in both ways.
    expect(new Set(cells.map((cell) => cell.operation)).size).toBe(operationNames(dynamicDoor).length);
    expect(cells.length).toBeGreaterThanOrEqual(150);
  },
);

const plugin = pluginDoor({ secrets: ["recipients"] });

// What one fault does is over inside the core; `npm run matrix` tries that through the plugin too.
test.each(faultNames.map((name) => [name] as [FaultName]))(
  "through the plugin, %s as an outage from every fourth request on: one share, as declared, in the end",
  async (name) => {
    const cells = await runMatrix({ door: plugin, faults: [name], visits: ["outage"], sample: sample(4) });
    expect(cells.filter((cell) => cell.wrong.length > 0)).toEqual([]);
    expect(new Set(cells.map((cell) => cell.operation)).size).toBe(operationNames(plugin).length);
    expect(cells.length).toBeGreaterThanOrEqual(30);
  },
);

/** After these it can't be known whether the request was carried out, or what it did is seen late. */
const doubts: FaultName[] = ["reset-after", "never-after", "500-after", "stale"];

// No door sees anything of this.
test.each(circumstances.map((one) => [one.name, one] as const))(
  "%s, and a lost answer or a late sight of every second request: one share, as declared, in the end",
  async (_, circumstance) => {
    const trials = { door: dynamicDoor, faults: doubts, visits: ["once" as const], circumstance };
    const cells = await runMatrix({ ...trials, sample: sample(2) });
    expect(cells.filter((cell) => cell.wrong.length > 0)).toEqual([]);
    expect(new Set(cells.map((cell) => cell.operation)).size).toBe(operationNames(dynamicDoor).length);
    expect(cells.length).toBeGreaterThanOrEqual(200);
  },
);
