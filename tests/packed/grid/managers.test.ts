import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localAccount, localOwner, startLocalCloudflare } from "../../../sdk/local";
import { settingsOf } from "../../engine/declarations";
import { nodes, pulumis } from "./axes";
import { install } from "./managers";
import { pack } from "./project";
import { nodeBin, runTool } from "./tools";

/** What docs/packaging.md says about installing @pulumi/pulumi itself: when one of these changes, so does the page. */
const newest = pulumis.at(-1)?.version;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sharing-managers-"));
  const manifest = {
    name: "grid",
    version: "1.0.0",
    private: true,
    dependencies: { "@pulumi/pulumi": newest },
  };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
});

test("yarn classic refuses the newest @pulumi/pulumi on Node 20, unless told to ignore engines", async () => {
  await expect(install("yarn classic", folder, nodes[0])).rejects.toThrow(
    /error @pulumi\/pulumi@.*: The engine "node" is incompatible with this module\. Expected version ">=22"/,
  );
  await install("yarn classic", folder, nodes[0], { ignoreEngines: true });
});

test("yarn classic takes it on Node 22", async () => {
  await install("yarn classic", folder, nodes[1]);
});

test("pnpm ends in an error until pnpm-workspace.yaml decides about protobufjs's build script", async () => {
  await expect(install("pnpm", folder, nodes[0], { undecidedBuilds: true })).rejects.toThrow(
    /ERR_PNPM_IGNORED_BUILDS[\s\S]*Ignored build scripts: protobufjs@/,
  );
  await install("pnpm", folder, nodes[0]);
});

test("Yarn Plug'n'Play needs one Node option: the loader that finds node-fetch is registered by the package", async () => {
  const { tarball } = await pack(folder);
  const dependencies = { "@pulumi/pulumi": newest, "pulumi-cloudflare-sharing": `file:${tarball}` };
  await writeFile(
    join(folder, "package.json"),
    JSON.stringify({ name: "grid", private: true, dependencies }),
  );
  await install("yarn berry", folder, nodes[0], { plugnPlay: true });
  await writeFile(
    join(folder, "ask.js"),
    `require("pulumi-cloudflare-sharing/provider").lookups
      .getShares({}, { get: () => undefined })
      .then(({ results }) => console.log(results.map(({ name }) => name)));`,
  );
  const cloudflare = await startLocalCloudflare();
  try {
    const resources = [{ resourceId: "0".repeat(32) }];
    cloudflare.dashboard.createShare({
      accountId: localOwner,
      name: "Over Plug'n'Play",
      recipients: [localAccount(1)],
      resources,
    });
    const bin = await nodeBin(nodes[0]);
    const env = {
      ...process.env,
      ...settingsOf(cloudflare),
      CLOUDFLARE_ACCOUNT_ID: localOwner,
      NODE_OPTIONS: "",
    };
    const asked = await runTool(join(bin, "node"), ["--require", "./.pnp.cjs", "ask.js"], {
      cwd: folder,
      env,
    });
    expect(asked.stdout).toContain("Over Plug'n'Play");
  } finally {
    await cloudflare.close();
  }
});
