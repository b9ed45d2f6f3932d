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
const providers = {};

/** What an object with one of these keys stands for in the JSON. */
const standIns = {
  /** The id of the ruleset, or of the share. */
  $id: (name) => (rulesets[name] ?? shares[name]).id,
  $undefined: () => undefined,
  $provider: (name) => providers[name],
  $config: (key) => new pulumi.Config().get(key),
  $output: (value) => pulumi.output(resolve(value)),
  /** An output that is unknown until the ruleset exists, and undefined then. */
  $undefinedAfter: (name) => rulesets[name].id.apply(() => undefined),
  $secret: (value) => pulumi.secret(resolve(value)),
};

function resolve(value) {
  if (Array.isArray(value)) return value.map(resolve);
  if (typeof value !== "object" || value === null) return value;
  const standIn = Object.keys(standIns).find((key) => Object.hasOwn(value, key));
  if (standIn) return standIns[standIn](value[standIn]);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item)]));
}

for (const [name, args] of Object.entries(program.providers ?? {}))
  providers[name] = new sharing.Provider(name, resolve(args));

for (const { name, args, opts } of program.shares ?? []) {
  const share = new sharing.Share(name, resolve(args), resolve(opts));
  shares[name] = share;
  exports[name] = {
    id: share.id,
    status: share.status,
    targetType: share.targetType,
    associatedRecipientCount: share.associatedRecipientCount,
  };
}

for (const { kind, name, args, opts } of program.attachments ?? []) {
  const attached = new sharing[kind](name, resolve(args), resolve(opts));
  exports[name] = { id: attached.id };
}

for (const { kind = "Share", name, id, opts } of program.gets ?? []) {
  const read = sharing[kind].get(name, id, undefined, resolve(opts));
  exports[name] =
    kind === "Share"
      ? { id: read.id, name: read.name, recipients: read.recipients, status: read.status }
      : { id: read.id };
}
