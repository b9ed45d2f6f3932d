import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import type { RecipientWire, ShareResourceWire } from "../../provider/api/wire";
import { keepOrder, keyedDiff } from "../../provider/base/keyedDiff";
import { hasMeta } from "../../provider/base/meta";
import { type ResourceInput, resourceKey, type ShareInputs } from "../../provider/model/inputs";
import { isLiveRecipient, type ObservedShare, observedShare } from "../../provider/model/observed";
import { liveInputs, shareOutputs } from "../../provider/model/outputs";
import { checkShare } from "../../provider/share/check";
import { compareShares, planShare, type Step } from "../../provider/share/plan";

const seed = Number(process.env.FAST_CHECK_SEED ?? Date.now() % 2 ** 31);
const runs = { numRuns: 10_000, seed };

beforeAll(() => {
  process.stdout.write(`plan.test.ts: FAST_CHECK_SEED=${seed}\n`);
});

/** As `expect`, at a hundredth of its price: it runs some hundred thousand times. */
function holds(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(`it does not hold: ${what}`);
}

function same(found: unknown, wanted: unknown, what: string): void {
  if (!isDeepStrictEqual(found, wanted)) {
    throw new Error(`${what}: found ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`);
  }
}

const OWNER = "0".repeat(31).concat("f");
const idOf = (letter: string, i: number) => `${i}`.padStart(32, letter);

/** Cloudflare, as far as a plan can see it: what the contract says of each request, and nothing else. */
class Simulator {
  name: string;
  readonly target: "account" | "organization";
  readonly recipients: RecipientWire[];
  readonly resources: ShareResourceWire[];
  excluded: string[];
  private serial = 0;

  constructor(world: World) {
    this.name = world.name;
    this.target = world.target;
    this.recipients = world.recipients.map((one) => ({ ...one }));
    this.resources = world.resources.map((one) => ({ ...one }));
    this.excluded = [...world.excluded];
  }

  observe(): ObservedShare {
    const share = {
      id: idOf("5", 5),
      name: this.name,
      status: "active",
      target_type: this.target,
      resources: this.resources.map((one) => ({ ...one })),
    };
    const excluded = this.excluded.map((account_id) => ({ id: `e${account_id}`, account_id }));
    const recipients = this.recipients.map((one) => ({ ...one }));
    return observedShare(share, recipients, excluded, OWNER);
  }

  apply(step: Step): void {
    switch (step.do) {
      case "rename":
        this.name = step.name;
        return;
      case "put recipients":
        this.putRecipients(step.accounts);
        return;
      case "add recipient":
        this.refuseUnless(this.target === "account" && !this.isLive(step.account), "is a recipient already");
        this.associate(step.account);
        return;
      case "remove recipient": {
        this.refuseUnless(this.target === "account", "an organization's recipients are not ours");
        const record = this.recipients.find(({ id }) => id === step.id);
        this.refuseUnless(record?.account_id === step.account, "no such recipient");
        if (record) record.association_status = "disassociating";
        return;
      }
      case "put excluded":
        this.refuseUnless(this.target === "organization", "for organizations alone");
        this.refuseUnless(new Set(step.accounts).size === step.accounts.length, "an account twice");
        this.excluded = [...step.accounts];
        return;
      case "add excluded":
        this.refuseUnless(!this.excluded.includes(step.account), "is excluded already");
        this.excluded.push(step.account);
        return;
      case "remove excluded":
        this.refuseUnless(step.id === `e${step.account}`, "no such exclusion");
        this.excluded = this.excluded.filter((account) => account !== step.account);
        return;
      case "add resource":
        this.addResource(step.resource);
        return;
      case "put meta":
        this.liveResource(step.id).meta = JSON.parse(step.resource.meta);
        return;
      case "remove resource": {
        const record = this.liveResource(step.id);
        this.refuseUnless(this.live().length > 1, "the last live resource can't be deleted");
        record.status = "deleting";
      }
    }
  }

  live(): ShareResourceWire[] {
    return this.resources.filter(({ status }) => status === "active");
  }

  liveAccounts(): string[] {
    return this.recipients.filter(isLiveRecipient).map(({ account_id }) => account_id ?? "");
  }

  private putRecipients(accounts: string[]): void {
    this.refuseUnless(this.target === "account", "refused for organization-targeted shares");
    this.refuseUnless(accounts.length > 0 && new Set(accounts).size === accounts.length, "empty, or twice");
    const wanted = new Set(accounts);
    for (const record of this.recipients) {
      if (isLiveRecipient(record) && !wanted.has(record.account_id ?? "")) {
        record.association_status = "disassociating";
      }
    }
    for (const account of accounts) if (!this.isLive(account)) this.associate(account);
  }

  private isLive(account: string): boolean {
    return this.liveAccounts().includes(account);
  }

  private associate(account: string): void {
    this.recipients.push({
      id: `new ${this.serial++}`,
      account_id: account,
      association_status: "associating",
    });
  }

  private addResource(resource: ResourceInput): void {
    const key = resourceKey(resource);
    const taken = this.observe().resources.some((there) => resourceKey(there) === key);
    this.refuseUnless(!taken, "the share has this resource already");
    this.resources.push({
      id: `new ${this.serial++}`,
      resource_id: resource.resourceId,
      resource_type: resource.resourceType,
      resource_account_id: resource.resourceAccountId,
      meta: JSON.parse(resource.meta),
      status: "active",
    });
  }

  private liveResource(id: string): ShareResourceWire {
    const record = this.live().find((one) => one.id === id);
    if (!record) throw new Error(`no live resource ${id}`);
    return record;
  }

  private refuseUnless(fine: boolean, why: string): void {
    if (!fine) throw new Error(`the simulated Cloudflare refuses: ${why}`);
  }
}

interface World {
  name: string;
  target: "account" | "organization";
  recipients: RecipientWire[];
  resources: ShareResourceWire[];
  excluded: string[];
}

// Few of each, so that two lists have much in common.
const account = fc.integer({ min: 0, max: 7 }).map((i) => idOf("a", i));
const name = fc.constantFrom("one", "two");
const meta = fc.constantFrom("{}", '{"a":1}', '{"a":{"b":[1,2]},"c":null}');
const plain = { noNullPrototype: true } as const;
const resource: fc.Arbitrary<ResourceInput> = fc.record(
  {
    resourceType: fc.constantFrom("custom-ruleset", "gateway-policy"),
    resourceId: fc.integer({ min: 0, max: 3 }).map((i) => idOf("d", i)),
    resourceAccountId: fc.constantFrom(OWNER, idOf("a", 1)),
    meta,
  },
  plain,
);
const resources = fc.uniqueArray(resource, { selector: resourceKey, minLength: 1, maxLength: 6 });
const accounts = fc.uniqueArray(account, { minLength: 1, maxLength: 6 });
const someAccounts = fc.uniqueArray(account, { maxLength: 5 });

const declaredAs = (target: World["target"], exclusive: boolean): fc.Arbitrary<ShareInputs> =>
  fc
    .record({ name, resources, accounts, excluded: fc.option(someAccounts, { nil: undefined }) })
    .map(({ accounts: chosen, excluded, ...rest }) => ({
      ...rest,
      accountId: OWNER,
      exclusive,
      recipients: target === "account" ? chosen.map((one) => ({ recipientAccountId: one })) : [{}],
      ...(target === "organization" && excluded
        ? { excludedRecipients: excluded.map((accountId) => ({ accountId })) }
        : {}),
    }));

const liveRecord = fc.constantFrom("associating", "associated");
const deadRecord = fc.constantFrom("disassociating", "disassociated");

const worldOf = (target: World["target"]): fc.Arbitrary<World> =>
  fc
    .record({
      name,
      live: fc.uniqueArray(fc.tuple(account, liveRecord), { selector: ([one]) => one, maxLength: 6 }),
      dead: fc.array(fc.tuple(account, deadRecord), { maxLength: 4 }),
      resources,
      goneResources: fc.array(fc.tuple(resource, fc.constantFrom("deleting", "deleted")), { maxLength: 3 }),
      excluded: someAccounts,
      deadFirst: fc.boolean(),
    })
    .map((parts) => {
      const records = parts.deadFirst ? [...parts.dead, ...parts.live] : [...parts.live, ...parts.dead];
      const wire = (one: ResourceInput, status: string, id: string): ShareResourceWire => ({
        id,
        resource_id: one.resourceId,
        resource_type: one.resourceType,
        resource_account_id: one.resourceAccountId,
        meta: JSON.parse(one.meta),
        status,
      });
      return {
        name: parts.name,
        target,
        recipients: records.map(([account_id, association_status], i) => ({
          id: `recipient ${i}`,
          account_id,
          association_status,
        })),
        resources: [
          ...parts.goneResources.map(([one, status], i) => wire(one, status, `gone ${i}`)),
          ...parts.resources.map((one, i) => wire(one, "active", `resource ${i}`)),
        ],
        excluded: target === "organization" ? parts.excluded : [],
      };
    });

const situation = fc
  .record({ target: fc.constantFrom("account" as const, "organization" as const), exclusive: fc.boolean() })
  .chain(({ target, exclusive }) =>
    fc.record({
      desired: declaredAs(target, exclusive),
      before: fc.option(declaredAs(target, exclusive), { nil: undefined }),
      world: worldOf(target),
    }),
  );

const sorted = (items: Iterable<string>) => [...items].sort();
const keysOf = (inputs: Pick<ShareInputs, "resources"> | undefined) =>
  new Set((inputs?.resources ?? []).map(resourceKey));
const accountsOf = (inputs: ShareInputs | undefined) =>
  new Set((inputs?.recipients ?? []).flatMap((one) => one.recipientAccountId ?? []));
const excludedOf = (inputs: ShareInputs | undefined) =>
  new Set((inputs?.excludedRecipients ?? []).map(({ accountId }) => accountId));

/** key -> id and meta of what is live. */
const liveResources = (simulator: Simulator) =>
  new Map(
    simulator.observe().resources.map((one) => [resourceKey(one), { id: one.wire.id, meta: one.meta }]),
  );

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
