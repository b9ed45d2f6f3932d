import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { configureProcess, startEngine, stopPlugins } from "../../support/plugin";

afterEach(stopPlugins);

const given = "token-of-the-program";
const inEnvironment = "token-of-the-environment";
const password = "pass-w0rd";
const env = {
  PATH: process.env.PATH,
  CLOUDFLARE_API_TOKEN: inEnvironment,
  CLOUDFLARE_BASE_URL: `https://me:${password}@no host/client/v4`,
  HTTPS_PROXY: `http://me:${password}@proxy.example:3128`,
};
const main = join(__dirname, "../../../../provider/plugin/main.ts");

/** The plugin's process, with failures to call for. */
function startPlugin(...args: string[]): ChildProcess {
  const loaded = ["--require", join(__dirname, "crashes.cjs"), "--import", "tsx"];
  return spawn(process.execPath, [...loaded, main, ...args], {
    env,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
}

async function endOf(plugin: ChildProcess): Promise<{ code: number; printed: string }> {
  const ended = once(plugin, "exit");
  const printed = await text(plugin.stderr as NodeJS.ReadableStream as never);
  return { code: (await ended)[0], printed };
}

test.each([
  ["thrown", "Error: [secret] by http://[secret]@proxy.example:3128"],
  ["rejected", "Error: no answer to Bearer [secret]"],
  ["bad URL", "TypeError: Invalid URL"],
])("a crash (%s) is told with its stack, and without credentials", async (failure, told) => {
  const { address } = await startEngine();
  const plugin = startPlugin(address);
  const [port] = await once(createInterface(plugin.stdout as NodeJS.ReadableStream), "line");
  await configureProcess(port, { apiToken: given });
  plugin.send({ failure, token: given });
  const { code, printed } = await endOf(plugin);
  expect(code).toBe(1);
  expect(printed).toContain(`pulumi-resource-cloudflare-sharing has failed: ${told}\n    at `);
  for (const secret of [given, inEnvironment, password]) expect(printed).not.toContain(secret);
});

test("a bad start is told the same way", async () => {
  const { code, printed } = await endOf(startPlugin());
  expect(code).toBe(1);
  expect(printed).toContain(
    "cloudflare-sharing has failed: Error: this plugin is started by Pulumi, which gives its address as an argument",
  );
  for (const secret of [inEnvironment, password]) expect(printed).not.toContain(secret);
});
