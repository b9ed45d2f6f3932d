// The package exports what programs use; its plugin is found by its place.
const { dirname, join } = require("node:path");

const folder = dirname(require.resolve("pulumi-cloudflare-sharing/package.json"));
require(join(folder, "dist/provider/plugin/main.js"));
