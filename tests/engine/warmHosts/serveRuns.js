// What the engine starts (bin/) passes on to here, one run after another: each has the provider's own script, and the
// package, loaded anew, with the environment and the folder that the engine has given; what they use is there already.
// Plain JavaScript, in a folder where the package is installed.
const { createServer } = require("node:net");
const { forgetProgram } = require("./forgetProgram");

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

/**
 * @param script what the engine starts
 * @param end undoes what the script does to the process
 */
function serveRuns(script, end = () => undefined) {
  const begin = ({ folder, engine, env }) => {
    process.chdir(folder);
    process.env = env;
    process.argv = [process.execPath, script, engine];
    require(script);
  };

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

  // Before each run.
  process.on("message", async () => {
    for (const name of Object.keys(streams)) {
      streams[name]?.destroy();
      streams[name] = undefined;
    }
    forgetListeners();
    end();
    forgetProgram();
    delete require.cache[script];
    isTaken = false;
    if (!(await isQuiet())) process.exit(1);
    process.send({ isReady: true });
  });

  // The test's process has ended, whatever way.
  process.on("disconnect", () => process.exit(1));

  server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

/**
 * Whether nothing is going on any more. What the last run's engine has closed has to be seen here first, and work that
 * the run has left would have been killed with its own process.
 */
async function isQuiet() {
  const isListening = (name) => ["TCPServerWrap", "PipeWrap"].includes(name);
  for (let turns = 0; turns < 100; turns++) {
    await turn();
    if (turns > 0 && process.getActiveResourcesInfo().every(isListening)) return true;
  }
  return false;
}

/** The script adds its own. */
const listeners = Object.fromEntries(
  ["uncaughtException", "unhandledRejection", "exit"].map((event) => [event, process.listeners(event)]),
);

function forgetListeners() {
  for (const [event, own] of Object.entries(listeners)) {
    for (const listener of process.listeners(event))
      if (!own.includes(listener)) process.off(event, listener);
  }
}

module.exports = { serveRuns };
