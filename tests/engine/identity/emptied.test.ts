import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../../sdk/local";
import { accounts, settingsOf, share } from "../declarations";
import { writes } from "../engine";
import { TestStack } from "../stack";
import { liveAccounts, liveShares, onlyId } from "./support/scene";

const ours = localAccount(1);
const theirs = localAccount(77);

let cloudflare: LocalCloudflare;
let stack: TestStack;
let id: string;

/** A share with one account, which somebody removes by hand; others may have attached theirs. */
async function emptyByHand(exclusive: boolean): Promise<void> {
  const declared = share({ exclusive, recipients: accounts(1, 1) });
  stack = await TestStack.open({ shares: [declared] }, settingsOf(cloudflare));
  expect(await stack.up()).toMatchObject({ ok: true });
  id = await onlyId(stack);
  if (!exclusive) cloudflare.dashboard.addRecipient(id, theirs);
  cloudflare.dashboard.removeRecipient(id, ours);
  cloudflare.clearRequests();
}

async function expectRepairedInPlace(exclusive: boolean): Promise<void> {
  const base = `/accounts/${localOwner}/shares/${id}`;
  expect(writes(cloudflare.requests)).toEqual([`${exclusive ? "PUT" : "POST"} ${base}/recipients`]);
  expect(await onlyId(stack)).toBe(id);
  expect(liveShares(cloudflare)).toEqual([id]);
  expect(liveAccounts(cloudflare, id)).toEqual(exclusive ? [ours] : [ours, theirs]);
}

beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 50 });
});
afterEach(() => cloudflare.close());

describe.each([true, false])(
  "the only account of a share was removed by hand, exclusive: %s",
  (exclusive) => {
    test("up --refresh adds it in place", async () => {
      await emptyByHand(exclusive);
      const repaired = await stack.up({ refresh: true });
      expect(repaired).toMatchObject({ ok: true, operations: { update: 1 } });
      expect(repaired.operations).not.toHaveProperty("replace");
      await expectRepairedInPlace(exclusive);
      expect(await stack.up({ refresh: true })).toMatchObject({ ok: true, operations: { same: 1 } });
    });

    test("refresh works again and again, and the next up adds it in place", async () => {
      await emptyByHand(exclusive);
      for (const time of ["first", "second", "third"]) {
        const refreshed = await stack.refresh();
        expect({ time, ok: refreshed.ok }).toEqual({ time, ok: true });
      }
      expect(writes(cloudflare.requests)).toEqual([]);
      expect(await stack.up()).toMatchObject({ ok: true, operations: { update: 1 } });
      await expectRepairedInPlace(exclusive);
    });
  },
);
