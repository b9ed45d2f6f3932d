import { type FaultName, faultNames } from "../../sdk/local";
import { operations, runMatrix } from "./matrix";

jest.setTimeout(600_000);

test.each(faultNames.map((name) => [name] as [FaultName]))(
  "%s, once and as an outage, on every request: one share, as declared, in the end",
  async (name) => {
    const cells = await runMatrix([name]);
    expect(cells.filter((cell) => cell.wrong.length > 0)).toEqual([]);
    // No cell is empty: every operation has at least two requests, and each was hit in both ways.
    expect(new Set(cells.map((cell) => cell.operation)).size).toBe(operations.length);
    expect(cells.length).toBeGreaterThanOrEqual(operations.length * 2 * 2);
  },
);
