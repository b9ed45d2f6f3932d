#!/usr/bin/env node
// Named pulumi-language-nodejs and first on PATH: the host that comes after it there, but for RunPlugin, which that of
// the tests is too old for. That one call is answered as newer hosts do.
const { spawn } = require("node:child_process");
const { createRequire } = require("node:module");
const { delimiter, dirname, join } = require("node:path");
const { createInterface } = require("node:readline");
const { LanguageRuntimeService } = require("@pulumi/pulumi/proto/language_grpc_pb");
const { RunPluginResponse } = require("@pulumi/pulumi/proto/language_pb");

const ofSdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));
const { Client, credentials, Server, ServerCredentials, status } = ofSdk("@grpc/grpc-js");

function runPlugin(call) {
  const folder = call.request.getInfo().getProgramDirectory();
  const runner = createRequire(join(folder, "package.json")).resolve("@pulumi/pulumi/cmd/run-plugin");
  const env = Object.fromEntries(call.request.getEnvList().map((entry) => entry.split(/=(.*)/s)));
  const options = { cwd: call.request.getPwd(), env };
  const plugin = spawn("node", [runner, folder, ...call.request.getArgsList()], options);
  plugin.stdout.on("data", (text) => call.write(new RunPluginResponse().setStdout(text)));
  plugin.stderr.on("data", (text) => call.write(new RunPluginResponse().setStderr(text)));
  plugin.on("close", (code) => {
    if (code === 0) return call.end();
    call.emit("error", { code: status.UNKNOWN, details: `Program exited with non-zero exit code: ${code}` });
  });
  call.on("cancelled", () => plugin.kill());
}

/** A method of the host that comes after this one. */
function passOn(client, { path, requestSerialize, responseDeserialize, responseStream }) {
  const how = [path, requestSerialize, responseDeserialize];
  if (!responseStream) return ({ request }, answer) => client.makeUnaryRequest(...how, request, answer);
  return (call) => {
    const answers = client.makeServerStreamRequest(...how, call.request);
    answers.on("error", (error) => call.emit("error", error)).pipe(call);
  };
}

const others = process.env.PATH.split(delimiter).filter((folder) => folder !== dirname(process.argv[1]));
const next = spawn("pulumi-language-nodejs", process.argv.slice(2), {
  env: { ...process.env, PATH: others.join(delimiter) },
  stdio: ["ignore", "pipe", "inherit"],
});
next.on("exit", () => process.exit());
createInterface(next.stdout).once("line", (port) => {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const methods = Object.entries(LanguageRuntimeService);
  const passed = Object.fromEntries(methods.map(([name, method]) => [name, passOn(client, method)]));
  const server = new Server();
  server.addService(LanguageRuntimeService, { ...passed, runPlugin });
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
    if (error) throw error;
    console.log(bound);
  });
});
