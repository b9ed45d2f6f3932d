import { localOwner, startLocalCloudflare } from "../../../sdk/local";
import { accounts, ruleset } from "../declarations";
import { type YamlProgram, YamlStack } from "./yamlStack";

const token = "very-secret-token-5a6b7c8d9e0f";

const program = (settings: object): YamlProgram => ({
  resources: {
    owner: {
      type: "pulumi:providers:cloudflare-sharing",
      properties: { accountId: localOwner, ...settings },
    },
    baseline: {
      type: "cloudflare-sharing:Share",
      properties: { name: "Baseline", recipients: accounts(1, 2), resources: [ruleset()] },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is YAML's
      options: { provider: "${owner}" },
    },
  },
});

test("Ctrl-C ends a wait at once: the share is in the state, and the next run goes on with it", async () => {
  const cloudflare = await startLocalCloudflare({ transitionMs: 1, tokens: { [token]: {} } });
  cloudflare.dashboard.hold();
  try {
    const settings = { apiToken: token, baseUrl: cloudflare.url };
    const stack = await YamlStack.open(program(settings), {}, token);
    const controller = new AbortController();
    // The first line of progress: it is waiting.
    const watch = (output: string) => {
      if (output.includes("0 of 2 recipients associated")) controller.abort();
    };
    const interrupted = await stack.up({ signal: controller.signal, watch });
    expect(interrupted.ok).toBe(false);
    expect(interrupted.output).toContain("is there, but not everything was delivered");
    const [share] = cloudflare.dashboard.shares();
    expect(await stack.resources()).toContainEqual(
      expect.objectContaining({ id: share?.id, initErrors: [expect.stringContaining("Baseline")] }),
    );
    cloudflare.dashboard.release();
    cloudflare.clearRequests();
    const next = await stack.up();
    expect(next.operations).toEqual({ update: 1 });
    expect(cloudflare.requests.filter(({ method }) => method !== "GET")).toEqual([]);
    expect((await stack.destroy()).ok).toBe(true);
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
