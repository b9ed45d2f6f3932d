import fc from "fast-check";
import { resourceKey, type ShareInputs } from "../../provider/model/inputs";
import { type Declared, planShare, type Step } from "../../provider/share/plan";
import { begunWith, isOfWaves, planWave, wavesOf } from "../../provider/share/waves";
import {
  accountsOf,
  declaredAs,
  holds,
  liveResources,
  plain,
  Simulator,
  same,
  sorted,
  type World,
  worldOf,
} from "./simulator";

const seed = Number(process.env.FAST_CHECK_SEED ?? Date.now() % 2 ** 31);
const runs = { numRuns: 1_000, seed };

beforeAll(() => {
  process.stdout.write(`waves.test.ts: FAST_CHECK_SEED=${seed}\n`);
});

const rollout = fc.record(
  {
    first: fc.uniqueArray(
      fc.integer({ min: 0, max: 9 }).map((i) => `${i}`.padStart(32, "a")),
      { maxLength: 4 },
    ),
    batchSize: fc.integer({ min: 1, max: 4 }),
  },
  { ...plain, requiredKeys: [] },
);

const declared = (exclusive: boolean) =>
  fc.tuple(declaredAs("account", exclusive), rollout).map(([inputs, one]) => ({ ...inputs, rollout: one }));

const situation = fc.boolean().chain((exclusive) =>
  fc.record({
    desired: declared(exclusive),
    before: fc.option(declaredAs("account", exclusive), { nil: undefined }),
    world: worldOf("account"),
  }),
);

/** What is live, without ids. */
const contentOf = (simulator: Simulator) => ({
  name: simulator.name,
  accounts: sorted(simulator.liveAccounts()),
  resources: [...liveResources(simulator)].map(([key, { meta }]) => `${key} ${meta}`).sort(),
});

/** The waves that a run makes of it, each as it was carried out; at most so many steps. */
function rollOut(simulator: Simulator, desired: ShareInputs, before?: Declared, most = Infinity): Step[][] {
  let left = most;
  const done: Step[][] = [];
  for (const wave of wavesOf(desired, simulator.observe())) {
    const steps = planWave(wave, simulator.observe(), before).slice(0, left);
    for (const step of steps) simulator.apply(step);
    done.push(steps);
    left -= steps.length;
    // Of a run that broke off, nothing has arrived.
    if (left <= 0) return done;
    simulator.settle();
  }
  return done;
}

function planned(world: World, desired: ShareInputs, before?: Declared): { steps: Step[]; after: Simulator } {
  const after = new Simulator(world);
  const steps = planShare(desired, after.observe(), before);
  for (const step of steps) after.apply(step);
  after.settle();
  return { steps, after };
}

/** Steps that are about single things, without what the order of earlier ones decides. */
const apart = (steps: readonly Step[]) =>
  steps.flatMap((step) => {
    if (step.do === "put recipients") return [];
    const about = "resource" in step ? `${resourceKey(step.resource)} ${step.resource.meta}` : "";
    return [`${step.do} ${"account" in step ? step.account : about}`];
  });

test("all waves together are the plan without a rollout", () => {
  fc.assert(
    fc.property(situation, ({ desired, before, world }) => {
      const { steps, after } = planned(world, desired, before);
      const simulator = new Simulator(world);
      const waves = rollOut(simulator, desired, before);
      same(contentOf(simulator), contentOf(after), "what is live");
      same(sorted(apart(waves.flat())), sorted(apart(steps)), "the steps");
      same(
        waves.at(-1)?.filter(({ do: what }) => what === "rename" && waves.length > 1),
        [],
        "renames late",
      );
    }),
    runs,
  );
});

test("no wave removes before the last, each adds what is due to it, and what is new in resources comes first", () => {
  fc.assert(
    fc.property(situation, ({ desired, before, world }) => {
      const simulator = new Simulator(world);
      const waves = wavesOf(desired, simulator.observe());
      const { first = [], batchSize = Infinity } = desired.rollout;
      const missing = [...accountsOf(desired)].filter((one) => !simulator.liveAccounts().includes(one));
      const added: string[][] = [];
      for (const [index, wave] of waves.entries()) {
        const was = { accounts: simulator.liveAccounts(), resources: [...liveResources(simulator).keys()] };
        const steps = planWave(wave, simulator.observe(), before);
        for (const step of steps) simulator.apply(step);
        simulator.settle();
        added.push(simulator.liveAccounts().filter((one) => !was.accounts.includes(one)));
        if (index > 0)
          holds(!steps.some((step) => step.do === "add resource" || step.do === "put meta"), "late");
        if (wave.isLast) continue;
        for (const one of was.accounts) holds(simulator.liveAccounts().includes(one), `${one} stays`);
        for (const key of was.resources) holds(liveResources(simulator).has(key), `${key} stays`);
      }
      const due = [
        missing.filter((one) => first.includes(one)),
        missing.filter((one) => !first.includes(one)),
      ];
      const [canaries = [], rest = []] = due;
      const groups = added.filter((group) => group.length > 0);
      same(groups.flat().length, missing.length, "how many are added");
      if (canaries.length > 0) same(sorted(groups[0] ?? []), sorted(canaries), "the first");
      const batches = canaries.length > 0 ? groups.slice(1) : groups;
      same(
        batches.map((one) => sorted(one)),
        batches.map((_, i) =>
          sorted(
            rest.slice(i * Math.min(batchSize, rest.length), (i + 1) * Math.min(batchSize, rest.length)),
          ),
        ),
        "the batches",
      );
    }),
    runs,
  );
});

test("interrupted anywhere, the next run ends the same; a further one has nothing to do", () => {
  const steps = fc.integer({ min: 0, max: 12 });
  fc.assert(
    fc.property(situation, steps, fc.boolean(), ({ desired, before, world }, most, isKilled) => {
      const { after } = planned(world, desired, before);
      const simulator = new Simulator(world);
      rollOut(simulator, desired, before, most);
      // A killed run leaves the state as it was; one that failed, all that may still be its own.
      const state = isKilled ? before : joined(before, desired);
      rollOut(simulator, desired, state);
      same(contentOf(simulator), contentOf(after), "what is live");
      same(rollOut(simulator, desired, desired).flat(), [], "a further run");
    }),
    runs,
  );
});

function joined(before: Declared | undefined, after: ShareInputs): Declared {
  const resources = [...(before?.resources ?? []), ...after.resources];
  return {
    recipients: [...(before?.recipients ?? []), ...after.recipients],
    resources: [...new Map(resources.reverse().map((one) => [resourceKey(one), one])).values()],
  };
}

test("a share that was interrupted while it was made is known again, and one with other recipients is not", () => {
  const steps = fc.integer({ min: 0, max: 8 });
  const scene = fc.boolean().chain((exclusive) => fc.record({ desired: declared(exclusive), most: steps }));
  fc.assert(
    fc.property(scene, ({ desired, most }) => {
      const begun = begunWith(desired);
      holds(!("rollout" in begun), "a POST has no rollout");
      const accounts = [...accountsOf(begun)];
      holds(accounts.length > 0, "it begins with somebody");
      const recipients = accounts.map((account, i) => ({
        id: `${i}`,
        account_id: account,
        association_status: "associated",
      }));
      const resources = desired.resources.map((one, i) => ({
        id: `${i}`,
        resource_id: one.resourceId,
        resource_type: one.resourceType,
        resource_account_id: one.resourceAccountId,
        meta: JSON.parse(one.meta),
        status: "active",
      }));
      const simulator = new Simulator({
        name: desired.name,
        target: "account",
        recipients,
        resources,
        excluded: [],
      });
      rollOut(simulator, desired, undefined, most);
      holds(isOfWaves(desired, simulator.liveAccounts()), "it is known again");
      const stranger = "b".repeat(32);
      holds(!isOfWaves(desired, [...simulator.liveAccounts(), stranger]), "with a stranger it is not");
      holds(
        !isOfWaves(desired, [...simulator.liveAccounts().slice(1), stranger]),
        "nor with one in another's place",
      );
      holds(!isOfWaves(desired, []), "nor without any");
    }),
    runs,
  );
});
