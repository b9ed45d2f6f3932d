import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../../sdk/local";
import { otherRulesetId, rulesetId, settingsOf, share } from "../declarations";
import { writes } from "../engine";
import { TestStack } from "../stack";
import { type Front, startFront } from "./support/front";
import {
  attachedRecipient,
  attachedRecords,
  attachedResource,
  inState,
  liveShares,
  makeByHand,
  onlyId,
} from "./support/scene";

let cloudflare: LocalCloudflare;
let front: Front;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 0 });
  front = await startFront(cloudflare.url);
});
afterEach(async () => {
  await front.close();
  await cloudflare.close();
});

/** A share made by hand, as declared, and a program that imports it; not run yet. */
async function importing(opts: Record<string, unknown> = {}) {
  const id = makeByHand(cloudflare);
  const declared = share({}, { ...opts, import: `${localOwner}/${id}` });
  return { id, stack: await TestStack.open({ shares: [declared] }, settingsOf(front)) };
}

/** The state has one share, which is the only live one and another than before. */
async function expectAnother(stack: TestStack, before: string): Promise<void> {
  const id = await onlyId(stack);
  expect(id).not.toBe(before);
  expect(liveShares(cloudflare)).toEqual([id]);
}

describe("an import option that stayed in the program", () => {
  test("and a forced replacement with deleteBeforeReplace: the share is made anew", async () => {
    const { id, stack } = await importing({ deleteBeforeReplace: true });
    expect(await stack.up()).toMatchObject({ ok: true });
    const { urn } = await inState(stack, "baseline");
    expect(await stack.up({ replace: [urn] })).toMatchObject({ ok: true });
    await expectAnother(stack, id);
    expect(await stack.up()).toMatchObject({ ok: true, operations: { same: 1 } });
  });

  test("and a forced replacement of attachments: refused, or made anew, and never lost", async () => {
    const shareId = makeByHand(cloudflare, [1, 11].map(localAccount), [
      { resourceId: rulesetId },
      { resourceId: otherRulesetId },
    ]);
    const before = attachedRecords(cloudflare, shareId);
    const declare = (opts: Record<string, unknown>) => {
      const named = (id?: string) => ({ ...opts, import: `${localOwner}/${shareId}/${id}` });
      const team = attachedRecipient(shareId, named(before.recipients[0]));
      return { attachments: [team, attachedResource(shareId, named(before.resources[0]))] };
    };
    const stack = await TestStack.open(declare({}), settingsOf(front));
    expect(await stack.up()).toMatchObject({ ok: true, operations: { create: 2 } });
    for (const name of ["team", "ruleset"]) {
      const refused = await stack.up({ replace: [(await inState(stack, name)).urn] });
      expect(attachedRecords(cloudflare, shareId)).toEqual(before);
      expect(refused.ok).toBe(false);
      expect(refused.output).toContain("deleteBeforeReplace");
    }

    await stack.declare(declare({ deleteBeforeReplace: true }));
    const replace = (await stack.resources()).map(({ urn }) => urn);
    expect(await stack.up({ replace })).toMatchObject({ ok: true });
    expect(attachedRecords(cloudflare, shareId)).toEqual({
      recipients: [(await inState(stack, "team")).id],
      resources: [(await inState(stack, "ruleset")).id],
    });
  });

  test("and a share deleted by hand: up --refresh makes another one", async () => {
    const { id, stack } = await importing();
    expect(await stack.up()).toMatchObject({ ok: true });
    cloudflare.dashboard.deleteShare(id);
    expect(await stack.up({ refresh: true })).toMatchObject({ ok: true, operations: { create: 1 } });
    await expectAnother(stack, id);
  });

  test("and a share deleted by hand: refresh, then up makes another one", async () => {
    const { id, stack } = await importing();
    expect(await stack.up()).toMatchObject({ ok: true });
    cloudflare.dashboard.deleteShare(id);
    expect(await stack.refresh()).toMatchObject({ ok: true });
    expect(await stack.resources()).toEqual([]);
    expect(await stack.up()).toMatchObject({ ok: true, operations: { create: 1 } });
    await expectAnother(stack, id);
    expect(await stack.up()).toMatchObject({ ok: true, operations: { same: 1 } });
  });
});

describe("an import takes over what is there when it takes it over", () => {
  const renamed = "Renamed by hand";

  test("renamed after the preview: refused, unchanged", async () => {
    const { id, stack } = await importing();
    expect(await stack.preview()).toMatchObject({ ok: true });
    cloudflare.dashboard.rename(id, renamed);
    const up = await stack.up();
    expect(up.ok).toBe(false);
    expect(up.output).toContain(`the live share is named "${renamed}"`);
  });

  test("renamed after the run's check has read it: refused, unchanged, not in the state", async () => {
    const { id, stack } = await importing();
    const path = new RegExp(`/shares/${id}$`);
    front.add({
      method: /GET/,
      path,
      times: 1,
      after: () => cloudflare.dashboard.rename(id, renamed),
    });
    const up = await stack.up();
    expect(up.ok).toBe(false);
    expect(up.output).toContain(renamed);
    expect(await stack.resources()).toEqual([]);
    expect(writes(cloudflare.requests)).toEqual([]);
    expect(cloudflare.dashboard.share(id)).toMatchObject({ name: renamed, status: "active" });
  });
});
