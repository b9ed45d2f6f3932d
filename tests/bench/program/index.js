// What program.json declares as shares. Of which class they are made and who serves them is all that differs between
// the runs: bare resources, whose provider does nothing, are what the engine and the SDK cost by themselves.
const fs = require("node:fs");
const pulumi = require("@pulumi/pulumi");

const program = JSON.parse(fs.readFileSync("program.json", "utf8"));
const { BENCH_CLASS, BENCH_DOOR } = process.env;
const isPlugin = BENCH_DOOR === "plugin";

const dynamicProviders = {
  bare: { create: async (inputs) => ({ id: inputs.name, outs: inputs }) },
  records: {
    create: async (inputs) => ({
      id: inputs.name,
      outs: require(`${process.cwd()}/records.js`).withRecords(inputs),
    }),
  },
  asking: {
    create: async (inputs) => ({ id: inputs.shareId, outs: inputs }),
    read: (id, props) => require(`${process.cwd()}/ask.js`).read(id, props),
  },
};

class DynamicBare extends pulumi.dynamic.Resource {
  constructor(name, args) {
    super(dynamicProviders[BENCH_CLASS], name, args, {}, "bench", "Bare");
  }
}

class PluginBare extends pulumi.CustomResource {
  constructor(name, args, opts) {
    super("bench:index:Bare", name, args, opts);
  }
}

function shares() {
  const { Provider, Share } = require("pulumi-cloudflare-sharing");
  return isPlugin ? [Share, { provider: new Provider("own") }] : [Share];
}

const bareOnes = () =>
  isPlugin ? [PluginBare, { provider: new pulumi.ProviderResource("bench", "own", {}) }] : [DynamicBare];

const [Declared, opts] = BENCH_CLASS === "share" ? shares() : bareOnes();

for (const { name, args } of program.shares ?? []) exports[name] = { id: new Declared(name, args, opts).id };
