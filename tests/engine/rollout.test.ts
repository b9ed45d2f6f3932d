import {
  type LocalCloudflare,
  localAccount,
  localOrganization,
  localOwner,
  startLocalCloudflare,
} from "../../sdk/local";
import { accounts, settingsOf, share } from "./declarations";
import { writes } from "./engine";
import { inState, liveAccounts, onlyId } from "./identity/support/scene";
import { TestStack } from "./stack";

let cloudflare: LocalCloudflare;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 0, organization: localOrganization(501) });
});
afterEach(() => cloudflare.close());

const recipients = accounts(1, 500);

test("500 recipients in waves of 50, of which the seventh fails: it stops there, and goes on when that is mended", async () => {
  const ill = localAccount(320);
  cloudflare.dashboard.refuseDelivery({
    accountId: ill,
    error: "quota of rulesets exceeded",
    terminal: true,
  });
  const declared = share({ recipients, rollout: { batchSize: 50 } });
  const stack = await TestStack.open({ shares: [declared] }, settingsOf(cloudflare));
  const first = await stack.up();
  expect(first.ok).toBe(false);
  expect(first.output).toContain(
    "its rollout has stopped in wave 7 of 10: 1 failed for good, and failureTolerance is 0; 150 of 500 recipients are not reached",
  );
  expect(first.output).toContain(`account ${ill}: `);
  const id = await onlyId(stack);
  const put = `PUT /accounts/${localOwner}/shares/${id}/recipients`;
  expect(writes(cloudflare.requests)).toEqual([`POST /accounts/${localOwner}/shares`, ...Array(6).fill(put)]);
  expect(liveAccounts(cloudflare, id)).toEqual(accounts(1, 350).map((one) => one.recipientAccountId));
  const [kept] = await stack.resources();
  expect(kept?.initErrors).toHaveLength(1);
  expect(kept?.inputs.recipients).toHaveLength(500);
  expect(kept?.outputs.recipientStatuses).toHaveLength(350);
  expect(kept?.outputs).toMatchObject({ associatedRecipientCount: 349, associatingRecipientCount: 1 });

  cloudflare.dashboard.acceptDelivery(ill);
  cloudflare.clearRequests();
  expect(await stack.up()).toMatchObject({ ok: true, operations: { update: 1 } });
  expect(writes(cloudflare.requests)).toEqual(Array(3).fill(put));
  expect(liveAccounts(cloudflare, id)).toHaveLength(500);
  const [mended] = await stack.resources();
  expect(mended?.initErrors).toBeUndefined();
  expect(mended?.outputs.associatedRecipientCount).toBe(500);
  cloudflare.clearRequests();
  expect(await stack.up()).toMatchObject({ ok: true, operations: { same: 1 } });
  expect(cloudflare.requests).toEqual([]);
});

test("canaries first, beside the same share at once: a wave more is one write, one poll and one look at the recipients", async () => {
  const first = [localAccount(1), localAccount(2), localAccount(3)];
  const atOnce = { ...share({ name: "At once", recipients }), name: "at-once" };
  const inWaves = share({ name: "In waves", recipients, rollout: { first, batchSize: 250 } });
  const stack = await TestStack.open({ shares: [atOnce, inWaves] }, settingsOf(cloudflare));
  expect(await stack.up()).toMatchObject({ ok: true, operations: { create: 2 } });
  const asked = async (name: string) => {
    const path = `/accounts/${localOwner}/shares/${(await inState(stack, name)).id}`;
    const own = cloudflare.requests.filter((one) => one.path.startsWith(path));
    return own.map((one) => `${one.method} ${one.path.slice(path.length)}`);
  };
  const look = ["GET ", "GET /recipients"];
  expect(await asked("at-once")).toEqual(look);
  expect(await asked("baseline")).toEqual([...look, "PUT /recipients", ...look, "PUT /recipients", ...look]);
  const posted = cloudflare.requests.filter(({ method }) => method === "POST").map(({ body }) => body);
  const lists = posted.map((body) => (body as { recipients: object[] }).recipients.length);
  expect(lists.sort()).toEqual([3, 500]);
});
