import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../sdk/local";
import { rulesetId, settingsOf, share } from "./declarations";
import { writes } from "./engine";
import { type StateResource, TestStack } from "./stack";

let cloudflare: LocalCloudflare;
let stack: TestStack;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 0 });
});
afterEach(() => cloudflare.close());

/** A program that declares the shares, one after the other, with the `options` that the lines name. */
async function open(lines: string, ...declared: Record<string, unknown>[]): Promise<void> {
  stack = await TestStack.open({}, settingsOf(cloudflare));
  const program = `
const pulumi = require("@pulumi/pulumi");
const { Share } = require("pulumi-cloudflare-sharing");
${lines}
let dependsOn = [];
for (const args of ${JSON.stringify(declared)})
  dependsOn = [new Share(args.name, args, { ...options, dependsOn })];
`;
  await writeFile(join(stack.folder, "index.js"), program);
}

const declaration = (name: string) => share({ name }).args;

test("a stack's transformations: the time limit is obeyed, the import takes over", async () => {
  const { id } = cloudflare.dashboard.createShare({
    accountId: localOwner,
    name: "Made by hand",
    recipients: [1, 2, 3].map(localAccount),
    resources: [{ resourceId: rulesetId }],
  });
  await open(
    `
const limited = { customTimeouts: { create: "1s" } };
const imported = { import: "${localOwner}/${id}" };
pulumi.runtime.registerStackTransformation(({ name, props, opts }) => {
  const more = { Slow: limited, "Made by hand": imported }[name];
  return more && { props, opts: { ...opts, ...more } };
});
const options = {};`,
    declaration("Made by hand"),
    declaration("Slow"),
  );
  cloudflare.dashboard.setTransitionMs(3_600_000);
  const { ok, output } = await stack.up();
  expect(ok).toBe(false);
  expect(output).toContain("but not everything was delivered");
  expect(writes(cloudflare.requests)).toHaveLength(1);
  const ids = (await stack.resources()).map((one) => one.id);
  expect(ids).toContain(id);
  expect(ids).toHaveLength(2);
});

test("transforms run in the engine: what they set stays there", async () => {
  await open(
    `
const limited = { customTimeouts: { create: "7m" }, ignoreChanges: ["name"], replaceOnChanges: ["name"] };
const more = { Limited: limited, Imported: { import: "${localOwner}/${"a".repeat(32)}" } };
const transform = ({ name, props, opts }) => ({ props, opts: { ...opts, ...more[name] } });
const parent = new pulumi.ComponentResource("test:index:Team", "team", {}, { transforms: [transform] });
const options = { parent };`,
    declaration("Limited"),
    declaration("Imported"),
  );
  const { ok, output } = await stack.up();
  expect(ok).toBe(false);
  expect(output).toContain("code must be a string, not undefined");
  const [limited, ...others] = (await stack.resources()) as (StateResource & { customTimeouts?: object })[];
  expect(limited?.customTimeouts).toEqual({ create: 420 });
  for (const handed of ["timeouts", "ignoreChanges", "replaceOnChanges"])
    expect(limited?.inputs).not.toHaveProperty(handed);
  expect(others).toEqual([]);
});
