import fc from "fast-check";
import { keepOrder, keyedDiff } from "../../provider/base/keyedDiff";
import { hasMeta } from "../../provider/base/meta";
import { resourceKey } from "../../provider/model/inputs";
import { liveInputs, shareOutputs } from "../../provider/model/outputs";
import { checkShare } from "../../provider/share/check";
import { compareShares, planShare, type Step } from "../../provider/share/plan";
import {
  accountsOf,
  declaredAs,
  excludedOf,
  holds,
  keysOf,
  liveResources,
  plain,
  Simulator,
  same,
  situation,
  sorted,
  type World,
} from "./simulator";

const seed = Number(process.env.FAST_CHECK_SEED ?? Date.now() % 2 ** 31);
const runs = { numRuns: 10_000, seed };

beforeAll(() => {
  process.stdout.write(`plan.test.ts: FAST_CHECK_SEED=${seed}\n`);
});

const none = { changed: [], replaces: [] };

function run(world: World, steps: Step[]): Simulator {
  const simulator = new Simulator(world);
  for (const step of steps) {
    simulator.apply(step);
    holds(simulator.live().length > 0, "there is a live resource");
  }
  return simulator;
}

test("a plan leads from what is there to what is declared, and a second one is empty", () => {
  fc.assert(
    fc.property(situation, ({ desired, before, world }) => {
      const steps = planShare(desired, new Simulator(world).observe(), before);
      const after = run(world, steps);

      same(after.name, desired.name, "name");
      const live = liveResources(after);
      for (const one of desired.resources)
        holds(hasMeta(live.get(resourceKey(one))?.meta, one.meta), "meta has what is declared");
      const reached = after.liveAccounts();
      if (world.target === "account") {
        for (const one of accountsOf(desired)) holds(reached.includes(one), `${one} is reached`);
      }
      for (const one of excludedOf(desired)) holds(after.excluded.includes(one), `${one} is excluded`);
      if (desired.exclusive) {
        same(sorted(live.keys()), sorted(keysOf(desired)), "resources");
        if (world.target === "account") same(sorted(reached), sorted(accountsOf(desired)), "accounts");
        else same(sorted(after.excluded), sorted(excludedOf(desired)), "excluded");
      }

      same(planShare(desired, after.observe(), before), [], "the second plan");
      same(planShare(desired, after.observe(), desired), [], "the next run's plan");
    }),
    runs,
  );
});

test("what is not declared and was not is left alone by a share that is not exclusive", () => {
  fc.assert(
    fc.property(situation, ({ desired, before, world }) => {
      const mine = { ...desired, exclusive: false };
      const start = new Simulator(world);
      const after = run(world, planShare(mine, start.observe(), before));

      const [was, is] = [liveResources(start), liveResources(after)];
      for (const [key, one] of was) {
        if (!keysOf(desired).has(key) && !keysOf(before).has(key))
          same(is.get(key), one, "a foreign resource");
        // What was declared and is no more goes.
        if (!keysOf(desired).has(key) && keysOf(before).has(key)) holds(!is.has(key), `${key} goes`);
      }
      if (world.target === "account") {
        const reached = after.liveAccounts();
        for (const one of start.liveAccounts()) {
          const stays = accountsOf(desired).has(one) || !accountsOf(before).has(one);
          same(reached.includes(one), stays, `${one} stays`);
        }
      }
      for (const one of start.excluded) {
        const stays = excludedOf(desired).has(one) || !excludedOf(before).has(one);
        if (world.target === "organization") same(after.excluded.includes(one), stays, `${one} stays out`);
      }
    }),
    runs,
  );
});

test("what is kept keeps its record, and no request is sent for what is right", () => {
  fc.assert(
    fc.property(situation, ({ desired, before, world }) => {
      const start = new Simulator(world);
      const steps = planShare(desired, start.observe(), before);
      const after = run(world, steps);
      const is = liveResources(after);
      for (const [key, { id }] of liveResources(start)) {
        if (keysOf(desired).has(key)) same(is.get(key)?.id, id, "the record");
      }
      const count = (what: Step["do"]) => steps.filter((step) => step.do === what).length;
      for (const once of ["rename", "put recipients", "put excluded"] as const) {
        holds(count(once) <= 1, `one ${once} at most`);
      }
      const single = ["add recipient", "remove recipient", "add excluded", "remove excluded"] as const;
      if (desired.exclusive) same(single.map(count), [0, 0, 0, 0], "single recipients and exclusions");
      else same(count("put recipients") + count("put excluded"), 0, "whole lists");
      if (desired.name === world.name) same(count("rename"), 0, "renames");
    }),
    { ...runs, numRuns: 3_000 },
  );
});

test("a plan is a function of its arguments and leaves them as they are", () => {
  fc.assert(
    fc.property(situation, ({ desired, before, world }) => {
      const observed = new Simulator(world).observe();
      const text = JSON.stringify({ desired, before, observed });
      same(planShare(desired, observed, before), planShare(desired, observed, before), "the plan");
      same(JSON.stringify({ desired, before, observed }), text, "the arguments");
    }),
    { ...runs, numRuns: 1_000 },
  );
});

test("what was read back after a plan is no change to what was declared", () => {
  fc.assert(
    fc.property(situation, ({ desired, before, world }) => {
      const after = run(world, planShare(desired, new Simulator(world).observe(), before));
      const live = liveInputs(desired, after.observe());
      same(compareShares(live, desired), none, "the inputs");
      same(live.recipients, desired.recipients, "recipients");
      same(live.resources, desired.resources, "resources");
      const outputs = shareOutputs(live, after.observe());
      same(compareShares(outputs, desired), none, "the outputs");
    }),
    { ...runs, numRuns: 3_000 },
  );
});

test("drift is told if and only if a plan would do something about it", () => {
  fc.assert(
    fc.property(situation, ({ desired, world }) => {
      const observed = new Simulator(world).observe();
      const drift = compareShares(liveInputs(desired, observed), desired).changed.length > 0;
      same(planShare(desired, observed, desired).length > 0, drift, "drift");
    }),
    { ...runs, numRuns: 5_000 },
  );
});

test("another order is no change, and check brings the old one back", () => {
  const shuffled = fc
    .constantFrom("account" as const, "organization" as const)
    .chain((target) => declaredAs(target, true))
    .chain((inputs) =>
      fc.record({
        inputs: fc.constant(inputs),
        recipients: fc.shuffledSubarray(inputs.recipients, { minLength: inputs.recipients.length }),
        resources: fc.shuffledSubarray(inputs.resources, { minLength: inputs.resources.length }),
      }),
    );
  fc.assert(
    fc.property(shuffled, ({ inputs, ...order }) => {
      same(compareShares(inputs, { ...inputs, ...order }), none, "the comparison");
      const checked = checkShare({ ...inputs }, { ...inputs, ...order }, undefined);
      same(checked, { inputs, failures: [], warnings: [] }, "what check returns");
    }),
    { ...runs, numRuns: 2_000 },
  );
});

describe("keyedDiff and keepOrder", () => {
  const item = fc.record(
    { key: fc.integer({ min: 0, max: 12 }), value: fc.integer({ min: 0, max: 2 }) },
    plain,
  );
  const items = fc.uniqueArray(item, { selector: ({ key }) => key, maxLength: 12 });
  const key = (one: { key: number }) => `${one.key}`;

  test("every wanted item is added, kept or changed; what is there beside them is removed", () => {
    fc.assert(
      fc.property(items, items, (wanted, there) => {
        const diff = keyedDiff(wanted, there, key, key, (a, b) => a.value === b.value);
        const seen = [...diff.add, ...[...diff.keep, ...diff.change].map((pair) => pair.wanted)];
        same(sorted(seen.map(key)), sorted(wanted.map(key)), "wanted");
        const met = [...diff.remove, ...[...diff.keep, ...diff.change].map((pair) => pair.there)];
        same(sorted(met.map(key)), sorted(there.map(key)), "there");
        for (const pair of [...diff.keep, ...diff.change]) same(key(pair.wanted), key(pair.there), "a pair");
        holds(
          diff.keep.every((pair) => pair.wanted.value === pair.there.value),
          "kept are alike",
        );
        holds(
          diff.change.every((pair) => pair.wanted.value !== pair.there.value),
          "changed are not",
        );
        // Each result has the order of its list.
        same(
          diff.add,
          wanted.filter((one) => diff.add.includes(one)),
          "order of the added",
        );
        same(
          diff.remove,
          there.filter((one) => diff.remove.includes(one)),
          "order of the removed",
        );
      }),
      { ...runs, numRuns: 3_000 },
    );
  });

  test("keepOrder loses and invents nothing, keeps old places, fills free ones with the new, and settles at once", () => {
    fc.assert(
      fc.property(items, items, (before, wanted) => {
        const kept = keepOrder(before, wanted, key);
        same(kept.length, wanted.length, "length");
        same(new Set(kept), new Set(wanted), "items");
        const old = new Set(before.map(key));
        const known = kept.filter((one) => old.has(key(one)));
        const fresh = wanted.filter((one) => !old.has(key(one)));
        same(
          kept.filter((one) => !old.has(key(one))),
          fresh,
          "the order of the new",
        );
        const gone = before.filter((one) => !kept.some((other) => key(other) === key(one)));
        const isFilled = fresh.length >= gone.length;
        holds(
          !isFilled ||
            before.every((one, place) => gone.includes(one) || key(kept[place] ?? one) === key(one)),
          "old places, as long as new ones fill those of the gone",
        );
        const oldOrder = before.map(key).filter((one) => known.some((other) => key(other) === one));
        same(known.map(key), oldOrder, "the old order");
        same(keepOrder(kept, wanted, key), kept, "a second time");
      }),
      { ...runs, numRuns: 3_000 },
    );
  });
});
