import { ProviderProcess } from "../../../../provider/process";
import { ShareLifecycle } from "../../../../provider/share/lifecycle";
import { type LocalCloudflare, localOwner, startLocalCloudflare } from "../../../../sdk/local";
import { inputs } from "../../support/builders";
import { FakeClock } from "../../support/fakeClock";

let cloudflare: LocalCloudflare;
let clock: FakeClock;
beforeEach(async () => {
  clock = new FakeClock();
  cloudflare = await startLocalCloudflare({ transitionMs: 0, now: clock.now });
});
afterEach(() => cloudflare.close());

/** A run of the engine is a process of its own. */
const run = () => {
  const env = { CLOUDFLARE_BASE_URL: cloudflare.url, CLOUDFLARE_API_TOKEN: "local-token" };
  return new ShareLifecycle(new ProviderProcess({ clock, env, say: () => undefined }));
};
const declared = { ...inputs(), __provider: "text" };

test("killed between taking a share over and dropping its former owner: the next run does not delete it", async () => {
  const { id, outs } = await run().create(declared);
  const successor = await run().create({ ...declared, import: `${localOwner}/${id}` });
  expect(successor.id).toBe(id);

  const next = run();
  expect(await next.diff(id, successor.outs, declared)).toMatchObject({ changes: false });
  await expect(next.delete(id, outs)).rejects.toThrow(
    /another resource of this program holds the same share/,
  );
  expect(cloudflare.dashboard.share(id).status).toBe("active");
});

test("a replacement by force deletes the share that it replaces", async () => {
  const { id, outs } = await run().create(declared);
  const forced = run();
  await forced.diff(id, outs, declared);
  const replacement = await forced.create(declared);
  expect(replacement.id).not.toBe(id);
  await forced.delete(id, outs);
  expect(cloudflare.dashboard.share(id).status).toBe("deleted");
  expect(cloudflare.dashboard.share(replacement.id).status).toBe("active");
});

test("a share that get has read can be imported in the same run", async () => {
  const { id } = await run().create(declared);
  const both = run();
  expect(await both.read(`${localOwner}/${id}`, {})).toMatchObject({ id });
  expect(await both.create({ ...declared, import: `${localOwner}/${id}` })).toMatchObject({ id });
});

test("an import reads the share once, in check, and takes it over from there", async () => {
  const { id } = await run().create(declared);
  cloudflare.clearRequests();
  const importing = run();
  const checked = await importing.check({}, { ...declared, import: `${localOwner}/${id}` });
  expect(checked.failures).toEqual([]);
  await importing.create({ ...checked.inputs, __provider: "text" });
  expect(cloudflare.requests.map(({ method }) => method)).toEqual(["GET", "GET"]);
});
