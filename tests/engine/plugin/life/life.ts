import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../../../sdk/local";
import { accounts, otherRulesetId, ruleset, rulesetId } from "../../declarations";
import { writes } from "../../engine";
import type { PluginRun } from "../pluginStack";

/** What the programs of every language read: a share, and how its provider reaches Cloudflare. */
export interface Declared {
  provider: { apiToken: string; accountId: string; baseUrl: string };
  args: { name: string; recipients: object[]; resources: object[]; removalLimit: number | string };
  customTimeouts: { update?: string };
}

/** A way to the lifecycles, with a program of its own. */
export interface Door {
  declare(declared: Declared): Promise<void>;
  up(): Promise<PluginRun>;
  refresh(): Promise<PluginRun>;
  destroy(): Promise<PluginRun>;
  /** With it, what previews draw is looked at too. */
  preview?(): Promise<PluginRun>;
  /** Of the program; a door without them is of a program that has others. */
  outputs?(): Promise<Record<string, unknown>>;
  end?(): void;
}

interface Step {
  name: string;
  /** What happens at Cloudflare before the run. */
  before?(cloudflare: LocalCloudflare): void;
  declared?: Partial<Declared["args"]> & Pick<Partial<Declared>, "customTimeouts">;
  /** `up` unless told otherwise. */
  run?: "refresh" | "destroy";
  /** Lines of a preview that tell a difference. */
  drawn?: string[];
  /** What the failed run says. */
  failure?: string;
  operations: Record<string, number>;
  writes?: string[];
  /** How many; none is said where it depends on time. */
  reads?: number | "some";
  outputs?: Record<string, unknown>;
}

const SHARE = "/accounts/…/shares/…";
/** One look at the share and its recipients, before a change; the same in a poll after it. */
const LOOK = 2;
const POLL = 2;
const refused = localAccount(5);

/** The same life by every door: what is declared, what a run does with the resource, and what it sends. */
const life: Step[] = [
  {
    name: "create",
    operations: { create: 1 },
    writes: ["POST /accounts/…/shares"],
    // One page walk looks for what an interrupted run left.
    reads: 1 + POLL,
    outputs: { status: "active", targetType: "account", associated: 3, firstAccount: localAccount(1) },
  },
  { name: "no change", drawn: [], operations: { same: 1 } },
  {
    name: "one more recipient",
    declared: { recipients: [...accounts(4, 4), ...accounts(1, 3)] },
    drawn: ["~ recipients: [", "+ [3]: {"],
    operations: { update: 1 },
    writes: [`PUT ${SHARE}/recipients`],
    reads: LOOK + POLL,
    outputs: { associated: 4 },
  },
  {
    name: "one recipient less",
    declared: { recipients: accounts(2, 4) },
    drawn: ["~ recipients: [", "- [0]: {"],
    operations: { update: 1 },
    writes: [`PUT ${SHARE}/recipients`],
    reads: LOOK + POLL,
    outputs: { associated: 3, firstAccount: localAccount(2) },
  },
  {
    name: "another order",
    declared: { recipients: accounts(2, 4).reverse() },
    drawn: [],
    operations: { same: 1 },
  },
  {
    name: "another name",
    declared: { name: "Renamed" },
    drawn: ['~ name: "Baseline" => "Renamed"'],
    operations: { update: 1 },
    writes: [`PUT ${SHARE}`],
    reads: LOOK,
  },
  {
    name: "meta as an object, and a resource with meta as text",
    declared: { resources: [ruleset(rulesetId, { level: 2 }), ruleset(otherRulesetId, '{"level":[1]}')] },
    drawn: ["~ resources: [", "~ [0]: {", "~ meta: (json) {", "+ [1]: {"],
    operations: { update: 1 },
    writes: [`POST ${SHARE}/resources`, `PUT ${SHARE}/resources/…`],
    reads: LOOK + POLL,
  },
  {
    name: "refresh after drift",
    before: ({ dashboard }) => dashboard.removeRecipient(onlyShare(dashboard), localAccount(3)),
    run: "refresh",
    operations: { refresh: 1 },
    reads: LOOK,
  },
  {
    name: "repair",
    drawn: ["~ recipients: [", "+ [2]: {"],
    operations: { update: 1 },
    writes: [`PUT ${SHARE}/recipients`],
    reads: LOOK + POLL,
  },
  {
    name: "a delivery that fails",
    before: ({ dashboard }) =>
      dashboard.refuseDelivery({ accountId: refused, error: "quota of rulesets exceeded", terminal: true }),
    declared: { recipients: accounts(2, 5) },
    failure: "quota of rulesets exceeded",
    operations: { update: 1 },
    writes: [`PUT ${SHARE}/recipients`],
    // Ends by the second answer that says so; how often it asks before is a matter of time.
    reads: "some",
  },
  {
    name: "a wait that takes too long",
    before: ({ dashboard }) => {
      dashboard.acceptDelivery(refused);
      dashboard.setTransitionMs(1);
      dashboard.hold();
    },
    declared: { recipients: accounts(2, 6), customTimeouts: { update: "1s" } },
    failure: `account ${localAccount(6)}: associating`,
    operations: { update: 1 },
    writes: [`PUT ${SHARE}/recipients`],
    reads: "some",
  },
  {
    name: "the run after the failures",
    before: ({ dashboard }) => {
      dashboard.setTransitionMs(0);
      dashboard.release();
    },
    declared: { customTimeouts: {} },
    operations: { update: 1 },
    reads: LOOK,
    outputs: { status: "active", associated: 5 },
  },
  {
    name: "the organization in place of accounts",
    declared: { recipients: [{}] },
    operations: { "create-replacement": 1, replace: 1, "delete-replaced": 1 },
    writes: ["POST /accounts/…/shares", `DELETE ${SHARE}`],
    reads: "some",
    outputs: { status: "active", targetType: "organization" },
  },
  {
    name: "destroy",
    run: "destroy",
    operations: { delete: 1 },
    writes: [`DELETE ${SHARE}`],
    reads: "some",
  },
];

function onlyShare(dashboard: LocalCloudflare["dashboard"]): string {
  const [share, ...others] = dashboard.shares();
  if (!share || others.length > 0) throw new Error("not one share");
  return share.id;
}

export const token = "very-secret-token-8c9d0e1f2a3b";

/** @param open the door, with a program that declares what it is told first */
export function testLife(name: string, open: (declared: Declared) => Promise<Door>): void {
  test(`a share's life ${name}: each run with the requests that the other doors send`, async () => {
    const cloudflare = await startLocalCloudflare({ transitionMs: 0, tokens: { [token]: {} } });
    let door: Door | undefined;
    try {
      let declared: Declared = {
        provider: { apiToken: token, accountId: localOwner, baseUrl: cloudflare.url },
        // Languages with types have one for either.
        args: { name: "Baseline", recipients: accounts(1, 3), resources: [ruleset()], removalLimit: "100%" },
        customTimeouts: {},
      };
      door = await open(declared);
      for (const step of life) {
        step.before?.(cloudflare);
        const { customTimeouts = declared.customTimeouts, ...args } = step.declared ?? {};
        declared = { ...declared, args: { ...declared.args, ...args }, customTimeouts };
        await door.declare(declared);
        await play(step, door, cloudflare);
      }
      expect(cloudflare.dashboard.shares().map(({ status }) => status)).toEqual(["deleted", "deleted"]);
    } finally {
      door?.end?.();
      await cloudflare.close();
    }
  });
}

async function play(step: Step, door: Door, cloudflare: LocalCloudflare): Promise<void> {
  cloudflare.clearRequests();
  if (step.drawn && door.preview) {
    const drawn = differences(await door.preview());
    const requests = cloudflare.requests.length;
    expect({ step: step.name, drawn, requests }).toEqual({ step: step.name, drawn: step.drawn, requests: 0 });
  }
  const { ok, output, operations } = await door[step.run ?? "up"]();
  if (ok !== (step.failure === undefined)) throw new Error(`${step.name}: ${output}`);
  expect(output).toContain(step.failure ?? "");
  const sent = writes(cloudflare.requests).map((line) => line.replace(/[0-9a-f]{32}/g, "…"));
  const reads = cloudflare.requests.length - sent.length;
  expect({
    step: step.name,
    operations,
    writes: sent,
    reads: step.reads === "some" ? "some" : reads,
  }).toEqual({
    step: step.name,
    operations: step.operations,
    writes: step.writes ?? [],
    reads: step.reads ?? 0,
  });
  if (step.outputs && door.outputs) expect(await door.outputs()).toMatchObject(step.outputs);
}

/** Without those inside an item that is drawn as a whole. */
function differences({ output }: PluginRun): string[] {
  const lines = output.split("\n").map((line) => line.trim());
  return lines.filter((line) => /^[-+~] (\[\d+\]|name|meta|recipients|resources):/.test(line));
}
