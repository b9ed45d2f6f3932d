import { execFile } from "node:child_process";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type LocalCloudflare, localOwner, startLocalCloudflare } from "../../../sdk/local";
import { settingsOf, share } from "../declarations";
import { commandLine, descendants } from "../processTree";
import { type ProgramDeclaration, TestStack } from "../stack";

let cloudflare: LocalCloudflare;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 0 });
});
afterEach(() => cloudflare.close());

/** Which processes of a program's and a provider's own there were in a run. */
async function ownProcesses(stack: Pick<TestStack, "up">): Promise<Set<string>> {
  const seen = new Set<string>();
  const watch = () => {
    const lines = descendants(process.pid).map(commandLine);
    for (const line of lines.filter((one) => !one.includes("warmHosts/bin")))
      for (const [own] of line.matchAll(/cmd\/(?:run|dynamic-provider)\b|plugin\/main\.js/g)) seen.add(own);
  };
  const { ok, output } = await stack.up({ watch });
  if (!ok) throw new Error(output);
  return seen;
}

/** With a program that tells of its process. */
async function open(place: { ownProcess?: "first"; plugin?: boolean } = {}): Promise<TestStack> {
  const stack = await TestStack.open({ shares: [share()] }, settingsOf(cloudflare), place);
  const exported = "{ pid: process.pid, mark: process.env.MARK }";
  await appendFile(join(stack.folder, "index.js"), `\nexports.seen = ${exported};\n`);
  return stack;
}

test("programs and providers run in processes that are there, loaded anew for each run, with its environment", async () => {
  const stack = await open();
  stack.env.MARK = "first";
  expect(await ownProcesses(stack)).toEqual(new Set());
  const { seen: first } = (await stack.outputs()) as { seen: { pid: number; mark: string } };
  expect(first.mark).toBe("first");

  stack.env.MARK = "second";
  await stack.declare({ shares: [share({ name: "Changed" })] });
  expect(await ownProcesses(stack)).toEqual(new Set());
  expect((await stack.outputs()).seen).toEqual({ ...first, mark: "second" });
  expect(cloudflare.dashboard.shares().map(({ name }) => name)).toEqual(["Changed"]);
  expect(await stack.destroy()).toMatchObject({ ok: true, operations: { delete: 1 } });
});

test("a first run that is to be as users' has processes of its own", async () => {
  const stack = await open({ ownProcess: "first" });
  expect(await ownProcesses(stack)).toEqual(new Set(["cmd/run", "cmd/dynamic-provider"]));
});

test("the plugin's instances run in processes that are there, loaded anew for each run; beyond them, in their own", async () => {
  const stack = await open({ plugin: true });
  const program = (...owners: string[]): ProgramDeclaration => ({
    providers: Object.fromEntries(owners.map((name) => [name, { accountId: localOwner }])),
    shares: owners.map((name) => ({ ...share({ name }, { provider: { $provider: name } }), name })),
  });
  const live = () => cloudflare.dashboard.shares().map(({ name }) => name);
  await stack.declare(program("one"));
  expect(await ownProcesses(stack)).toEqual(new Set());
  await stack.declare(program("one", "two"));
  expect(await ownProcesses(stack)).toEqual(new Set());
  expect(live().sort()).toEqual(["one", "two"]);

  const { CLOUDFLARE_API_TOKEN: token = "" } = stack.env;
  stack.env.CLOUDFLARE_API_TOKEN = "";
  await stack.declare(program("renamed", "two"));
  expect(await stack.up()).toMatchObject({ ok: false });
  stack.env.CLOUDFLARE_API_TOKEN = token;
  await stack.declare(program("one", "two", "three"));
  expect(await ownProcesses(stack)).toEqual(new Set(["plugin/main.js"]));
  expect(live().sort()).toEqual(["one", "three", "two"]);
});

/** Two engines after each other on one port, and what a new client of each is told; between them, a host's next run. */
const twoEngines = `
  const { createRequire } = require("node:module");
  const { forgetProgram } = require(${JSON.stringify(join(__dirname, "forgetProgram.js"))});
  const { Server, ServerCredentials, credentials } = createRequire(require.resolve("@pulumi/pulumi"))("@grpc/grpc-js");
  const { EngineService, EngineClient } = require("@pulumi/pulumi/proto/engine_grpc_pb");
  const { GetRootResourceRequest } = require("@pulumi/pulumi/proto/engine_pb");
  const start = (port) =>
    new Promise((resolve) => {
      const server = new Server();
      const getRootResource = (call, answer) => answer({ code: 12, details: "answered" });
      server.addService(EngineService, { getRootResource });
      const bound = (_, port) => resolve({ server, port });
      server.bindAsync("127.0.0.1:" + port, ServerCredentials.createInsecure(), bound);
    });
  const connect = (port) => new EngineClient("127.0.0.1:" + port, credentials.createInsecure());
  const ask = (client) =>
    new Promise((resolve) => client.getRootResource(new GetRootResourceRequest(), ({ code }) => resolve(code)));
  (async () => {
    const { server, port } = await start(0);
    const left = connect(port);
    const codes = [await ask(left)];
    server.forceShutdown();
    codes.push(await ask(left));
    forgetProgram();
    await start(port);
    codes.push(await ask(connect(port)));
    console.log(JSON.stringify(codes));
    process.exit();
  })();
`;

test("the broken connection to an engine that has gone is not that to the next one on its port", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ["--eval", twoEngines], { cwd: __dirname });
  expect(JSON.parse(stdout)).toEqual([12, 14, 12]);
});
