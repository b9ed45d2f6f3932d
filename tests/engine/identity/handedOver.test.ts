import { type LocalCloudflare, localOwner, startLocalCloudflare } from "../../../sdk/local";
import { settingsOf, share } from "../declarations";
import { writes } from "../engine";
import { type ProgramDeclaration, TestStack } from "../stack";
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
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 0 });
});
afterEach(() => cloudflare.close());

/** A program that manages, then only reads what it managed, then nothing: not one write after the first. */
async function handOver(stack: TestStack, read: ProgramDeclaration): Promise<void> {
  cloudflare.clearRequests();
  await stack.declare(read);
  expect(await stack.up()).toMatchObject({ ok: true });
  expect(writes(cloudflare.requests)).toEqual([]);
}

async function expectNoWriteByTheEnd(stack: TestStack): Promise<void> {
  expect(await stack.up({ refresh: true })).toMatchObject({ ok: true });
  expect(await stack.destroy()).toMatchObject({ ok: true });
  expect(writes(cloudflare.requests)).toEqual([]);
}

test("Share.get in place of the managed share: it stays live, and its id is the bare one", async () => {
  const stack = await TestStack.open({ shares: [share()] }, settingsOf(cloudflare));
  expect(await stack.up()).toMatchObject({ ok: true });
  const id = await onlyId(stack);
  await handOver(stack, { gets: [{ name: "baseline", id: `${localOwner}/${id}` }] });
  expect(await stack.outputs()).toMatchObject({ baseline: { id, name: "Baseline", status: "active" } });
  await expectNoWriteByTheEnd(stack);
  expect(liveShares(cloudflare)).toEqual([id]);
});

test("get in place of managed attachments: they stay live, and their ids are the bare ones", async () => {
  const shareId = makeByHand(cloudflare);
  const managed = { attachments: [attachedRecipient(shareId), attachedResource(shareId)] };
  const stack = await TestStack.open(managed, settingsOf(cloudflare));
  expect(await stack.up()).toMatchObject({ ok: true });
  const team = (await inState(stack, "team")).id;
  const ruleset = (await inState(stack, "ruleset")).id;
  const gets: ProgramDeclaration["gets"] = [
    { kind: "ShareRecipient", name: "team", id: `${localOwner}/${shareId}/${team}` },
    { kind: "ShareResource", name: "ruleset", id: `${localOwner}/${shareId}/${ruleset}` },
  ];
  await handOver(stack, { gets });
  expect(await stack.outputs()).toEqual({ team: { id: team }, ruleset: { id: ruleset } });
  await expectNoWriteByTheEnd(stack);
  expect(attachedRecords(cloudflare, shareId)).toEqual({ recipients: [team], resources: [ruleset] });
});
