import { join } from "node:path";
import { type LocalCloudflare, localAccount, startLocalCloudflare } from "../../sdk/local";
import { accounts, otherRulesetId, ruleset, rulesetId, settingsOf, share } from "./declarations";
import { liveAccounts, onlyId } from "./identity/support/scene";
import { TestStack } from "./stack";

let cloudflare: LocalCloudflare;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 0 });
});
afterEach(() => cloudflare.close());

/** An account that is known only once another resource of the program exists. */
const later = (name: string) => ({ recipientAccountId: { $id: name } });

test("up follows the plan of a preview with unknown items, unless one is there already in another's place", async () => {
  const resources = [ruleset(rulesetId), ruleset(otherRulesetId)];
  const stack = await TestStack.open(
    { shares: [share({ recipients: accounts(1, 2), resources })] },
    { ...settingsOf(cloudflare), PULUMI_EXPERIMENTAL: "true" },
  );
  expect(await stack.up()).toMatchObject({ ok: true });
  const id = await onlyId(stack);
  const plan = join(stack.folder, "plan.json");
  const live = () => liveAccounts(cloudflare, id);

  // The first account and the first ruleset turn out as they were, the third account is new.
  const rulesets = { first: localAccount(1), third: localAccount(3), waf: rulesetId };
  const recipients = [later("first"), ...accounts(2, 2), later("third")];
  const unknown = share({
    recipients,
    resources: [{ ...ruleset(), resourceId: { $id: "waf" } }, resources[1]],
  });
  await stack.declare({ rulesets, shares: [unknown] });
  const preview = await stack.preview({ plan });
  expect(preview).toMatchObject({ ok: true });
  const planned = await stack.up({ plan });
  expect(planned.output).not.toContain("violates plan");
  expect(planned).toMatchObject({ ok: true });
  expect(live()).toEqual([1, 2, 3].map(localAccount));
  for (const known of [localAccount(2), otherRulesetId])
    expect(preview.output).not.toContain(`=> "${known}"`);

  // Beside a new account, one that turns out to be there already: the new one has its place in the preview.
  const more = { ...rulesets, late: localAccount(2) };
  const mixed = [...accounts(1, 1), ...accounts(5, 5), later("late"), ...accounts(3, 3)];
  await stack.declare({ rulesets: more, shares: [share({ recipients: mixed, resources })] });
  expect(await stack.preview({ plan })).toMatchObject({ ok: true });
  const violating = await stack.up({ plan });
  expect(violating.ok).toBe(false);
  expect(violating.output).toMatch(
    /resource urn:\S+::baseline violates plan: properties changed: ~~recipients\[/,
  );
  expect(live()).toEqual([1, 2, 3].map(localAccount));
  // By now it is known, and so by the next plan.
  expect(await stack.preview({ plan })).toMatchObject({ ok: true });
  expect(await stack.up({ plan })).toMatchObject({ ok: true });
  expect(live()).toEqual([1, 2, 3, 5].map(localAccount));
});
