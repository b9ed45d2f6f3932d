import fc from "fast-check";
import { History } from "./history/history";
import { steps, world } from "./history/steps";
import { type Door, dynamicDoor, pluginDoor } from "./support/doors";

jest.setTimeout(30 * 60_000);

/** Every history of the plugin's has a preview before each `up`, and secrets in the program. */
const throughPlugin = pluginDoor({ previews: true, secrets: ["recipients", "resources", "meta"] });

test.each<[string, Door, { histories: number; steps: number; runs: number }]>([
  ["dynamic provider", dynamicDoor, { histories: 150, steps: 3_000, runs: 1_000 }],
  ["plugin", throughPlugin, { histories: 40, steps: 800, runs: 250 }],
])(
  "through the %s: whatever happens, the last fault-free up leaves exactly what is declared, destroy nothing, and others untouched",
  async (name, door, least) => {
    const seed = Number(process.env.SHARING_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
    process.stderr.write(`histories of the ${name}: seed ${seed} (SHARING_TEST_SEED repeats it)\n`);
    const count = { histories: 0, steps: 0, runs: 0 };
    await fc.assert(
      fc.asyncProperty(world, steps, async (one, list) => {
        const history = await History.start(one, door);
        await history.play(list);
        count.histories++;
        count.steps += list.length;
        count.runs += history.runs;
      }),
      { seed, numRuns: least.histories, endOnFailure: true },
    );
    process.stderr.write(`histories of the ${name}: ${JSON.stringify(count)}\n`);
    expect(count.steps).toBeGreaterThanOrEqual(least.steps);
    expect(count.runs).toBeGreaterThanOrEqual(least.runs);
  },
);
