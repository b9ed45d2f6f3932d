// Runs in a folder with the package installed: creates and reads one large share through the provider's door,
// without Pulumi's SDK, and prints the peak of resident memory in MB before, with the door, and at the end.
const fs = require("node:fs");

const peak = () => Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync("/proc/self/status", "utf8"))[1]) / 1024;

async function main(declared) {
  const bare = peak();
  const path = require.resolve("pulumi-cloudflare-sharing/provider", { paths: [process.cwd()] });
  const door = require(path);
  const loaded = peak();
  const share = {};
  door.share(share, { config: { get: () => undefined } });
  const { inputs } = await share.check({}, declared);
  const { id, outs } = await share.create(inputs);
  await share.read(id, outs);
  process.stdout.write(JSON.stringify({ bare, loaded, worked: peak() }));
}

main(JSON.parse(fs.readFileSync(0, "utf8"))).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
