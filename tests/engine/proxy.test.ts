import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalCloudflare, localAccount, startLocalCloudflare } from "../../sdk/local";
import { type ConnectProxy, startConnectProxy } from "../unit/support/connectProxy";
import { privateCertificate, privateKey, privateName } from "../unit/support/privateName";
import { accounts, share } from "./declarations";
import { TestStack } from "./stack";

const credentials = "joe:s3cret-of-the-proxy";
let cloudflare: LocalCloudflare;
let proxy: ConnectProxy;
let env: Record<string, string>;

/** A network as companies have it: names resolve behind the proxy alone, and it asks who is there. */
beforeAll(async () => {
  const https = { key: privateKey, cert: privateCertificate };
  cloudflare = await startLocalCloudflare({ transitionMs: 0, https });
  proxy = await startConnectProxy({ credentials });
  const authority = join(await mkdtemp(join(tmpdir(), "authority-")), "authority.pem");
  await writeFile(authority, privateCertificate);
  env = {
    CLOUDFLARE_BASE_URL: cloudflare.url.replace("127.0.0.1", privateName),
    CLOUDFLARE_API_TOKEN: "local-token",
    NODE_EXTRA_CA_CERTS: authority,
  };
});
afterAll(async () => {
  await proxy.close();
  await cloudflare.close();
});

const environments: [string, (address: string) => Record<string, string>][] = [
  ["HTTPS_PROXY", (address) => ({ HTTPS_PROXY: address })],
  // Pulumi's own SDK reads the small spelling, and would ask the proxy for the engine on 127.0.0.1.
  ["https_proxy and no_proxy", (address) => ({ https_proxy: address, no_proxy: "localhost,127.0.0.1" })],
];

test.each(environments)("up, refresh and destroy behind the proxy of %s", async (_, variables) => {
  cloudflare.clearRequests();
  proxy.asked.splice(0);
  const named = variables(`http://${credentials}@127.0.0.1:${proxy.port}`);
  const stack = await TestStack.open({ shares: [share()] }, { ...env, ...named });
  expect(await stack.up()).toMatchObject({ ok: true, operations: { create: 1 } });
  const live = cloudflare.dashboard.shares().find(({ status }) => status === "active");
  cloudflare.dashboard.removeRecipient(live?.id ?? "", localAccount(3));
  expect((await stack.refresh()).ok).toBe(true);
  expect((await stack.resources())[0]?.outputs.recipients).toEqual(accounts(1, 2));
  expect((await stack.destroy()).ok).toBe(true);
  expect(cloudflare.dashboard.shares().map(({ status }) => status)).not.toContain("active");
  // Every request came through the proxy, and nothing else did.
  expect(new Set(proxy.asked)).toEqual(
    new Set([new URL(cloudflare.url).host.replace("127.0.0.1", privateName)]),
  );
  expect(cloudflare.requests.length).toBeGreaterThan(5);
  const kept = `${await stack.stateText()}${JSON.stringify(await stack.exportState())}`;
  expect(kept).not.toContain("s3cret-of-the-proxy");
});

test("a proxy that refuses: one line that says so, without the password", async () => {
  const wrong = `http://joe:an-0ther-secret@127.0.0.1:${proxy.port}`;
  const stack = await TestStack.open({ shares: [share()] }, { ...env, HTTPS_PROXY: wrong });
  const { ok, output } = await stack.up();
  expect(ok).toBe(false);
  expect(output).toMatch(
    /: the proxy http:\/\/127\.0\.0\.1:\d+ \(HTTPS_PROXY\) refuses its user name or password \(407\)/,
  );
  expect(output).not.toContain("an-0ther-secret");
});
