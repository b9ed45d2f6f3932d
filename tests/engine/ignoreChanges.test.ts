import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../sdk/local";
import { accounts, settingsOf, share } from "./declarations";
import { writes } from "./engine";
import {
  attachedRecords,
  attachedResource,
  inState,
  liveAccounts,
  liveResources,
  makeByHand,
} from "./identity/support/scene";
import { TestStack } from "./stack";

let cloudflare: LocalCloudflare;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 0 });
});
afterEach(() => cloudflare.close());

test("what is ignored is left as somebody has made it, until the option goes", async () => {
  const hostId = makeByHand(cloudflare, [localAccount(1)]);
  /** The share has its recipients ignored, the other one everything, the attached resource its meta. */
  const program = (name: string, ignoring: boolean, opts: Record<string, unknown> = {}) => {
    const ignore = (...names: string[]) => ({ ...opts, ...(ignoring ? { ignoreChanges: names } : {}) });
    const attached = attachedResource(hostId, ignore("meta"));
    return {
      shares: [
        share({ name }, ignore("recipients")),
        { ...share({ name: `Other ${name}` }, ignore("*")), name: "other" },
      ],
      attachments: [{ ...attached, args: { ...attached.args, meta: { a: 1 } } }],
    };
  };
  const stack = await TestStack.open(program("Baseline", false), settingsOf(cloudflare));
  expect(await stack.up()).toMatchObject({ ok: true, operations: { create: 3 } });
  const [id, otherId] = [(await inState(stack, "baseline")).id, (await inState(stack, "other")).id];
  const { dashboard } = cloudflare;
  const [{ id: record } = { id: "" }] = liveResources(cloudflare, hostId).slice(1);
  for (const shareId of [id, otherId]) dashboard.addRecipient(shareId, localAccount(9));
  dashboard.setMeta(hostId, record, { a: 2 });
  cloudflare.clearRequests();

  const rename = `PUT /accounts/${localOwner}/shares/${id}`;
  // Another time limit is what the attached resource is updated for.
  await stack.declare(program("New", true, { customTimeouts: { update: "9m" } }));
  expect(await stack.up()).toMatchObject({ ok: true, operations: { update: 3 } });
  expect(writes(cloudflare.requests)).toEqual([rename]);
  for (const shareId of [id, otherId]) expect(liveAccounts(cloudflare, shareId)).toContain(localAccount(9));
  expect(dashboard.share(otherId).name).toBe("Other Baseline");
  expect(attachedRecords(cloudflare, hostId).resources).toEqual([record]);

  cloudflare.clearRequests();
  expect(await stack.up({ refresh: true })).toMatchObject({ ok: true, operations: { same: 3 } });
  expect(writes(cloudflare.requests)).toEqual([]);

  await stack.declare(program("New", false));
  expect(await stack.up()).toMatchObject({ ok: true, operations: { update: 3 } });
  expect(liveAccounts(cloudflare, id)).toEqual(accounts(1, 3).map((one) => one.recipientAccountId));
  expect(dashboard.share(otherId).name).toBe("Other New");
  expect(liveResources(cloudflare, hostId)[1]).toMatchObject({ meta: { a: 1 } });
});
