import { localAccount } from "../../../sdk/local";
import { accounts, otherRulesetId, ruleset, share } from "../declarations";
import type { TestStack } from "../stack";
import { active, cloudflare, freshCloudflare, killAt, open, table, type Victims } from "./killing";

/** From each to the other the same requests lead: every update but the first goes back from where the last one led. */
const [first, second] = [
  {
    args: {
      name: "Baseline",
      recipients: accounts(1, 3),
      resources: [ruleset(undefined, { mode: "block" }), ruleset(`${"0".repeat(31)}1`)],
    },
    recipients: [1, 2, 3],
    resources: [
      [ruleset().resourceId, { mode: "block" }],
      [`${"0".repeat(31)}1`, {}],
    ],
  },
  {
    args: {
      name: "Baseline, renamed",
      recipients: accounts(2, 4),
      resources: [ruleset(undefined, { mode: "log" }), ruleset(otherRulesetId)],
    },
    recipients: [2, 3, 4],
    resources: [
      [ruleset().resourceId, { mode: "log" }],
      [otherRulesetId, {}],
    ],
  },
];
// The live read (2), name, recipients, a resource added, meta, a resource removed, the poll, the recipients.
const updateCells: [number, boolean, Victims][] = [
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8].map((skip): [number, boolean, Victims] => [
    skip,
    false,
    "engine and provider",
  ]),
  ...[2, 3, 4, 5, 6].map((skip): [number, boolean, Victims] => [skip, true, "engine and provider"]),
  ...[0, 3, 6, 8].map((skip): [number, boolean, Victims] => [skip, false, "provider"]),
];

/** A stack that is at one of the two; none after a test that failed. */
let ready: { stack: TestStack; at: typeof first } | undefined;

async function setUp(): Promise<NonNullable<typeof ready>> {
  await freshCloudflare();
  const stack = await open(first.args);
  expect(await stack.up()).toMatchObject({ ok: true });
  return { stack, at: first };
}

test.each(updateCells)(
  "killed at request %d of an update (committed: %s), %s",
  async (skip, committed, victims) => {
    const { stack, at } = ready ?? (await setUp());
    ready = undefined;
    const wanted = at === first ? second : first;
    const [before] = await stack.resources();
    await stack.declare({ shares: [share(wanted.args)] });
    const request = await killAt(stack, skip, committed, victims);
    expect(active().map((one) => one.id)).toEqual([before?.id]);
    expect((await stack.resources()).map((one) => one.id)).toEqual([before?.id]);

    const next = await stack.up();
    expect(next).toMatchObject({ ok: true, operations: { update: 1 } });
    const [live] = active();
    expect(live?.name).toBe(wanted.args.name);
    const members = live?.recipients
      .filter((one) => one.association_status === "associated")
      .map((one) => one.account_id);
    expect(members?.sort()).toEqual(wanted.recipients.map(localAccount));
    const shared = live?.resources
      .filter((one) => one.status === "active")
      .map((one) => [one.resource_id, one.meta]);
    expect(shared).toHaveLength(2);
    expect(shared).toEqual(expect.arrayContaining(wanted.resources));
    cloudflare.clearRequests();
    expect(await stack.up()).toMatchObject({ ok: true, operations: { same: 1 } });
    expect(cloudflare.requests).toHaveLength(0);
    table.push({
      operation: "update",
      victims,
      request,
      live: "1 share",
      nextUp: "finishes the update; then 1 share",
    });
    ready = { stack, at: wanted };
  },
);
