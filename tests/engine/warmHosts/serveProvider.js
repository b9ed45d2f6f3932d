// Is the dynamic provider of one run after another, on one loaded SDK: what the engine starts (bin/) passes on to
// here. Each run has the SDK's own provider script, and the package, loaded anew, with the environment and the folder
// that the engine has given. Plain JavaScript, in a folder where the package is installed.
const { createRequire } = require("node:module");
const { createServer } = require("node:net");
const { join } = require("node:path");
const { forgetProgram } = require("./forgetProgram");

const fromEstate = createRequire(join(process.cwd(), "package.json"));
const script = fromEstate.resolve("@pulumi/pulumi/cmd/dynamic-provider");
// Its start alone, with no address to serve at, would end this process.
fromEstate("@pulumi/pulumi");
fromEstate("@pulumi/pulumi/proto/provider_grpc_pb");
createRequire(script)("source-map-support/register");

/** What the run prints, by where it prints it: the connections that lead to the engine. */
const streams = { stdout: undefined, stderr: undefined };
let isTaken = false;

for (const name of Object.keys(streams)) {
  process[name].write = (text, encoding, done = encoding) => {
    streams[name]?.write(text);
    if (typeof done === "function") process.nextTick(done);
    return true;
  };
}

/** Names and values until an empty one, each ended by a zero byte, as `env -0` prints. */
function receive(socket, use) {
  let text = "";
  const onData = (chunk) => {
    text += chunk;
    if (!text.endsWith("\0\0")) return;
    socket.off("data", onData);
    socket.resume();
    use(text.slice(0, -2).split("\0"));
  };
  socket.setEncoding("utf8").on("data", onData);
}

function begin({ folder, engine, env }) {
  process.chdir(folder);
  process.env = env;
  process.argv = [process.execPath, script, engine];
  require(script);
}

const environment = (variables) =>
  Object.fromEntries(variables.map((one) => one.split(/=(.*)/s).slice(0, 2)));

/** What Node reads once, when it starts. */
const atStart = (env) =>
  JSON.stringify(
    Object.entries(env)
      .filter(([name]) => name.startsWith("NODE_"))
      .sort(),
  );
const atOwnStart = atStart(process.env);

const server = createServer((socket) => {
  // The engine ends what it has started at any time.
  socket.on("error", () => undefined);
  receive(socket, ([name, folder, engine, ...variables]) => {
    if (name === "stderr") {
      streams.stderr = socket;
      return;
    }
    const env = environment(variables);
    // The second of one run, and one that needs a Node of its own, start as they do for users.
    if (isTaken || atStart(env) !== atOwnStart) {
      socket.end();
      return;
    }
    isTaken = true;
    streams.stdout = socket;
    socket.on("close", () => streams.stderr?.destroy());
    begin({ folder, engine, env });
  });
});

/** The script adds its own. */
const listeners = Object.fromEntries(
  ["uncaughtException", "unhandledRejection", "exit"].map((event) => [event, process.listeners(event)]),
);

function end() {
  for (const name of Object.keys(streams)) {
    streams[name]?.destroy();
    streams[name] = undefined;
  }
  for (const [event, own] of Object.entries(listeners)) {
    for (const listener of process.listeners(event))
      if (!own.includes(listener)) process.off(event, listener);
  }
  forgetProgram();
  delete require.cache[script];
  isTaken = false;
}

/** Work that the run has left: its own process would have been killed with it. */
const leftovers = () =>
  process.getActiveResourcesInfo().filter((name) => !["TCPServerWrap", "PipeWrap"].includes(name));

// Before each run. What the last one's engine has closed has to be seen here first.
process.on("message", () => {
  end();
  setImmediate(() =>
    setImmediate(() => {
      if (leftovers().length > 0) process.exit();
      process.send({ isReady: true });
    }),
  );
});

// The test's process has ended, whatever way.
process.on("disconnect", () => process.exit());

server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
