// Is the package's plugin for one run after another.
const { join } = require("node:path");
const { serveRuns } = require("./serveRuns");

// Once its engine has gone: the next run's is to come.
const { exit } = process;
process.exit = (code) => (code === 0 ? undefined : exit(code));

serveRuns(join(process.cwd(), "node_modules/pulumi-cloudflare-sharing/dist/provider/plugin/main.js"), () => {
  process.setUncaughtExceptionCaptureCallback(null);
});
