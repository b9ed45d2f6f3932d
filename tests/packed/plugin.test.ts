import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { localOwner, startLocalCloudflare } from "../../sdk/local";
import { accounts, ruleset } from "../engine/declarations";
import { setUp, writes } from "../engine/engine";
import { YamlStack } from "../engine/plugin/yamlStack";
import { makeArchive } from "../release/archive";
import { bundlePlugin } from "../release/bundle";
import { thisPlatform } from "../release/platforms";
import { ROOT } from "../rules/files";
import { ensureYamlHost } from "../toolchain/yamlHost";
import { configureProcess, startEngine, stopPlugins } from "../unit/support/plugin";

const token = "very-secret-token-9d8c7b6a5f4e";
const { version } = require("pulumi-cloudflare-sharing/package.json") as { version: string };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sharing-plugin-"));
});
afterAll(async () => {
  stopPlugins();
  await rm(folder, { recursive: true, force: true });
});

/** A folder with nothing in it but the engine and the host of YAML programs. */
async function engineAlone(): Promise<string> {
  const cli = setUp("SHARING_TEST_TOOLCHAIN");
  const alone = join(folder, "engine");
  await mkdir(alone);
  await symlink(join(cli, "pulumi"), join(alone, "pulumi"));
  const host = "pulumi-language-yaml";
  await symlink(join(await ensureYamlHost(cli), host), join(alone, host));
  return alone;
}

test("the archive for this machine is installed and used where there is no Node", async () => {
  const bundle = join(folder, "bundle");
  await bundlePlugin(bundle);
  const archive = await makeArchive(thisPlatform(), bundle, folder);
  const cloudflare = await startLocalCloudflare({ transitionMs: 0, tokens: { [token]: {} } });
  try {
    const type = "cloudflare-sharing:Share";
    const properties = { name: "Baseline", recipients: accounts(1, 3), resources: [ruleset()] };
    const env = {
      PATH: await engineAlone(),
      NODE_OPTIONS: "--no-such-option",
      CLOUDFLARE_API_TOKEN: token,
      CLOUDFLARE_ACCOUNT_ID: localOwner,
      CLOUDFLARE_BASE_URL: cloudflare.url,
    };
    const program = { resources: { baseline: { type, properties } }, plugins: {} };
    const stack = await YamlStack.open(program, env, token);
    await stack.pulumi("plugin", "install", "resource", "cloudflare-sharing", version, "--file", archive);
    expect(await stack.up()).toMatchObject({ ok: true, operations: { create: 1 } });
    expect(writes(cloudflare.requests)).toEqual([`POST /accounts/${localOwner}/shares`]);
    const preview = await stack.preview();
    expect(preview).toMatchObject({ ok: true, operations: { same: 1 } });
  } finally {
    await cloudflare.close();
  }
});

test("pulumi package add's source is the executable in node_modules", async () => {
  const stack = await YamlStack.open({ resources: {}, plugins: {} }, {}, token);
  const installed = "../node_modules/pulumi-cloudflare-sharing/dist/provider/plugin";
  const executable = join(installed, "pulumi-resource-cloudflare-sharing");
  const schema = JSON.parse(await stack.pulumi("package", "get-schema", executable));
  expect(schema).toMatchObject({ name: "cloudflare-sharing", version });
});

test("the folder for git sources serves this version of the package", async () => {
  const { dependencies } = require("../../provider/plugin/git/package.json");
  expect(dependencies["pulumi-cloudflare-sharing"]).toBe(version);
  const source = join(setUp("SHARING_TEST_ESTATE"), "git-source");
  await cp(join(ROOT, "provider/plugin/git"), source, { recursive: true });
  const { address, server } = await startEngine();
  // As a newer language host than that of the tests starts it.
  const runner = require.resolve("@pulumi/pulumi/cmd/run-plugin");
  const plugin = spawn(process.execPath, [runner, source, address], { stdio: ["ignore", "pipe", "inherit"] });
  const [port] = await once(createInterface(plugin.stdout), "line");
  await configureProcess(port, { apiToken: token });
  const ended = once(plugin, "exit");
  server.forceShutdown();
  expect(await ended).toEqual([0, null]);
});
