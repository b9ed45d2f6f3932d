// Registers resources with Pulumi's mocks, and prints what arrives of each: by its inputs, or by the error of its
// construction. On the built package, as a transformer would change what Pulumi serializes.
const pulumi = require("@pulumi/pulumi");
const sharing = require("../../../dist/sdk");

const arrived = {};
const types = {};
arrived.types = types;
pulumi.runtime.setMocks({
  newResource({ name, type, inputs }) {
    types[name] = type;
    const { __provider, ...declared } = inputs;
    arrived[name] = declared;
    if (__provider) arrived[`provider of ${name}`] = /\.(\w+)\(this/.exec(__provider)?.[1];
    return { id: `id of ${name}`, state: inputs };
  },
  call: ({ inputs }) => inputs,
});

const account = "1".repeat(32);
const shareId = "5".repeat(32);
const args = {
  name: "One",
  recipients: [{ recipientAccountId: account }],
  resources: [{ resourceType: "custom-ruleset", resourceId: "2".repeat(32) }],
};

const withOptions = (more) => (given) => ({ props: given.props, opts: { ...given.opts, ...more } });
const withProps =
  (more) =>
  ({ props, opts }) => ({ props: { ...props, ...more }, opts });
const options = {
  import: "A/S",
  customTimeouts: { create: "1m", delete: "3m" },
  replaceOnChanges: ["*"],
  ignoreChanges: ["accountId"],
};
const paths = require("./pathsIntoProperties");
const forgetting = withProps({ recipients: [{ recipientAccountId: undefined }], exclusive: undefined });

function tryTo(name, make) {
  try {
    make();
  } catch (error) {
    arrived[name] = { error: error.message };
  }
}

/** By a provider of this package, the same classes are the plugin's. */
function declareWithProviders() {
  const provider = new sharing.Provider("team", { apiToken: "secret", accountId: account });
  const recipient = { shareId, recipientAccountId: account };
  const resource = { shareId, ...args.resources[0] };
  const all = { ...options, import: "A/S/R", provider };
  new sharing.Share("by plugin", args, { ...all, transformations: [forgetting] });
  new sharing.ShareRecipient("recipient by plugin", recipient, all);
  new sharing.ShareResource("resource by plugin", resource, all);
  const component = new pulumi.ComponentResource(
    "test:index:Team",
    "given one",
    {},
    { providers: [provider] },
  );
  new sharing.Share("by plugin of a component", args, { parent: component });
  const named = { "cloudflare-sharing": provider };
  const inner = new pulumi.ComponentResource("test:index:Team", "given a map", {}, { providers: named });
  const below = new pulumi.ComponentResource("test:index:Team", "below", {}, { parent: inner });
  new sharing.Share("by plugin of a map", args, { parent: below });
  tryTo(
    "too late",
    () => new sharing.Share("too late", args, { transformations: [withOptions({ provider })] }),
  );
  const foreign = new pulumi.ProviderResource("aws", "foreign");
  const other = { provider, transformations: [withOptions({ provider: foreign })] };
  tryTo("exchanged", () => new sharing.Share("exchanged", args, other));
  const path = { provider, ignoreChanges: ["recipients[0]"] };
  tryTo("path by plugin", () => new sharing.Share("path by plugin", args, path));
}

/** A component whose children all get the transformation. */
const parentWith = (name, transformation) =>
  new pulumi.ComponentResource("test:index:Parent", name, {}, { transformations: [transformation] });

function declare() {
  const own = new sharing.Share("own", args, { transformations: [withOptions(options)] });
  new sharing.Share("inner", args, { parent: parentWith("outer", withOptions(options)) });
  new sharing.Share("overridden", args, {
    customTimeouts: { create: "9m", update: "9m" },
    import: "A/OTHER",
    parent: parentWith("deciding", withOptions({ ...options, import: undefined })),
  });
  new pulumi.CustomResource("test:index:Foreign", "foreign child", {}, { parent: own });
  new sharing.Share("left out", args);
  const none = { ignoreChanges: null, replaceOnChanges: null, customTimeouts: null };
  tryTo("options that are null", () => new sharing.Share("options that are null", args, none));
  const replacing = ({ opts }) => ({ props: { ...args, name: "Another" }, opts });
  const replaced = new sharing.Share("replaced", args, { transformations: [replacing] });
  arrived["outputs of replaced"] = Object.keys(new sharing.Share("plain", args)).filter(
    (key) => !(key in replaced),
  );
  const constructing = ({ name, opts }) => {
    const recipient = { shareId, recipientAccountId: account };
    if (name === "outside") new sharing.ShareRecipient("made inside", recipient, opts);
  };
  new sharing.Share("outside", args, { customTimeouts: { create: "1m" }, transformations: [constructing] });
  const foreign = { ignoreChanges: ["tags.owner", "metadata[0].x", '["spec"].replicas'] };
  tryTo("foreign paths", () => new sharing.Share("foreign paths", args, foreign));
  const forgotten = parentWith("forgetting", forgetting);
  new sharing.Share("forgotten", { ...args, exclusive: true }, { parent: forgotten });
  new sharing.Share("never named", args, { parent: forgotten });
  new sharing.ShareRecipient(
    "recipient",
    { shareId, recipientAccountId: account },
    { parent: parentWith("of recipient", withProps({ recipientAccountId: undefined })) },
  );
  tryTo("deep", () => {
    const deep = parentWith("deep parent", withOptions({ replaceOnChanges: ["recipients[0]"] }));
    new sharing.Share("deep", args, { parent: deep });
  });
  declareWithProviders();
  const provider = new pulumi.ProviderResource("cloudflare", "own account");
  const team = new pulumi.ComponentResource("test:index:Team", "team", {}, { providers: [provider] });
  new sharing.Share("of team", args, { parent: team });
  tryTo("explicit", () => new sharing.Share("explicit", args, { provider }));
  for (const type of Object.keys(paths)) {
    // It is refused before the arguments are looked at.
    for (const option of ["ignoreChanges", "replaceOnChanges"])
      for (const path of paths[type])
        tryTo(`${type} ${option} ${path}`, () => new sharing[type]("one", {}, { [option]: ["name", path] }));
  }
  pulumi.runtime.registerStackTransformation((given) =>
    given.type.startsWith("pulumi-nodejs:dynamic/cloudflare-sharing:")
      ? withOptions(options)(given)
      : undefined,
  );
  new sharing.Share("of stack", args);
  new sharing.ShareRecipient("recipient of stack", { shareId, recipientAccountId: account });
  new sharing.ShareResource("resource of stack", { shareId, ...args.resources[0] });
}

async function main() {
  // With a root stack, to which transformations can be given.
  await pulumi.runtime.runInPulumiStack(async () => declare());
  await pulumi.runtime.disconnect();
  process.stdout.write(JSON.stringify(arrived));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
