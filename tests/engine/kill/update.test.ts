import { localAccount } from "../../../sdk/local";
import { accounts, otherRulesetId, ruleset, share } from "../declarations";
import { active, cloudflare, killAt, open, table, type Victims } from "./killing";

const changed = {
  name: "Baseline, renamed",
  recipients: accounts(2, 4),
  resources: [ruleset(undefined, { mode: "log" }), ruleset(otherRulesetId)],
};
const stays = "0".repeat(31);
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

test.each(updateCells)(
  "killed at request %d of an update (committed: %s), %s",
  async (skip, committed, victims) => {
    const stack = await open({ resources: [ruleset(), ruleset(`${stays}1`)] });
    expect(await stack.up()).toMatchObject({ ok: true });
    const [before] = await stack.resources();
    await stack.declare({ shares: [share(changed)] });
    const request = await killAt(stack, skip, committed, victims);
    expect(active().map((one) => one.id)).toEqual([before?.id]);
    expect((await stack.resources()).map((one) => one.id)).toEqual([before?.id]);

    const next = await stack.up();
    expect(next).toMatchObject({ ok: true, operations: { update: 1 } });
    const [live] = active();
    expect(live?.name).toBe("Baseline, renamed");
    const members = live?.recipients
      .filter((one) => one.association_status === "associated")
      .map((one) => one.account_id);
    expect(members?.sort()).toEqual([2, 3, 4].map(localAccount));
    const shared = live?.resources
      .filter((one) => one.status === "active")
      .map((one) => [one.resource_id, one.meta]);
    expect(shared).toEqual([
      [ruleset().resourceId, { mode: "log" }],
      [otherRulesetId, {}],
    ]);
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
  },
);
