import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../../sdk/local";
import { settingsOf, share } from "../declarations";
import { writes } from "../engine";
import { type ProgramDeclaration, type RunResult, TestStack } from "../stack";
import {
  attachedRecipient,
  attachedRecords,
  attachedResource,
  inState,
  liveAccounts,
  liveShares,
  makeByHand,
  onlyId,
} from "./support/scene";

let cloudflare: LocalCloudflare;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 0 });
});
afterEach(() => cloudflare.close());

const open = (program: ProgramDeclaration) => TestStack.open(program, settingsOf(cloudflare));

const urnOf = async (stack: TestStack, name = "baseline") => (await inState(stack, name)).urn;
const forceUp = async (stack: TestStack, refresh = false) =>
  stack.up({ refresh, replace: [await urnOf(stack)] });

const duplicateWays = ["--replace", "deleteBeforeReplace", 'onDuplicate: "create"'];

function expectRefused(run: RunResult, words: string[]): void {
  expect(run.ok).toBe(false);
  for (const word of words) expect(run.output).toContain(word);
  expect(run.output).not.toContain("no resource of this stack holds it");
  expect(writes(cloudflare.requests)).toEqual([]);
}

/** The one live share is the one in the state, and another than before. */
async function expectReplaced(run: RunResult, stack: TestStack, before: string): Promise<string> {
  expect(run).toMatchObject({ ok: true, operations: { replace: 1 } });
  const after = await onlyId(stack);
  expect(after).not.toBe(before);
  expect(liveShares(cloudflare)).toEqual([after]);
  return after;
}

test("--replace and taint are refused in words; with --refresh they work", async () => {
  const stack = await open({ shares: [share()] });
  expect(await stack.up()).toMatchObject({ ok: true });
  const id = await onlyId(stack);
  cloudflare.clearRequests();
  expectRefused(await forceUp(stack), duplicateWays);
  expect(await stack.up()).toMatchObject({ ok: true, operations: { same: 1 } });
  await stack.taint(await urnOf(stack));
  expectRefused(await stack.up(), duplicateWays);
  expect(await onlyId(stack)).toBe(id);
  expect(liveShares(cloudflare)).toEqual([id]);
  const second = await expectReplaced(await stack.up({ refresh: true }), stack, id);
  await expectReplaced(await forceUp(stack, true), stack, second);
});

test('with onDuplicate: "create" and with deleteBeforeReplace a forced replacement works', async () => {
  const stack = await open({ shares: [share({ onDuplicate: "create" })] });
  await stack.up();
  const first = await onlyId(stack);
  const second = await expectReplaced(await forceUp(stack), stack, first);
  await stack.declare({ shares: [share({}, { deleteBeforeReplace: true })] });
  expect(await stack.up()).toMatchObject({ ok: true });
  const third = await expectReplaced(await forceUp(stack), stack, second);
  await stack.taint(await urnOf(stack));
  await expectReplaced(await stack.up(), stack, third);
});

test("adopt does not take over the share that it replaces: the run fails, and the next up is whole", async () => {
  const stack = await open({ shares: [share({ onDuplicate: "adopt" })] });
  await stack.up();
  const id = await onlyId(stack);
  const forced = await forceUp(stack);
  expect(forced.ok).toBe(false);
  for (const word of duplicateWays) expect(forced.output).toContain(word);
  expect(liveShares(cloudflare)).toEqual([id]);
  expect(await stack.up()).toMatchObject({ ok: true });
  expect(await onlyId(stack)).toBe(id);
  expect(liveShares(cloudflare)).toEqual([id]);
});

test("attachments: refused in words, and nothing is lost; with deleteBeforeReplace they are made anew", async () => {
  const shareId = makeByHand(cloudflare);
  const declare = (opts?: Record<string, unknown>) => ({
    attachments: [attachedRecipient(shareId, opts), attachedResource(shareId, opts)],
  });
  const stack = await open(declare());
  expect(await stack.up()).toMatchObject({ ok: true });
  const before = attachedRecords(cloudflare, shareId);
  cloudflare.clearRequests();
  for (const name of ["team", "ruleset"]) {
    expectRefused(await stack.up({ replace: [await urnOf(stack, name)] }), [
      "--replace",
      "deleteBeforeReplace",
    ]);
  }
  expect(attachedRecords(cloudflare, shareId)).toEqual(before);

  await stack.declare(declare({ deleteBeforeReplace: true }));
  const replace = [await urnOf(stack, "team"), await urnOf(stack, "ruleset")];
  expect(await stack.up({ replace })).toMatchObject({ ok: true, operations: { replace: 2 } });
  expect(attachedRecords(cloudflare, shareId)).toEqual({
    recipients: [(await inState(stack, "team")).id],
    resources: [(await inState(stack, "ruleset")).id],
  });
  expect(attachedRecords(cloudflare, shareId).resources).not.toEqual(before.resources);
});

test("replaceOnChanges is obeyed: a changed name makes another share", async () => {
  const options = { replaceOnChanges: ["name"] };
  const stack = await open({ shares: [share({}, options)] });
  await stack.up();
  const id = await onlyId(stack);
  await stack.declare({ shares: [share({ name: "Renamed" }, options)] });
  const after = await expectReplaced(await stack.up(), stack, id);
  expect(cloudflare.dashboard.share(after).name).toBe("Renamed");
});

test("replaceOnChanges is obeyed by attachments: changed meta, or another account, makes another record", async () => {
  const shareId = makeByHand(cloudflare);
  const declare = (changed: { meta?: unknown; account?: number } = {}) => {
    const resource = attachedResource(shareId, { replaceOnChanges: ["meta"] });
    const recipient = attachedRecipient(shareId, { replaceOnChanges: ["recipientAccountId"] });
    const { meta = {}, account = 11 } = changed;
    return {
      attachments: [
        { ...resource, args: { ...resource.args, meta } },
        { ...recipient, args: { ...recipient.args, recipientAccountId: localAccount(account) } },
      ],
    };
  };
  const stack = await open(declare());
  expect(await stack.up()).toMatchObject({ ok: true });
  const { resources: before } = attachedRecords(cloudflare, shareId);
  await stack.declare(declare({ meta: { a: 1 }, account: 12 }));
  expect(await stack.up()).toMatchObject({ ok: true, operations: { replace: 2 } });
  const { resources, recipients } = attachedRecords(cloudflare, shareId);
  expect(resources).toEqual([(await inState(stack, "ruleset")).id]);
  expect(resources).not.toEqual(before);
  expect(recipients).toEqual([]);
  expect(liveAccounts(cloudflare, shareId)).toContain(localAccount(12));
});

test('after a failed delivery, replaceOnChanges: ["*"] with deleteBeforeReplace makes another share', async () => {
  const refused = localAccount(2);
  cloudflare.dashboard.refuseDelivery({ accountId: refused, error: "no room", terminal: true });
  const options = { deleteBeforeReplace: true, replaceOnChanges: ["*"] };
  const stack = await open({ shares: [share({}, options)] });
  expect(await stack.up()).toMatchObject({ ok: false });
  const id = await onlyId(stack);
  cloudflare.dashboard.acceptDelivery(refused);
  await expectReplaced(await stack.up(), stack, id);
});

test("an attachment taken back to where a failed replacement is yet to delete it: kept by the import that the refusal names", async () => {
  const plan = localAccount(7);
  const [first, second] = [makeByHand(cloudflare), makeByHand(cloudflare, [plan])];
  const on = (shareId: string, opts: Record<string, unknown>) => ({
    attachments: [attachedResource(shareId, opts)],
  });
  const stack = await open(on(first, {}));
  expect(await stack.up()).toMatchObject({ ok: true });
  const { id } = await inState(stack, "ruleset");
  cloudflare.dashboard.refuseDelivery({ accountId: plan, error: "no plan", terminal: true });
  await stack.declare(on(second, {}));
  expect((await stack.up()).output).toContain("not everything was delivered");
  expect(await stack.resources()).toHaveLength(2);

  await stack.declare(on(first, { deleteBeforeReplace: true }));
  const refused = await stack.up();
  const importId = `${localOwner}/${first}/${id}`;
  expect(refused.ok).toBe(false);
  expect(refused.output).toContain(`set the option import: "${importId}"`);
  expect(attachedRecords(cloudflare, first).resources).toEqual([id]);

  await stack.declare(on(first, { import: importId }));
  expect(await stack.up()).toMatchObject({ ok: true });
  expect((await stack.resources()).map((one) => one.id)).toEqual([id]);
  expect(attachedRecords(cloudflare, first).resources).toEqual([id]);
  expect(attachedRecords(cloudflare, second).resources).toEqual([]);
  await stack.declare(on(first, {}));
  expect(await stack.up()).toMatchObject({ ok: true, operations: { same: 1 } });
});
