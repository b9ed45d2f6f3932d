import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { setUp } from "../engine/engine";
import { type Ready, runExample } from "../engine/plugin/languageExample";
import { PluginStack } from "../engine/plugin/pluginStack";
import { YamlStack } from "../engine/plugin/yamlStack";
import { checksum, makeArchive } from "../release/archive";
import { bundlePlugin } from "../release/bundle";
import { thisPlatform } from "../release/platforms";
import { ROOT } from "../rules/files";
import { parseYaml } from "../rules/yaml";
import { ensureYamlHost } from "../toolchain/yamlHost";
import { configureProcess, startEngine, stopPlugins } from "../unit/support/plugin";

const token = "very-secret-token-9d8c7b6a5f4e";
const { version } = require("pulumi-cloudflare-sharing/package.json") as { version: string };

const run = promisify(execFile);

let server: Server | undefined;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sharing-plugin-"));
});
afterAll(async () => {
  stopPlugins();
  server?.close();
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

test("the archive for this machine is installed and used where there is no Node, by the example in YAML", async () => {
  const bundle = join(folder, "bundle");
  await bundlePlugin(bundle);
  const archive = await makeArchive(thisPlatform(), bundle, folder);
  await writeFile(join(folder, "SHA256SUMS"), `${await checksum(folder, basename(archive))}\n`);
  await run("sha256sum", ["--check", "--ignore-missing", "SHA256SUMS"], { cwd: folder });
  const url = await serve(archive);
  const PATH = await engineAlone();
  const open = async ({ folder, env, secrets }: Ready) => {
    const stack = await PluginStack.openIn(
      folder,
      { ...env, PATH, NODE_OPTIONS: "--no-such-option" },
      secrets,
      { ownProcess: true },
    );
    const install = ["plugin", "install", "resource", "cloudflare-sharing", version];
    const wrong = ["--checksum", "0".repeat(64)];
    await expect(stack.pulumi(...install, "--server", url, ...wrong)).rejects.toThrow("checksum");
    stack.env.PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES = `.*cloudflare-sharing.*=${url}`;
    await expect(stack.pulumi(...install, ...wrong)).rejects.toThrow("checksum");
    await stack.pulumi(...install, "--file", archive);
    return stack;
  };
  const stack = await runExample("yaml", open, { plugins: {} });
  expect(await addedFrom(stack, `cloudflare-sharing@${version}`)).toMatchObject(ours);
});

/** @returns the address of a folder that has the archive */
async function serve(archive: string): Promise<string> {
  server = createServer((_, response) => void createReadStream(archive).pipe(response));
  await once(server.listen(0, "127.0.0.1"), "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/plugins`;
}

const ours = { name: "cloudflare-sharing", version };

/**
 * @returns what is generated for YAML. To link it, too, is the command's last step, and takes newer language hosts than
 * the tests can build.
 */
async function addedFrom(stack: PluginStack, source: string): Promise<object> {
  const printed = await stack.pulumi("package", "add", source).catch(({ message }: Error) => message);
  expect(printed).toContain("Successfully generated an SDK for the cloudflare-sharing package");
  const file = `sdks/cloudflare-sharing/cloudflare-sharing-${version}.yaml`;
  return parseYaml(await readFile(join(stack.folder, file), "utf8"));
}

test("pulumi package add takes the executable in node_modules", async () => {
  const stack = await YamlStack.open({ resources: {}, plugins: {} }, {}, token);
  const installed = "../node_modules/pulumi-cloudflare-sharing/dist/provider/plugin";
  const executable = join(installed, "pulumi-resource-cloudflare-sharing");
  expect(await addedFrom(stack, executable)).toMatchObject(ours);
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
