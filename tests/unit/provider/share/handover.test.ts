import { InitFailure } from "../../../../provider/base/initFailure";
import { ProviderProcess } from "../../../../provider/process";
import { ShareLifecycle } from "../../../../provider/share/lifecycle";
import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../../../sdk/local";
import { inputs } from "../../support/builders";
import { FakeClock } from "../../support/fakeClock";
import { failureOf } from "../../support/sharing";

let cloudflare: LocalCloudflare;
let clock: FakeClock;
beforeEach(async () => {
  clock = new FakeClock();
  cloudflare = await startLocalCloudflare({ transitionMs: 0, now: clock.now });
});
afterEach(() => cloudflare.close());

/** A run of the engine is a process of its own. */
const run = (said: string[] = []) => {
  const env = { CLOUDFLARE_BASE_URL: cloudflare.url, CLOUDFLARE_API_TOKEN: "local-token" };
  return new ShareLifecycle(new ProviderProcess({ clock, env, say: (line) => said.push(line) }));
};
const declared = { ...inputs(), __provider: "text" };
/** As the program's comparison comes: after its check. */
async function diff(lifecycle: ShareLifecycle, id: string, olds: object, news: object) {
  const { inputs: checked } = await lifecycle.check({ ...olds }, { ...news });
  return lifecycle.diff(id, { ...olds }, checked);
}
const importOf = (id: string) => ({ ...declared, import: `${localOwner}/${id}` });
const statusOf = (id: string) => cloudflare.dashboard.share(id).status;

test("killed between taking a share over and dropping its former owner: the next run keeps the share", async () => {
  const { id, outs } = await run().create(declared);
  const successor = await run().create(importOf(id));
  expect(successor.id).toBe(id);

  const said: string[] = [];
  const next = run(said);
  expect(await diff(next, id, successor.outs, declared)).toMatchObject({ changes: false });
  await next.delete(id, outs);
  expect(statusOf(id)).toBe("active");
  expect(said).toContain(`share ${id} is managed by another resource of this program and is not deleted`);
});

test("an import hands a share over: its former owner does not delete it", async () => {
  const { id, outs } = await run().create(declared);
  const both = run();
  await both.create(importOf(id));
  await both.delete(id, outs);
  expect(statusOf(id)).toBe("active");
});

describe("a replacement by force, of which diff is not told", () => {
  test("deletes the share that it replaces, where onDuplicate lets it make another", async () => {
    const second = { ...declared, onDuplicate: "create" };
    const { id, outs } = await run().create(second);
    const forced = run();
    const replacement = await forced.create(second);
    expect(replacement.id).not.toBe(id);
    await forced.delete(id, outs);
    expect([statusOf(id), statusOf(replacement.id)]).toEqual(["deleted", "active"]);
  });

  test("knows the share by a refresh of the same run", async () => {
    const { id, outs } = await run().create(declared);
    const forced = run();
    const { props = {}, inputs: live = {} } = await forced.read(id, outs);
    // The engine compares what it has refreshed, and then goes through the program.
    await forced.diff(id, props, live);
    const replacement = await forced.create(declared);
    await forced.delete(id, props);
    expect([statusOf(id), statusOf(replacement.id)]).toEqual(["deleted", "active"]);
  });

  test("is refused where the share may be somebody's, in words that name the case", async () => {
    const { id } = await run().create(declared);
    const { message } = await failureOf(run().create(declared));
    expect(message).toContain(id);
    expect(message).toMatch(
      /--replace, taint.*\n.*deleteBeforeReplace: true, or onDuplicate: "create" for that run/,
    );
    expect(cloudflare.dashboard.shares().map((one) => one.status)).toEqual(["active"]);
  });

  test.each(["adopt", "import"])(
    "that took the same share over by %s deletes nothing, and says so",
    async (by) => {
      const { id } = await run().create(declared);
      const option = by === "adopt" ? { ...declared, onDuplicate: "adopt" } : importOf(id);
      const forced = run();
      expect((await forced.create(option)).id).toBe(id);
      const { message } = await failureOf(forced.delete(id, { ...option }));
      expect(message).toMatch(/nothing was replaced\n.*--replace, taint.*deleteBeforeReplace: true/);
      expect(statusOf(id)).toBe("active");

      const next = run();
      await diff(next, id, option, option);
      await next.delete(id, { ...option, older: true });
      expect(statusOf(id)).toBe("active");
    },
  );

  test("with deleteBeforeReplace makes a new share, whatever the option import says", async () => {
    const { id, outs } = await run().create(declared);
    const forced = run();
    await forced.delete(id, { ...outs, ...importOf(id) });
    const replacement = await forced.create(importOf(id));
    expect(replacement.id).not.toBe(id);
    expect([statusOf(id), statusOf(replacement.id)]).toEqual(["deleted", "active"]);
  });

  test("after a failed create, with replaceOnChanges *: diff saw it and said nothing of a replacement", async () => {
    const option = { ...declared, replaceOnChanges: ["*"] };
    const made = await run().create(option);
    const { id } = made;
    const { properties: outs } = new InitFailure("not everything was delivered", id, made.outs);
    const forced = run();
    expect(await diff(forced, id, outs, option)).toMatchObject({ changes: false });
    await forced.delete(id, outs);
    const replacement = await forced.create(option);
    expect([statusOf(id), statusOf(replacement.id)]).toEqual(["deleted", "active"]);
  });
});

test("a share that get has read can be imported in the same run", async () => {
  const { id } = await run().create(declared);
  const both = run();
  expect(await both.read(`${localOwner}/${id}`, {})).toMatchObject({ id });
  expect(await both.create(importOf(id))).toMatchObject({ id });
});

test.each(["bare", "whole"])("a share that get has read by its %s id is not deleted", async (form) => {
  const { id, outs } = await run().create(declared);
  const both = run();
  await both.read(form === "bare" ? id : `${localOwner}/${id}`, { accountId: localOwner });
  const { message } = await failureOf(both.delete(id, outs));
  expect(message).toMatch(/is not deleted: this program reads it by get/);
  expect(statusOf(id)).toBe("active");
});

test("a get of a share that is not there fails", async () => {
  const { message } = await failureOf(run().read("5".repeat(32), { accountId: localOwner }));
  expect(message).toMatch(/^reading share 5+: account \w+ has no such share/);
});

test("an import takes over what is there at create, not what check had read", async () => {
  const { id } = await run().create(declared);
  const importing = run();
  const checked = await importing.check({}, importOf(id));
  expect(checked.failures).toEqual([]);
  cloudflare.dashboard.addRecipient(id, localAccount(9));
  const { message } = await failureOf(importing.create({ ...checked.inputs, __provider: "text" }));
  expect(message).toMatch(/^importing share \w+: it differs from its declaration\n/);
});

test("an import that names a deleted share only stayed: a new share is made", async () => {
  const { id } = await run().create(declared);
  cloudflare.dashboard.deleteShare(id);
  const next = run();
  expect((await next.check({}, importOf(id))).failures).toEqual([]);
  const made = await next.create(importOf(id));
  expect([statusOf(id), statusOf(made.id)]).toEqual(["deleted", "active"]);
});

test("an import that names a share that never was fails, and names the way on", async () => {
  const { failures } = await run().check({}, importOf("5".repeat(32)));
  expect(failures).toEqual([
    {
      property: "import",
      reason: expect.stringMatching(/has no such share, or it is deleted\n.*remove the option/),
    },
  ]);
});

test("the import of a share that another create of this run is adopting: one of them gets it", async () => {
  const { id } = await run().create(declared);
  const both = run();
  const adopting = both.create({ ...declared, onDuplicate: "adopt" });
  const importing = both.create(importOf(id));
  const [adopted, imported] = await Promise.allSettled([adopting, importing]);
  const ids = [adopted, imported].map((one) => (one.status === "fulfilled" ? one.value.id : undefined));
  expect(ids.filter((one) => one === id)).toHaveLength(1);
});

test("two entries of the state for one share: the preview tells, and neither changes it", async () => {
  const { id, outs } = await run().create(declared);
  const both = run();
  await diff(both, id, outs, { ...declared, name: "One" });
  const second = { ...outs, import: `${localOwner}/${id}` };
  const { message } = await failureOf(diff(both, id, second, { ...declared, name: "Two" }));
  expect(message).toMatch(/another resource of this program has it as well\nremove one of the two/);
});
