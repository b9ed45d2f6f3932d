import fc from "fast-check";
import { History } from "./history/history";
import { steps, world } from "./history/steps";

jest.setTimeout(600_000);

test("whatever happens, the last fault-free up leaves exactly what is declared, destroy nothing, and others untouched", async () => {
  const seed = Number(process.env.SHARING_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
  process.stderr.write(`histories: seed ${seed} (SHARING_TEST_SEED repeats it)\n`);
  const count = { histories: 0, steps: 0, runs: 0 };
  await fc.assert(
    fc.asyncProperty(world, steps, async (one, list) => {
      const history = await History.start(one);
      await history.play(list);
      count.histories++;
      count.steps += list.length;
      count.runs += history.runs;
    }),
    { seed, numRuns: 150, endOnFailure: true },
  );
  process.stderr.write(`histories: ${JSON.stringify(count)}\n`);
  expect(count.steps).toBeGreaterThanOrEqual(3_000);
  expect(count.runs).toBeGreaterThanOrEqual(1_000);
});
