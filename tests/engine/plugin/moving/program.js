// Declares a share and what is attached to it by the package that program.json names: @pulumi/cloudflare's types, or
// ours by either door.
const { readFileSync } = require("node:fs");
const pulumi = require("@pulumi/pulumi");
const sharing = require("pulumi-cloudflare-sharing");

const program = JSON.parse(readFileSync("program.json", "utf8"));
const { by, explicit, alone, share, recipient, resource, beside, leaveOut } = program;

/** A class of @pulumi/cloudflare's, which is not installed here. */
const official = (name) =>
  class extends pulumi.CustomResource {
    constructor(...args) {
      super(`cloudflare:index/${name[0].toLowerCase()}${name.slice(1)}:${name}`, ...args);
    }
  };

const classes = {
  official: {
    Share: official("Share"),
    ShareRecipient: official("ShareRecipient"),
    ShareResource: official("ShareResource"),
  },
  dynamic: sharing,
  plugin: sharing,
}[by];
const providers = {
  official: () => (explicit ? new pulumi.ProviderResource("cloudflare", "explicit", {}) : undefined),
  dynamic: () => undefined,
  plugin: () => new sharing.Provider("owner", { baseUrl: process.env.CLOUDFLARE_BASE_URL }),
};
const opts = { provider: providers[by]() };

const { id: shareId, name } = new classes.Share("baseline", share, opts);
if (!alone) {
  const { accountId } = share;
  new classes.ShareRecipient("recipient", { accountId, shareId, ...recipient }, opts);
  new classes.ShareResource("resource", { accountId, shareId, ...resource }, opts);
}
if (beside) {
  const withoutAliases = ({ props, opts }) => ({ props, opts: { ...opts, aliases: [] } });
  new sharing.Share("baseline", beside, leaveOut ? { transforms: [withoutAliases] } : {});
}
exports.name = name;
