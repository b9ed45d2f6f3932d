import { localOwner, startLocalCloudflare } from "../../../sdk/local";
import { accounts, ruleset } from "../declarations";
import { writes } from "../engine";
import { type YamlProgram, YamlStack } from "./yamlStack";

const token = "very-secret-token-5a6b7c8d9e0f";

const program = (settings: object, args: object = {}): YamlProgram => ({
  resources: {
    owner: {
      type: "pulumi:providers:cloudflare-sharing",
      properties: { accountId: localOwner, ...settings },
    },
    baseline: {
      type: "cloudflare-sharing:Share",
      properties: { name: "Baseline", recipients: accounts(1, 2), resources: [ruleset()], ...args },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is YAML's
      options: { provider: "${owner}" },
    },
  },
});

/** Ctrl-C as soon as the run has printed the line. */
function interruptAt(line: string): { signal: AbortSignal; watch: (output: string) => void } {
  const controller = new AbortController();
  const watch = (output: string) => {
    if (output.includes(line)) controller.abort();
  };
  return { signal: controller.signal, watch };
}

// Nothing moves on Cloudflare's side, and a wait has 20 minutes: one that went on would outlast the test.
test("Ctrl-C ends a wait of create, update and delete, and a refresh: nothing is lost, and the next run goes on", async () => {
  const cloudflare = await startLocalCloudflare({ transitionMs: 1, tokens: { [token]: {} } });
  const settings = { apiToken: token, baseUrl: cloudflare.url };
  try {
    const stack = await YamlStack.open(program(settings), {}, token);
    cloudflare.dashboard.hold();
    const created = await stack.up(interruptAt("0 of 2 recipients associated"));
    expect(created.ok).toBe(false);
    expect(created.output).toContain("is there, but not everything was delivered");
    const [share] = cloudflare.dashboard.shares();
    const failed = [{ id: share?.id, initErrors: [expect.stringContaining("Baseline")] }];
    expect(await stack.shares()).toMatchObject(failed);
    cloudflare.dashboard.release();
    cloudflare.clearRequests();
    expect(await stack.up()).toMatchObject({ ok: true, operations: { update: 1 } });
    expect(writes(cloudflare.requests)).toEqual([]);

    cloudflare.dashboard.hold();
    await stack.declare(program(settings, { recipients: accounts(1, 3) }));
    expect((await stack.up(interruptAt("2 of 3 recipients associated"))).ok).toBe(false);
    expect(await stack.shares()).toMatchObject(failed);
    cloudflare.dashboard.release();
    cloudflare.clearRequests();
    expect(await stack.up()).toMatchObject({ ok: true, operations: { update: 1 } });
    expect(writes(cloudflare.requests)).toEqual([]);

    const controller = new AbortController();
    cloudflare.faults.add({ fault: "by-hand", before: () => controller.abort() });
    const before = await stack.shares();
    await stack.refresh({ signal: controller.signal });
    expect(controller.signal.aborted).toBe(true);
    expect((await stack.shares()).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(await stack.refresh()).toMatchObject({ ok: true });

    cloudflare.dashboard.hold();
    const removed = await stack.destroy(interruptAt("deleting"));
    expect(removed.ok).toBe(false);
    expect(await stack.shares()).toMatchObject([{ id: share?.id }]);
    cloudflare.dashboard.release();
    expect(await stack.destroy()).toMatchObject({ ok: true, operations: { delete: 1 } });
    expect([cloudflare.dashboard.share(share?.id ?? "").status, await stack.shares()]).toEqual([
      "deleted",
      [],
    ]);
  } finally {
    await cloudflare.close();
  }
});

test("faults of a provider's settings are told in the preview, each with its property", async () => {
  const stack = await YamlStack.open(program({ apiKey: token, baseUrl: "http://example.com" }), {}, token);
  const { ok, output } = await stack.preview();
  expect(ok).toBe(false);
  expect(output).toContain("apiKey is set, email is not");
  expect(output).toContain("must be https");
});
