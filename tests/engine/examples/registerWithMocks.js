// Copied beside an example's index.js: prints what the program registers and exports, with Pulumi's mocks.
// node registerWithMocks.js preview|up CONFIG_JSON
const { join } = require("node:path");
const pulumi = require("@pulumi/pulumi");

const [mode, config] = process.argv.slice(2);
const isPreview = mode === "preview";
const resources = [];

pulumi.runtime.setAllConfig(JSON.parse(config));
pulumi.runtime.setMocks(
  {
    newResource({ type, name, inputs }) {
      // The text of the dynamic provider, which other tests hold.
      const { __provider, ...declared } = inputs;
      resources.push({ type, name, inputs: declared });
      // An empty id is one that is not known yet.
      return { id: isPreview ? "" : `id of ${type} ${name}`, state: inputs };
    },
    call: ({ inputs }) => inputs,
  },
  "with-pulumi-cloudflare",
  "test",
  isPreview,
);

const known = async (output) => ((await output.isKnown) ? output.promise() : "unknown");

async function main() {
  const exported = require(join(__dirname, "index.js"));
  const outputs = {};
  for (const [name, output] of Object.entries(exported)) outputs[name] = await known(output);
  await pulumi.runtime.disconnect();
  const plain = (_, value) => (value?.__pulumiUnknown ? "unknown" : value);
  process.stdout.write(JSON.stringify({ resources, outputs }, plain));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
