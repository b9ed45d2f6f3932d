import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import type { RecipientWire, ShareResourceWire } from "../../provider/api/wire";
import { type ResourceInput, resourceKey, type ShareInputs } from "../../provider/model/inputs";
import { isLiveRecipient, type ObservedShare, observedShare } from "../../provider/model/observed";
import type { Step } from "../../provider/share/plan";

/** As `expect`, at a hundredth of its price: it runs some hundred thousand times. */
export function holds(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(`it does not hold: ${what}`);
}

export function same(found: unknown, wanted: unknown, what: string): void {
  if (!isDeepStrictEqual(found, wanted)) {
    throw new Error(`${what}: found ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`);
  }
}

const OWNER = "0".repeat(31).concat("f");
const idOf = (letter: string, i: number) => `${i}`.padStart(32, letter);

/** Cloudflare, as far as a plan can see it: what the contract says of each request, and nothing else. */
export class Simulator {
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

  /** Lets everything arrive. */
  settle(): void {
    for (const one of this.recipients)
      one.association_status = one.association_status.replace(/ating$/, "ated");
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

export interface World {
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
export const plain = { noNullPrototype: true } as const;
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

export const declaredAs = (target: World["target"], exclusive: boolean): fc.Arbitrary<ShareInputs> =>
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

export const worldOf = (target: World["target"]): fc.Arbitrary<World> =>
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

export const situation = fc
  .record({ target: fc.constantFrom("account" as const, "organization" as const), exclusive: fc.boolean() })
  .chain(({ target, exclusive }) =>
    fc.record({
      desired: declaredAs(target, exclusive),
      before: fc.option(declaredAs(target, exclusive), { nil: undefined }),
      world: worldOf(target),
    }),
  );

export const sorted = (items: Iterable<string>) => [...items].sort();
export const keysOf = (inputs: Pick<ShareInputs, "resources"> | undefined) =>
  new Set((inputs?.resources ?? []).map(resourceKey));
export const accountsOf = (inputs: ShareInputs | undefined) =>
  new Set((inputs?.recipients ?? []).flatMap((one) => one.recipientAccountId ?? []));
export const excludedOf = (inputs: ShareInputs | undefined) =>
  new Set((inputs?.excludedRecipients ?? []).map(({ accountId }) => accountId));

/** key -> id and meta of what is live. */
export const liveResources = (simulator: Simulator) =>
  new Map(
    simulator.observe().resources.map((one) => [resourceKey(one), { id: one.wire.id, meta: one.meta }]),
  );
