// What program.json declares as shares; which class they are made of is all that differs between the runs:
// bare dynamic resources, whose provider does nothing, are what the engine and the SDK cost by themselves.
const fs = require("node:fs");
const pulumi = require("@pulumi/pulumi");

const program = JSON.parse(fs.readFileSync("program.json", "utf8"));

const silent = { create: async (inputs) => ({ id: inputs.name, outs: inputs }) };

const asking = {
  create: async (inputs) => ({ id: inputs.shareId, outs: inputs }),
  read: (id, props) => require(`${process.cwd()}/ask.js`).read(id, props),
};

function bareClass(provider) {
  return class Bare extends pulumi.dynamic.Resource {
    constructor(name, args) {
      super(provider, name, args, {}, "bench", "Bare");
    }
  };
}

const classes = {
  bare: () => bareClass(silent),
  asking: () => bareClass(asking),
  share: () => require("pulumi-cloudflare-sharing").Share,
};
const Declared = classes[process.env.BENCH_CLASS]();

for (const { name, args } of program.shares ?? []) exports[name] = { id: new Declared(name, args).id };
