import { type LocalCloudflare, localAccount, startLocalCloudflare } from "../../../sdk/local";
import { otherRulesetId, settingsOf, share } from "../declarations";
import { TestStack } from "../stack";
import { startFront } from "./support/front";
import {
  attachedRecipient,
  attachedRecords,
  attachedResource,
  inState,
  makeByHand,
  onlyId,
} from "./support/scene";

let cloudflare: LocalCloudflare;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 0, reAdd: "new-record" });
});
afterEach(() => cloudflare.close());

test("what another team added anew, after ours was removed by hand, outlives our destroy", async () => {
  const { dashboard } = cloudflare;
  const shareId = makeByHand(cloudflare);
  const program = { attachments: [attachedRecipient(shareId), attachedResource(shareId)] };
  const stack = await TestStack.open(program, settingsOf(cloudflare));
  expect(await stack.up()).toMatchObject({ ok: true });
  const ours = attachedRecords(cloudflare, shareId);
  expect(ours).toEqual({
    recipients: [(await inState(stack, "team")).id],
    resources: [(await inState(stack, "ruleset")).id],
  });
  dashboard.removeRecipient(shareId, localAccount(11));
  dashboard.addRecipient(shareId, localAccount(11));
  dashboard.removeResource(shareId, otherRulesetId);
  dashboard.addResource(shareId, { resourceId: otherRulesetId });
  const theirs = attachedRecords(cloudflare, shareId);
  expect(theirs.recipients).not.toEqual(ours.recipients);
  expect(theirs.resources).not.toEqual(ours.resources);

  expect(await stack.destroy()).toMatchObject({ ok: true });
  expect(await stack.resources()).toEqual([]);
  expect(attachedRecords(cloudflare, shareId)).toEqual(theirs);
});

test("exclusions that another team makes between our read and our write stay", async () => {
  const front = await startFront(cloudflare.url);
  const excluded = (id: string) =>
    cloudflare.dashboard
      .share(id)
      .excluded.map((one) => one.account_id)
      .sort();
  /** Right before the next request that writes exclusions. */
  const excludeByHand = (index: number) =>
    front.add({
      method: /POST|PUT|DELETE/,
      path: /\/excluded-recipients/,
      times: 1,
      before: () => {
        const [shared] = cloudflare.dashboard.shares();
        const id = shared?.id ?? "";
        cloudflare.dashboard.setExcluded(id, [...excluded(id), localAccount(index)]);
      },
    });
  const declare = (index: number) => ({
    shares: [
      share({
        exclusive: false,
        recipients: [{}],
        excludedRecipients: [{ accountId: localAccount(index) }],
      }),
    ],
  });
  try {
    const stack = await TestStack.open(declare(5), settingsOf(front));
    excludeByHand(8);
    expect(await stack.up()).toMatchObject({ ok: true });
    const id = await onlyId(stack);
    expect(excluded(id)).toEqual([5, 8].map(localAccount));
    await stack.declare(declare(6));
    excludeByHand(9);
    expect(await stack.up()).toMatchObject({ ok: true });
    expect(excluded(id)).toEqual([6, 8, 9].map(localAccount));
  } finally {
    await front.close();
  }
});
