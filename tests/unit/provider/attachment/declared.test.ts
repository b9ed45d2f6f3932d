import { AttachmentLifecycle } from "../../../../provider/attachment/lifecycle";
import { recipientKind } from "../../../../provider/attachment/recipient";
import { resourceKind } from "../../../../provider/attachment/resource";
import type { ShareInputs } from "../../../../provider/model/inputs";
import { localAccount, localOwner } from "../../../../sdk/local";
import { resource, rulesetId, to } from "../../support/builders";
import {
  created,
  PROVIDER_TEXT,
  type Process,
  props,
  startSharing,
  stopSharing,
} from "../../support/sharing";

afterEach(stopSharing);

const OTHER = rulesetId(7);
const stateOf = (outs: object) => ({ ...outs, __provider: PROVIDER_TEXT });

/** A share for accounts 1 and 2, to which an earlier run has attached account 5 and another ruleset. */
async function startAttached(changes: Partial<ShareInputs> = {}) {
  const sharing = await startSharing({ transitionMs: 0 });
  const share = await created(sharing, { exclusive: false, ...changes });
  const at = { accountId: localOwner, shareId: share.id };
  const attach = ({ contexts }: Process) => ({
    recipient: new AttachmentLifecycle(contexts, recipientKind),
    resource: new AttachmentLifecycle(contexts, resourceKind),
  });
  const earlier = attach(sharing.again());
  const recipient = await earlier.recipient.create({ ...at, recipientAccountId: localAccount(5) });
  const shared = await earlier.resource.create({ ...at, ...resource({ resourceId: OTHER }) });
  /** Both leave the program, as the engine has it: after everything else. */
  const drop = async (run: Process) => {
    const now = attach(run);
    await now.recipient.delete(recipient.id, stateOf(recipient.outs));
    await now.resource.delete(shared.id, stateOf(shared.outs));
  };
  const live = () => {
    const { recipients, resources } = sharing.cloudflare.dashboard.share(share.id);
    return [
      recipients.some((one) => one.account_id === localAccount(5) && one.association_status === "associated"),
      resources.some((one) => one.resource_id === OTHER && one.status === "active"),
    ];
  };
  return { sharing, share, drop, live };
}

const all = { recipients: to(1, 2, 5), resources: [resource(), resource({ resourceId: OTHER })] };
const open = { exclusive: false } as const;

/** As the program's comparison comes: after its check. */
async function diff({ share }: Process, id: string, olds: object, news: object) {
  const { inputs } = await share.check({ ...olds }, { ...news });
  return share.diff(id, { ...olds }, inputs);
}

describe("attachments that leave the program leave to the share what it declares", () => {
  test("by the update of the same run", async () => {
    const { sharing, share, drop, live } = await startAttached();
    const news = props({ ...open, ...all });
    expect(await diff(sharing, share.id, stateOf(share.outs), news)).toMatchObject({ changes: true });
    await sharing.share.update(share.id, stateOf(share.outs), news);
    await drop(sharing);
    expect(live()).toEqual([true, true]);
    expect(sharing.said.filter((line) => line.includes("is managed by another resource"))).toHaveLength(2);
  });

  test("by an earlier update: the share itself does not change", async () => {
    const { sharing, share, drop, live } = await startAttached();
    const news = props({ ...open, ...all });
    const before = await sharing.again().share.update(share.id, stateOf(share.outs), news);
    expect(await diff(sharing, share.id, stateOf(before.outs), news)).toMatchObject({ changes: false });
    await drop(sharing);
    expect(live()).toEqual([true, true]);
  });

  test.each(["import", "adopt"])("by a share that a create takes over by %s", async (by) => {
    const { sharing, share, drop, live } = await startAttached();
    const option = by === "import" ? { import: `${localOwner}/${share.id}` } : { onDuplicate: "adopt" };
    expect(await sharing.share.create({ ...props(all), ...option })).toMatchObject({ id: share.id });
    await drop(sharing);
    expect(live()).toEqual([true, true]);
  });
});

describe("attachments that leave the program are removed", () => {
  test("from a share that does not declare them", async () => {
    const { sharing, share, drop, live } = await startAttached();
    const news = props({ ...open, name: "Renamed" });
    await diff(sharing, share.id, stateOf(share.outs), news);
    await sharing.share.update(share.id, stateOf(share.outs), news);
    await drop(sharing);
    expect(live()).toEqual([false, false]);
  });

  test("from a share that declares them but ignores its lists", async () => {
    const { sharing, share, drop, live } = await startAttached();
    const news = props({ ...open, ...all, ignoreChanges: ["recipients", "resources"] });
    await diff(sharing, share.id, stateOf(share.outs), news);
    await sharing.share.update(share.id, stateOf(share.outs), news);
    await drop(sharing);
    expect(live()).toEqual([false, false]);
  });

  test("where the share is replaced: its records go with it", async () => {
    const { sharing, share, drop, live } = await startAttached();
    const before = await sharing
      .again()
      .share.update(share.id, stateOf(share.outs), props({ ...open, ...all }));
    const news = props({ ...all, recipients: [{}] });
    const { replaces } = await diff(sharing, share.id, stateOf(before.outs), news);
    expect(replaces).not.toEqual([]);
    await drop(sharing);
    expect(live()).toEqual([false, false]);
  });
});
