import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../sdk/local";
import { accounts, settingsOf, share } from "./declarations";
import { writes } from "./engine";
import { inState, liveAccounts, liveShares, onlyId } from "./identity/support/scene";
import { type RunResult, TestStack } from "./stack";

let cloudflare: LocalCloudflare;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 0 });
});
afterEach(() => cloudflare.close());

const removalLimit = "cloudflare-sharing:removalLimit";

/** The run failed by these words alone, and sent nothing that changes anything. */
function expectStopped(run: RunResult, ...words: string[]): void {
  expect(run.ok).toBe(false);
  for (const word of words) expect(run.output).toContain(word);
  expect(run.output).not.toMatch(/\n\s+at |TypeError/);
  expect(writes(cloudflare.requests)).toEqual([]);
}

test("the config's: a slip fails the preview, and the update again by what is live; then it is allowed for one run", async () => {
  const stack = await TestStack.open(
    { shares: [share({ recipients: accounts(1, 50) })] },
    settingsOf(cloudflare),
  );
  await stack.setConfig(removalLimit, "20%");
  expect(await stack.up()).toMatchObject({ ok: true });
  const id = await onlyId(stack);
  const fewer = { shares: [share({ recipients: accounts(1, 2) })] };
  await stack.declare(fewer);
  cloudflare.clearRequests();
  const slip = "recipients: 48 of 50 would be removed, and removalLimit is 20%";
  expectStopped(
    await stack.preview(),
    slip,
    "`pulumi config set cloudflare-sharing:removalLimit 48` for one run",
  );
  expect(cloudflare.requests).toEqual([]);

  // What the state does not know: the program removes nobody, and the update would remove ten.
  for (let i = 51; i <= 70; i++) cloudflare.dashboard.addRecipient(id, localAccount(i));
  await stack.declare({ shares: [share({ recipients: accounts(1, 51) })] });
  const before = await stack.resources();
  expect(await stack.preview()).toMatchObject({ ok: true, operations: { update: 1 } });
  expectStopped(await stack.up(), `updating share ${id}: recipients: 19 of 70 would be removed`);
  expect(await stack.resources()).toEqual(before);

  // A refresh, which compares too, goes on.
  expect(await stack.refresh()).toMatchObject({ ok: true });
  await stack.declare(fewer);
  await stack.setConfig(removalLimit, "68");
  expect(await stack.up()).toMatchObject({ ok: true, operations: { update: 1 } });
  expect(writes(cloudflare.requests)).toEqual([`PUT /accounts/${localOwner}/shares/${id}/recipients`]);
  expect(liveAccounts(cloudflare, id)).toHaveLength(2);
});

test("replacements: by force both shares stay until it is allowed; to accounts it fails in the preview; destroy does not count", async () => {
  const declare = (args: object) => ({
    shares: [share({ removalLimit: 0, onDuplicate: "create", ...args })],
  });
  const stack = await TestStack.open(declare({ recipients: accounts(1, 5) }), settingsOf(cloudflare));
  expect(await stack.up()).toMatchObject({ ok: true });
  const { id: first, urn } = await inState(stack, "baseline");

  await stack.declare(declare({ recipients: accounts(1, 2) }));
  const forced = await stack.up({ replace: [urn] });
  expect(forced.ok).toBe(false);
  const both = "both stay: recipients: 3 of 5 would be removed, and removalLimit is 0";
  expect(forced.output).toContain(both);
  const [second] = liveShares(cloudflare).filter((id) => id !== first);
  expect((await stack.resources()).map(({ id }) => id).sort()).toEqual([first, second].sort());
  cloudflare.clearRequests();
  expectStopped(await stack.up(), both);
  await stack.declare(declare({ recipients: accounts(1, 2), removalLimit: 3 }));
  expect(await stack.up()).toMatchObject({ ok: true });
  expect(liveShares(cloudflare)).toEqual([second]);

  await stack.declare(declare({ recipients: [{}] }));
  expect(await stack.up()).toMatchObject({ ok: true, operations: { replace: 1 } });
  const third = await onlyId(stack);
  await stack.declare(declare({ recipients: accounts(1, 2) }));
  cloudflare.clearRequests();
  expectStopped(await stack.preview(), `comparing share ${third}: recipients: 297 of 299 would be removed`);
  expect(await stack.destroy({ runProgram: true })).toMatchObject({ ok: true });
  expect(liveShares(cloudflare)).toEqual([]);
});
