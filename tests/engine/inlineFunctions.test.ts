import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { getShares } from "../../sdk";
import { localAccount, localOwner, startLocalCloudflare } from "../../sdk/local";
import { rulesetId } from "./declarations";
import { openStack, runEngine, setUp } from "./engine";

test("an inline program's functions find the token in the stack's config, and not in the workspace's envVars", async () => {
  const cloudflare = await startLocalCloudflare({ transitionMs: 0 });
  try {
    cloudflare.dashboard.createShare({
      accountId: localOwner,
      name: "One",
      recipients: [localAccount(1)],
      resources: [{ resourceId: rulesetId }],
    });
    const told: string[] = [];
    const folder = await mkdtemp(join(setUp("SHARING_TEST_ESTATE"), "inline-"));
    const stack = await openStack(folder, {
      name: "test",
      state: join(folder, ".state"),
      env: { CLOUDFLARE_API_TOKEN: "local-token" },
      inline: async () => {
        // Caught here: the SDK leaves the error of an inline program unhandled in this process too.
        const names = getShares().then(({ results }) => results.map(({ name }) => name));
        told.push(...(await names.catch(({ message }: Error) => [message])));
      },
    });
    await stack.setAllConfig({
      "cloudflare-sharing:baseUrl": { value: cloudflare.url },
      "cloudflare-sharing:accountId": { value: localOwner },
    });
    const preview = () => runEngine((listening) => stack.preview(listening));
    expect(await preview()).toMatchObject({ failure: undefined });
    expect(told.splice(0)).toEqual([expect.stringContaining("Cloudflare credentials are missing")]);
    expect(cloudflare.requests).toEqual([]);

    await stack.setConfig("cloudflare-sharing:apiToken", { value: "local-token", secret: true });
    expect(await preview()).toMatchObject({ failure: undefined });
    expect(told).toEqual(["One"]);
  } finally {
    await cloudflare.close();
  }
});
