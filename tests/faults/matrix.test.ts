import { type FaultName, faultNames } from "../../sdk/local";
import { circumstances, operationNames } from "./bench";
import { runMatrix } from "./matrix";
import { dynamicDoor, pluginDoor } from "./support/doors";

jest.setTimeout(600_000);

test.each(faultNames.map((name) => [name] as [FaultName]))(
  "%s, once and as an outage, on every request: one share, as declared, in the end",
  async (name) => {
    const cells = await runMatrix({ door: dynamicDoor, faults: [name] });
    expect(cells.filter((cell) => cell.wrong.length > 0)).toEqual([]);
    // No cell is empty: every operation has at least one request, and each was hit in both ways.
    expect(new Set(cells.map((cell) => cell.operation)).size).toBe(operationNames(dynamicDoor).length);
    expect(cells.length).toBeGreaterThanOrEqual(200);
  },
);

const plugin = pluginDoor({ secrets: ["recipients"] });
/** Another one in each run: what fails says which request it was, and `npm run matrix` tries all of them. */
const quarter = Math.floor(Math.random() * 4);

// What one fault does is over inside the core; `npm run matrix` tries that through the plugin too.
test.each(faultNames.map((name) => [name] as [FaultName]))(
  "through the plugin, %s as an outage from every fourth request on: one share, as declared, in the end",
  async (name) => {
    const cells = await runMatrix({ door: plugin, faults: [name], visits: ["outage"], quarter });
    expect(cells.filter((cell) => cell.wrong.length > 0)).toEqual([]);
    expect(new Set(cells.map((cell) => cell.operation)).size).toBe(operationNames(plugin).length);
    expect(cells.length).toBeGreaterThanOrEqual(30);
  },
);

/** After these it can't be known whether the request was carried out, or what it did is seen late. */
const doubts: FaultName[] = ["reset-after", "never-after", "500-after", "stale"];

// No door sees anything of this.
test.each(circumstances.map((one) => [one.name, one] as const))(
  "%s, and a lost answer or a late sight of any request: one share, as declared, in the end",
  async (_, circumstance) => {
    const cells = await runMatrix({ door: dynamicDoor, faults: doubts, visits: ["once"], circumstance });
    expect(cells.filter((cell) => cell.wrong.length > 0)).toEqual([]);
    expect(new Set(cells.map((cell) => cell.operation)).size).toBe(operationNames(dynamicDoor).length);
    expect(cells.length).toBeGreaterThanOrEqual(400);
  },
);
