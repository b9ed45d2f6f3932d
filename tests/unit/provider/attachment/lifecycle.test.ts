import { AttachmentLifecycle } from "../../../../provider/attachment/lifecycle";
import { recipientKind } from "../../../../provider/attachment/recipient";
import { resourceKind } from "../../../../provider/attachment/resource";
import { otherImport } from "../../../../provider/base/importId";
import { InitFailure } from "../../../../provider/base/initFailure";
import type { ShareInputs } from "../../../../provider/model/inputs";
import { localAccount, localOwner } from "../../../../sdk/local";
import { inputs, RULESET, resource, rulesetId, to } from "../../support/builders";
import {
  changesOf,
  created,
  failureOf,
  PROVIDER_TEXT,
  props,
  type Sharing,
  startSharing,
  stopSharing,
} from "../../support/sharing";

afterEach(stopSharing);

const SHARE = "5".repeat(32);
const RECORD = "7".repeat(32);
const stateOf = (outs: Record<string, unknown>) => ({ ...outs, __provider: PROVIDER_TEXT });
test("otherImport: the managed record, by its bare or its whole id, is no other", () => {
  const option = `${localOwner}/${SHARE}/${RECORD}`;
  for (const id of [RECORD, option]) expect(otherImport(option, id, false, undefined)).toBeUndefined();
  expect(otherImport(undefined, RECORD, false, undefined)).toBeUndefined();
  expect(otherImport(option, "8".repeat(32), false, option)).toBeUndefined();
  const named = { accountId: localOwner, shareId: SHARE, recordId: RECORD };
  expect(otherImport(option, "8".repeat(32), false, undefined)).toEqual(named);
});

describe("a share with attachments", () => {
  const OTHER = rulesetId(7);

  /** A share of its own for accounts 1 and 2, and what others attached to it. */
  async function startShared(changes: Partial<ShareInputs>) {
    const sharing = await startSharing();
    const made = await created(sharing, changes);
    const at = { accountId: localOwner, shareId: made.id };
    const recipient = new AttachmentLifecycle(sharing.contexts, recipientKind);
    const shared = new AttachmentLifecycle(sharing.contexts, resourceKind);
    await recipient.create({ ...at, recipientAccountId: localAccount(5) });
    await shared.create({ ...at, ...resource({ resourceId: OTHER, meta: '{"theirs":1}' }) });
    sharing.sent();
    const update = (next: Partial<ShareInputs>, outs: Record<string, unknown> = made.outs) =>
      sharing.share.update(made.id, stateOf(outs), props({ ...changes, ...next }));
    return { sharing, made, update };
  }

  const accountsOf = (sharing: Sharing, id: string) =>
    sharing.cloudflare.dashboard
      .share(id)
      .recipients.filter((one) => one.association_status.startsWith("associat"))
      .map((one) => one.account_id)
      .sort();
  const resourcesOf = (sharing: Sharing, id: string) =>
    sharing.cloudflare.dashboard
      .share(id)
      .resources.filter(({ status }) => status === "active")
      .map((one) => [one.resource_id, one.meta]);
  const accounts = (...all: number[]) => all.map(localAccount);
  const open = { exclusive: false };

  test("not exclusive: theirs are no drift", async () => {
    const { sharing, made } = await startShared(open);
    const read = await sharing.share.read(made.id, stateOf(made.outs));
    expect(read.inputs).toEqual(inputs(open));
    const { inputs: news } = await sharing.share.check(read.inputs ?? {}, props(open));
    expect(await sharing.share.diff(made.id, read.props ?? {}, news)).toMatchObject({ changes: false });
  });

  test("exclusive: theirs are drift, each in its list, and the next update removes them", async () => {
    const { sharing, made, update } = await startShared({});
    const { inputs: live, props: outs = {} } = await sharing.share.read(made.id, stateOf(made.outs));
    expect(live).toMatchObject({
      recipients: to(1, 2, 5),
      resources: [resource(), resource({ resourceId: OTHER, meta: '{"theirs":1}' })],
    });
    expect(await sharing.share.diff(made.id, outs, props())).toMatchObject({ changes: true });
    sharing.sent();
    await update({}, outs);
    expect(changesOf(sharing.sent())).toEqual(["PUT recipients", "DELETE resource"]);
    expect(accountsOf(sharing, made.id)).toEqual(accounts(1, 2));
    expect(resourcesOf(sharing, made.id)).toEqual([[RULESET, {}]]);
  });

  test("not exclusive: every change of its own leaves theirs as they are", async () => {
    const { sharing, made, update } = await startShared(open);
    const next = { name: "New", recipients: to(1, 3), resources: [resource({ resourceId: rulesetId(1) })] };
    await update(next);
    expect(changesOf(sharing.sent())).toEqual([
      "PUT share",
      "POST recipients",
      "DELETE recipient",
      "POST resources",
      "DELETE resource",
    ]);
    expect(accountsOf(sharing, made.id)).toEqual(accounts(1, 3, 5));
    expect(resourcesOf(sharing, made.id)).toEqual([
      [OTHER, { theirs: 1 }],
      [rulesetId(1), {}],
    ]);
  });

  test("not exclusive: what is missing of its own is drift", async () => {
    const { sharing, made } = await startShared(open);
    sharing.cloudflare.dashboard.removeRecipient(made.id, localAccount(2));
    const { inputs: live, props: outs = {} } = await sharing.share.read(made.id, stateOf(made.outs));
    expect(live).toEqual(inputs({ ...open, recipients: to(1) }));
    await sharing.share.update(made.id, stateOf(outs), props(open));
    expect(accountsOf(sharing, made.id)).toEqual(accounts(1, 2, 5));
  });

  test("not exclusive: one that both declare and it gives up is removed, one of theirs alone never", async () => {
    const { sharing, made, update } = await startShared(open);
    const both = await update({ recipients: to(1, 2, 5) });
    expect(changesOf(sharing.sent())).toEqual([]);
    await update({ recipients: to(1, 2) }, both.outs);
    expect(accountsOf(sharing, made.id)).toEqual(accounts(1, 2));
  });

  test("not exclusive: what a broken update did not get to remove, the next one does", async () => {
    const { sharing, made, update } = await startShared({
      ...open,
      resources: [resource(), resource({ resourceId: rulesetId(1) })],
    });
    sharing.cloudflare.faults.add({ fault: "500-before", method: "DELETE", times: 7 });
    const next = { recipients: to(1, 3), resources: [resource()] };
    const failed = await failureOf<InitFailure>(update(next));
    expect(failed).toBeInstanceOf(InitFailure);
    expect(accountsOf(sharing, made.id)).toEqual(accounts(1, 2, 3, 5));
    sharing.cloudflare.faults.clear();
    await update(next, failed.properties);
    expect(accountsOf(sharing, made.id)).toEqual(accounts(1, 3, 5));
    expect(resourcesOf(sharing, made.id).map(([id]) => id)).toEqual([RULESET, OTHER]);
  });

  test("not exclusive, for the organization: who was left out by others stays so", async () => {
    const sharing = await startSharing();
    const declared = { ...open, recipients: [{}], excludedRecipients: [{ accountId: localAccount(1) }] };
    const made = await created(sharing, declared);
    sharing.cloudflare.dashboard.setExcluded(made.id, accounts(1, 9));
    const read = await sharing.share.read(made.id, stateOf(made.outs));
    expect(read.inputs).toEqual(inputs(declared));
    const next = props({ ...declared, excludedRecipients: [{ accountId: localAccount(2) }] });
    await sharing.share.update(made.id, stateOf(made.outs), next);
    const { excluded } = sharing.cloudflare.dashboard.share(made.id);
    expect(excluded.map((one) => one.account_id).sort()).toEqual(accounts(2, 9));
  });

  test("not exclusive, for the organization: nothing declared is nothing read", async () => {
    const sharing = await startSharing();
    const declared = { ...open, recipients: [{}] };
    const made = await created(sharing, declared);
    sharing.cloudflare.dashboard.setExcluded(made.id, accounts(9));
    expect((await sharing.share.read(made.id, stateOf(made.outs))).inputs).toEqual(inputs(declared));
    await sharing.share.update(made.id, stateOf(made.outs), props({ ...declared, name: "New" }));
    expect(sharing.cloudflare.dashboard.share(made.id).excluded).toHaveLength(1);
  });

  test("exclusive, for the organization: who was left out by hand is drift", async () => {
    const sharing = await startSharing();
    const made = await created(sharing, { recipients: [{}] });
    sharing.cloudflare.dashboard.setExcluded(made.id, accounts(9));
    const { inputs: live } = await sharing.share.read(made.id, stateOf(made.outs));
    expect(live?.excludedRecipients).toEqual([{ accountId: localAccount(9) }]);
  });

  test("not exclusive: a delivery to their recipient that fails is not its failure", async () => {
    const { sharing, made, update } = await startShared(open);
    const { dashboard } = sharing.cloudflare;
    dashboard.refuseDelivery({ accountId: localAccount(5), error: "no", terminal: true });
    await update({ resources: [resource({ meta: '{"a":1}' })] });
    expect(resourcesOf(sharing, made.id)[0]).toEqual([RULESET, { a: 1 }]);
  });
});
