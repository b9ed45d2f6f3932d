import { AttachmentLifecycle } from "../../../../provider/attachment/lifecycle";
import { recipientKind } from "../../../../provider/attachment/recipient";
import { resourceKind } from "../../../../provider/attachment/resource";
import { localAccount, localOwner } from "../../../../sdk/local";
import { resource, rulesetId } from "../../support/builders";
import {
  failureOf,
  PROVIDER_TEXT,
  type Process,
  props,
  type Sharing,
  startSharing,
  stopSharing,
} from "../../support/sharing";

let sharing: Sharing;
beforeEach(async () => {
  sharing = await startSharing({ transitionMs: 0 });
});
afterEach(stopSharing);

const run = () => sharing.again();
const stateOf = (outs: object = {}) => ({ ...outs, __provider: PROVIDER_TEXT });
const statusOf = (id: string) => sharing.cloudflare.dashboard.share(id).status;
const live = () =>
  sharing.cloudflare.dashboard.shares().flatMap((one) => (one.status === "active" ? one.id : []));
const importOf = (id: string) => ({ ...props(), import: `${localOwner}/${id}` });
const toOrganization = props({ recipients: [{}] });
const readByGet = (process: Process, id: string) => process.share.read(id, { accountId: localOwner });

/** As the program's comparison comes: after its check. */
async function diff({ share }: Process, id: string, olds: object, news: object) {
  const { inputs } = await share.check({ ...olds }, { ...news });
  return share.diff(id, { ...olds }, inputs);
}

describe("replaceOnChanges * and a rename without an alias, of which two entries remain", () => {
  test("a share: the entry that leaves deletes nothing", async () => {
    const declared = props({ replaceOnChanges: ["*"], onDuplicate: "adopt" });
    const before = await run().share.create(declared);
    const after = await run().share.create(declared);
    expect(after.id).toBe(before.id);
    const next = run();
    await diff(next, after.id, stateOf(after.outs), declared);
    await next.share.delete(before.id, stateOf(before.outs)).catch(() => undefined);
    expect(statusOf(before.id)).toBe("active");
  });

  test("a recipient whose option import stayed: the same", async () => {
    const { id: shareId } = await run().share.create(props({ exclusive: false }));
    const attachment = () => new AttachmentLifecycle(run().contexts, recipientKind);
    const args = { accountId: localOwner, shareId, recipientAccountId: localAccount(5) };
    const { id } = await attachment().create(args);
    const declared = { ...args, replaceOnChanges: ["*"], import: `${localOwner}/${shareId}/${id}` };
    const before = await attachment().create(declared);
    const after = await attachment().create(declared);
    const next = attachment();
    const { inputs } = await next.check(after.outs, declared);
    await next.diff(id, after.outs, inputs);
    await next.delete(id, before.outs).catch(() => undefined);
    const record = sharing.cloudflare.dashboard.share(shareId).recipients.find((one) => one.id === id);
    expect(record?.association_status).toBe("associated");
  });
});

describe("an import of another resource's share", () => {
  test("that has replaceOnChanges *: refused, and no second share", async () => {
    const declared = props({ replaceOnChanges: ["*"] });
    const { id, outs } = await run().share.create(declared);
    const both = run();
    await diff(both, id, stateOf(outs), declared);
    await both.share.create(importOf(id)).catch(() => undefined);
    expect(live()).toEqual([id]);
  });

  test("that is given up for a replacement: never another share under the name of the import", async () => {
    const { id, outs } = await run().share.create(props());
    const both = run();
    await diff(both, id, stateOf(outs), toOrganization);
    const imported = await both.share.create(importOf(id)).catch(() => ({ id }));
    expect(imported.id).toBe(id);
  });

  test("that goes on with it: the preview refuses it, as up does", async () => {
    const { id, outs } = await run().share.create(props());
    const preview = run();
    await diff(preview, id, stateOf(outs), props());
    const { failures } = await preview.share.check({}, importOf(id));
    expect(failures).toHaveLength(1);
  });
});

describe("what get reads", () => {
  test("is not deleted by a replacement that is announced after it", async () => {
    const { id, outs } = await run().share.create(props());
    const both = run();
    await readByGet(both, id);
    await diff(both, id, stateOf(outs), toOrganization);
    await both.share.create(toOrganization);
    await both.share.delete(id, stateOf(outs)).catch(() => undefined);
    expect(statusOf(id)).toBe("active");
  });

  test("is nobody's: a create of the same content is refused", async () => {
    const { id } = await run().share.create(props());
    const both = run();
    await readByGet(both, id);
    const { message } = await failureOf(both.share.create(props()));
    expect(message).toContain(id);
    expect(live()).toEqual([id]);
  });

  test("is nobody's after a refresh of its entry either", async () => {
    const { id } = await run().share.create(props());
    const { props: entry } = await readByGet(run(), id);
    const next = run();
    await next.share.read(id, stateOf(entry));
    const { message } = await failureOf(next.share.create(props()));
    expect(message).toContain(id);
    expect(live()).toEqual([id]);
  });
});

describe("two resources of the program for one thing", () => {
  test("a share: the comparison of the second fails, so that a preview tells", async () => {
    const { id, outs } = await run().share.create(props());
    const both = run();
    await diff(both, id, stateOf(outs), props());
    const second = { ...stateOf(outs), import: `${localOwner}/${id}` };
    await expect(diff(both, id, second, props({ name: "Two" }))).rejects.toThrow(/resource/);
  });

  test("a resource of a share: neither changes it", async () => {
    const { id: shareId } = await run().share.create(props({ exclusive: false }));
    const args = { accountId: localOwner, shareId, ...resource({ resourceId: rulesetId(7) }) };
    const { id, outs } = await new AttachmentLifecycle(run().contexts, resourceKind).create(args);
    const both = new AttachmentLifecycle(run().contexts, resourceKind);
    const changed = { ...args, meta: '{"mode":"log"}' };
    const change = async () => {
      for (const olds of [outs, { ...outs, import: "of the other entry" }]) {
        const { inputs } = await both.check(olds, changed);
        await both.diff(id, olds, inputs);
      }
      await both.update(id, outs, changed);
    };
    await expect(change()).rejects.toThrow(/resource/);
  });
});

test("inputs that a policy has remediated after check are the program's all the same", async () => {
  const { id, outs } = await run().share.create(props());
  const next = run();
  const { inputs } = await next.share.check(stateOf(outs), props());
  await next.share.diff(id, stateOf(outs), { ...inputs, waitForRecipients: true });
  const former = { ...stateOf(outs), import: `${localOwner}/${id}` };
  await next.share.delete(id, former).catch(() => undefined);
  expect(statusOf(id)).toBe("active");
});
