import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { engineAddress } from "../../../../provider/engineAddress";
import { startEngine, stopPlugins } from "../../support/plugin";

afterEach(stopPlugins);

test.each([
  [["127.0.0.1:5"]],
  [["--logtostderr", "-v=9", "127.0.0.1:5"]],
  [["--tracing", "file:trace", "127.0.0.1:5"]],
  [["-v=3", "127.0.0.1:5", "--tracing", "file:trace"]],
])("the engine's address among %j", (args) => {
  expect(engineAddress(args)).toBe("127.0.0.1:5");
});

test("without one, who starts it is told what is missing", async () => {
  expect(engineAddress(["-v=3"])).toBe(undefined);
  const main = join(__dirname, "../../../../provider/plugin/main.ts");
  const plugin = spawn(process.execPath, ["--import", "tsx", main, "-v=3"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  plugin.stderr.on("data", (chunk) => {
    said += chunk;
  });
  const [code] = await once(plugin, "close");
  expect(code).not.toBe(0);
  expect(said).toContain("this plugin is started by Pulumi");
});

test("the process says its port, and ends when its engine is killed", async () => {
  const { address, server } = await startEngine();
  const main = join(__dirname, "../../../../provider/plugin/main.ts");
  const plugin = spawn(process.execPath, ["--import", "tsx", main, address], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [port] = await once(createInterface(plugin.stdout), "line");
  expect(port).toMatch(/^\d+$/);
  const ended = once(plugin, "exit");
  server.forceShutdown();
  expect(await ended).toEqual([0, null]);
});
