import { localAccount, startLocalCloudflare } from "../../sdk/local";
import { accounts, share } from "./declarations";
import { TestStack } from "./stack";

test("state, logs and --debug output of a full cycle contain the token nowhere", async () => {
  const token = "very-secret-token-9f8e7d6c5b4a";
  const cloudflare = await startLocalCloudflare({ transitionMs: 0, tokens: { [token]: {} } });
  try {
    const stack = await TestStack.open({ shares: [share()] }, { CLOUDFLARE_BASE_URL: cloudflare.url });
    await stack.setConfig("cloudflare-sharing:apiToken", token, true);
    const seen: string[] = [];
    const keep = async (run: Promise<{ ok: boolean; output: string }>) => {
      const { ok, output } = await run;
      seen.push(output, await stack.stateText());
      return ok;
    };
    expect(await keep(stack.preview({ debug: true }))).toBe(true);
    expect(await keep(stack.up({ debug: true }))).toBe(true);
    await stack.declare({ shares: [share({ recipients: accounts(1, 5) })] });
    expect(await keep(stack.up({ debug: true }))).toBe(true);
    expect(await keep(stack.refresh({ debug: true }))).toBe(true);
    cloudflare.dashboard.refuseDelivery({ accountId: localAccount(7), error: "no room", terminal: true });
    await stack.declare({ shares: [share({ recipients: accounts(1, 7) })] });
    expect(await keep(stack.up({ debug: true }))).toBe(false);
    expect(await keep(stack.destroy({ debug: true }))).toBe(true);
    expect(cloudflare.requests.some(({ credential }) => credential === "token")).toBe(true);
    const all = seen.join("\n");
    // The debug output is really there: the search below could find something.
    expect(all.length).toBeGreaterThan(100_000);
    expect(all).toContain("cloudflare-sharing:Share");
    expect(all.includes(token)).toBe(false);
  } finally {
    await cloudflare.close();
  }
});
