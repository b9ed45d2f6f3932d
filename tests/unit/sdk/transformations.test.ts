import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { LastTransformation } from "../../../sdk/afterTransformations";

/** By the resources' names, what each was registered with. */
let arrived: Record<string, Record<string, unknown>>;

beforeAll(async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [join(__dirname, "transformations.js")]);
  arrived = JSON.parse(stdout);
}, 60_000);

const account = "1".repeat(32);
const handed = {
  import: "A/S",
  timeouts: { create: "1m", delete: "3m" },
  replaceOnChanges: ["*"],
  ignoreChanges: ["accountId"],
};

test.each(["own", "inner", "of stack", "recipient of stack", "resource of stack"])(
  "options that a transformation sets reach the provider: %s",
  (name) => {
    expect(arrived[name]).toMatchObject(handed);
  },
);

test("what transformations make of the options goes before what the resource says itself", () => {
  expect(arrived.overridden).toMatchObject({ timeouts: handed.timeouts });
  expect(arrived.overridden).not.toHaveProperty("import");
});

test("an option that a transformation sets is refused as the resource's own would be", () => {
  expect(arrived.deep?.error).toMatch(
    /^Share "deep": the option replaceOnChanges takes names of whole properties/,
  );
});

test("another package's provider is refused, and a component may have one for others", () => {
  const refused = /: the option provider takes a Provider of pulumi-cloudflare-sharing alone;/;
  expect(arrived.explicit?.error).toMatch(refused);
  expect(arrived.exchanged?.error).toMatch(refused);
  expect(arrived["of team"]).toMatchObject({ name: "One" });
  expect(arrived.types?.["of team"]).toBe("pulumi-nodejs:dynamic/cloudflare-sharing:Share");
});

test("with a provider of this package a resource is the plugin's, and no option travels as a property", () => {
  const plain = arrived["left out"];
  const forgotten = { recipients: [{ recipientAccountId: null }] };
  expect(arrived["by plugin"]).toEqual({ ...plain, ...forgotten });
  expect(arrived["recipient by plugin"]).toEqual({ shareId: "5".repeat(32), recipientAccountId: account });
  expect(arrived["resource by plugin"]).toEqual({
    shareId: "5".repeat(32),
    resourceType: "custom-ruleset",
    resourceId: "2".repeat(32),
  });
  for (const name of ["by plugin of a component", "by plugin of a map"]) expect(arrived[name]).toEqual(plain);
  const [share, recipient, resource] = ["Share", "ShareRecipient", "ShareResource"].map(
    (name) => `cloudflare-sharing:index:${name}`,
  );
  expect(arrived.types).toMatchObject({
    "by plugin": share,
    "recipient by plugin": recipient,
    "resource by plugin": resource,
    "by plugin of a component": share,
    "by plugin of a map": share,
  });
  expect(Object.keys(arrived)).not.toContain("provider of by plugin");
  expect(arrived["path by plugin"]?.error).toMatch(
    /the option ignoreChanges takes names of whole properties/,
  );
});

test("a provider that a transformation sets comes too late", () => {
  expect(arrived["too late"]?.error).toMatch(
    /^Share "too late": a transformation sets the option provider, when its type is chosen already;/,
  );
});

const paths: Record<string, string[]> = require("./pathsIntoProperties");

describe.each(["ignoreChanges", "replaceOnChanges"])("%s", (option) => {
  test.each(Object.entries(paths).flatMap(([type, all]) => all.map((path) => [type, path])))(
    "of a %s refuses the path %s into a property",
    (type, path) => {
      expect(arrived[`${type} ${option} ${path}`]?.error).toBe(
        `${type} "one": the option ${option} takes names of whole properties here, or "*"; it has "${path}"`,
      );
    },
  );
});

test("a value that a transformation forgets is named without one, and what nobody named stays left out", () => {
  expect(arrived.forgotten).toMatchObject({ recipients: [{ recipientAccountId: null }], exclusive: null });
  expect(arrived["never named"]).toMatchObject({ recipients: [{ recipientAccountId: null }] });
  expect(arrived["never named"]).not.toHaveProperty("exclusive");
  expect(arrived.recipient).toMatchObject({ recipientAccountId: null });
});

test("nothing is added to a resource without transformations, nor to a share's children", () => {
  expect(arrived["left out"]).toEqual({
    name: "One",
    recipients: [{ recipientAccountId: account }],
    resources: [{ resourceType: "custom-ruleset", resourceId: "2".repeat(32) }],
  });
  expect(arrived["foreign child"]).toEqual({});
});

test("options that are null are none", () => {
  expect(arrived["options that are null"]).toEqual(arrived["left out"]);
});

test("arguments that a transformation puts in the place of all others leave the provider and the outputs", () => {
  expect(arrived.replaced).toEqual({ ...arrived["left out"], name: "Another" });
  expect(arrived["provider of replaced"]).toBe("share");
  expect(arrived["outputs of replaced"]).toEqual([]);
});

test("a resource that a transformation constructs with the options of the first is one of its own", () => {
  const timeouts = { create: "1m" };
  expect(arrived.outside).toEqual({ ...arrived["left out"], timeouts });
  expect(arrived["made inside"]).toEqual({ shareId: "5".repeat(32), recipientAccountId: account, timeouts });
  expect(arrived["provider of made inside"]).toBe("shareRecipient");
});

test("a path that names another class's property means nothing here, as when a transformation gives it to all", () => {
  expect(arrived["foreign paths"]).toEqual(arrived["left out"]);
});

test("an SDK that does not run it is named", () => {
  const last = new LastTransformation(() => undefined);
  expect(() => last.end({})).toThrow("this version of @pulumi/pulumi runs transformations in a way");
});
