// Copied into an example's folder: stands in for the plugin of @pulumi/cloudflare, which is a download of its own.
// Its rulesets exist in Pulumi's state alone, with ids as Cloudflare gives them.
const { randomBytes } = require("node:crypto");
const { main } = require("@pulumi/pulumi/provider");

const replacing = ["accountId", "kind", "phase"];
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

main(
  {
    version: "6.22.0",
    check: async (_urn, _olds, inputs) => ({ inputs, failures: [] }),
    diff: async (_id, _urn, olds, news) => {
      const changed = Object.keys(news).filter((key) => !same(olds[key], news[key]));
      return { changes: changed.length > 0, replaces: changed.filter((key) => replacing.includes(key)) };
    },
    create: async (_urn, inputs) => ({ id: randomBytes(16).toString("hex"), outs: inputs }),
    update: async (_id, _urn, _olds, inputs) => ({ outs: inputs }),
    delete: async () => {},
  },
  process.argv.slice(2),
);
