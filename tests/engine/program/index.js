// Declares what program.json says, so that a test edits its program by writing that file.
const fs = require("node:fs");
const pulumi = require("@pulumi/pulumi");
const sharing = require("pulumi-cloudflare-sharing");

const program = JSON.parse(fs.readFileSync("program.json", "utf8"));

/** A resource whose id is not known before it exists, as a ruleset made in the same program. */
class Ruleset extends pulumi.dynamic.Resource {
  constructor(name, rulesetId) {
    const provider = { create: async (inputs) => ({ id: inputs.rulesetId, outs: inputs }) };
    super(provider, name, { rulesetId });
  }
}

const rulesets = Object.fromEntries(
  Object.entries(program.rulesets ?? {}).map(([name, id]) => [name, new Ruleset(name, id)]),
);

const shares = {};

/** { "$id": "waf" } in the JSON stands for the id of the ruleset, or of the share, "waf". */
function resolve(value) {
  if (Array.isArray(value)) return value.map(resolve);
  if (typeof value !== "object" || value === null) return value;
  if (value.$id) return (rulesets[value.$id] ?? shares[value.$id]).id;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item)]));
}

for (const { name, args, opts } of program.shares ?? []) {
  const share = new sharing.Share(name, resolve(args), opts);
  shares[name] = share;
  exports[name] = {
    id: share.id,
    status: share.status,
    targetType: share.targetType,
    associatedRecipientCount: share.associatedRecipientCount,
  };
}

for (const { kind, name, args, opts } of program.attachments ?? []) {
  const attached = new sharing[kind](name, resolve(args), opts);
  exports[name] = { id: attached.id };
}

for (const { name, id } of program.gets ?? []) {
  const share = sharing.Share.get(name, id);
  exports[name] = { id: share.id, name: share.name, recipients: share.recipients, status: share.status };
}
