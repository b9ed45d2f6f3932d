import { execFile } from "node:child_process";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { promisify } from "node:util";
import { type LocalCloudflare, localOwner, startLocalCloudflare } from "../../sdk/local";
import { accounts, ruleset } from "../engine/declarations";
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
import { commit, type GitHub, startGitHub } from "./gitSource/gitHub";
import { type Registry, startRegistry } from "./gitSource/registry";

const token = "very-secret-token-9d8c7b6a5f4e";
const { version } = require("pulumi-cloudflare-sharing/package.json") as { version: string };

const run = promisify(execFile);

let server: Server | undefined;
let cloudflare: LocalCloudflare | undefined;
let gitHub: GitHub | undefined;
let registry: Registry | undefined;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sharing-plugin-"));
});
afterAll(async () => {
  server?.close();
  await cloudflare?.close();
  await gitHub?.close();
  registry?.close();
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
async function addedFrom(stack: PluginStack, source: string, owner = ""): Promise<object> {
  const printed = await stack.pulumi("package", "add", source).catch(({ message }: Error) => message);
  expect(printed).toContain("Successfully generated an SDK for the cloudflare-sharing package");
  const file = `sdks/${owner}cloudflare-sharing/cloudflare-sharing-${version}.yaml`;
  return parseYaml(await readFile(join(stack.folder, file), "utf8"));
}

test("pulumi package add takes the executable in node_modules", async () => {
  const stack = await YamlStack.open({ resources: {}, plugins: {} }, {}, token);
  const installed = "../node_modules/pulumi-cloudflare-sharing/dist/provider/plugin";
  const executable = join(installed, "pulumi-resource-cloudflare-sharing");
  expect(await addedFrom(stack, executable)).toMatchObject(ours);
});

test("pulumi package add takes a git source by its tag, and a program in YAML runs with it", async () => {
  const source = "github.com/OWNER/REPOSITORY/provider/plugin/git";
  const estate = setUp("SHARING_TEST_ESTATE");
  const { PATH, ...env } = await network(estate);
  const stack = await YamlStack.open({ resources: {}, plugins: {} }, env, token);
  stack.env.PATH = [PATH, stack.env.PATH].join(delimiter);
  const generated = { ...ours, downloadUrl: `git://${source}` };
  expect(await addedFrom(stack, `${source}@${version}`, "owner-")).toMatchObject(generated);
  const { version: sdk } = require(join(estate, "node_modules/@pulumi/pulumi/package.json"));
  const installed = [`@pulumi/pulumi ${sdk}`, `pulumi-cloudflare-sharing ${version}`];
  expect(registry?.downloads.sort()).toEqual(installed);
  // Without a version, it is the newest tag's, which is there by now.
  expect(await addedFrom(stack, source, "owner-")).toMatchObject(generated);
  expect(registry?.downloads).toEqual(installed);
  const properties = { name: "Ours", recipients: accounts(1, 2), resources: [ruleset()] };
  const share = { type: "cloudflare-sharing:Share", properties };
  await stack.declare({ resources: { share }, plugins: {} });
  await stack.pulumi("up", "--yes", "--skip-preview");
  expect(await stack.shares()).toMatchObject([{ outputs: { name: "Ours", status: "active" } }]);
  expect(new Set(gitHub?.asked)).toEqual(new Set(["github.com:443"]));
});

/** What the command needs to find github.com, a registry that has the package, and a Node host that runs plugins. */
async function network(estate: string): Promise<Record<string, string>> {
  cloudflare = await startLocalCloudflare({ transitionMs: 0, tokens: { [token]: {} } });
  gitHub = await startGitHub(await makeRepository(), folder);
  registry = await startRegistry(estate);
  return {
    ...gitHub.env,
    PATH: await newerNodeHost(),
    CLOUDFLARE_BASE_URL: cloudflare.url,
    CLOUDFLARE_API_TOKEN: token,
    CLOUDFLARE_ACCOUNT_ID: localOwner,
    npm_config_registry: registry.url,
    npm_config_cache: join(folder, "npm"),
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "false",
  };
}

/** Has the folder for git sources at this version's tag alone: neither an older one nor the newest commit has it. */
async function makeRepository(): Promise<string> {
  const repository = join(folder, "repository");
  await run("git", ["init", "--quiet", repository]);
  await commit(repository, "v0.1.0");
  await cp(join(ROOT, "provider/plugin/git"), join(repository, "provider/plugin/git"), { recursive: true });
  await commit(repository, `v${version}`);
  await rm(join(repository, "provider"), { recursive: true });
  await commit(repository, "latest");
  return repository;
}

/** A folder with a Node host that runs plugins. */
async function newerNodeHost(): Promise<string> {
  const hosts = join(folder, "hosts");
  await mkdir(hosts);
  await symlink(join(__dirname, "gitSource/languageHost.js"), join(hosts, "pulumi-language-nodejs"));
  return hosts;
}
