import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../sdk/local";
import { accounts, settingsOf, share, shares } from "./declarations";
import { openStack, outputsOf, runEngine, setUp, writes } from "./engine";
import { inState } from "./identity/support/scene";
import { type ShareDeclaration, TestStack } from "./stack";
import { WarmRuns } from "./warmHosts";

/** What Pulumi itself has for its resources, its state and its runs keeps its meaning. docs/pulumi.md has the list. */
let cloudflare: LocalCloudflare;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 50 });
});
afterEach(() => cloudflare.close());

const open = () => TestStack.open({}, settingsOf(cloudflare));

/** A program of its own in the place of the one that reads JSON; `args` makes a share's arguments. */
async function write(stack: TestStack, lines: string): Promise<void> {
  const head = `
const pulumi = require("@pulumi/pulumi");
const { Share, ShareRecipient } = require("pulumi-cloudflare-sharing");
const args = (name, more) => ({ ...${JSON.stringify(share().args)}, name, ...more });
`;
  await writeFile(join(stack.folder, "index.js"), head + lines);
}

const written = () => writes(cloudflare.requests).map((one) => one.replace(`/accounts/${localOwner}`, ""));
const active = () => cloudflare.dashboard.shares(localOwner).filter(({ status }) => status === "active");
const liveNames = () => active().map(({ name }) => name);
const idOf = async (stack: TestStack, name: string) => (await inState(stack, name)).id;
const urnOf = async (stack: TestStack, name: string) => (await inState(stack, name)).urn;
const namesInState = async (stack: TestStack) =>
  (await stack.resources()).map(({ urn }) => urn.replace(/^.*::/, "")).sort();

test("protect, retainOnDelete, deletedWith, dependsOn, parent, aliases, additionalSecretOutputs", async () => {
  const stack = await open();
  await write(
    stack,
    `
const team = new pulumi.ComponentResource("test:index:Team", "team");
const kept = new Share("protected", args("Protected"), { protect: true, additionalSecretOutputs: ["created"] });
new Share("retained", args("Retained"), { dependsOn: kept, retainOnDelete: true });
const own = new Share("own", args("Own", { exclusive: false }), { parent: team });
const guest = { accountId: "${localOwner}", shareId: own.id, recipientAccountId: "${localAccount(9)}" };
new ShareRecipient("guest", guest, { deletedWith: own });
`,
  );
  expect(await stack.up()).toMatchObject({ ok: true, operations: { create: 5 } });
  const [protectedId, ownId] = [await idOf(stack, "protected"), await idOf(stack, "own")];
  // The other one is begun when nothing more is asked about the first.
  const asked = cloudflare.requests.map(({ method, path, body }) => ({ method, path, body }));
  const begun = asked.findIndex(({ body }) => (body as { name?: string } | undefined)?.name === "Retained");
  const about = asked.map(({ path }) => path.includes(protectedId));
  expect(begun).toBeGreaterThan(about.indexOf(true));
  expect(about.lastIndexOf(true)).toBeLessThan(begun);
  const { created, modified } = (await inState(stack, "protected")).outputs;
  expect(created).toEqual(expect.objectContaining({ ciphertext: expect.any(String) }));
  expect(modified).toEqual(expect.any(String));

  await write(
    stack,
    `
const aliases = [{ type: "test:index:Team", name: "team" }];
const group = new pulumi.ComponentResource("test:index:Group", "group", {}, { aliases });
const kept = new Share("protected", args("Protected"), { protect: true });
new Share("retained", args("Retained"), { dependsOn: kept, retainOnDelete: true });
const own = new Share("moved", args("Own", { exclusive: false }), { parent: group, aliases: [{ name: "own" }] });
const guest = { accountId: "${localOwner}", shareId: own.id, recipientAccountId: "${localAccount(9)}" };
new ShareRecipient("guest", guest, { deletedWith: own });
`,
  );
  cloudflare.clearRequests();
  expect(await stack.up()).toMatchObject({ ok: true, operations: { same: 5 } });
  expect(cloudflare.requests).toEqual([]);
  expect(await idOf(stack, "moved")).toBe(ownId);

  // The guest goes with its share, the retained one stays.
  expect(await stack.destroy()).toMatchObject({ ok: false, output: expect.stringContaining("protect") });
  expect(await stack.destroy({ excludeProtected: true })).toMatchObject({ ok: true });
  expect(written()).toEqual([`DELETE /shares/${ownId}`]);
  expect(liveNames().sort()).toEqual(["Protected", "Retained"]);
  expect(await namesInState(stack)).toEqual(["protected"]);
  await stack.command(["state", "unprotect", await urnOf(stack, "protected"), "--yes"]);
  expect(await stack.destroy()).toMatchObject({ ok: true });
  expect(liveNames()).toEqual(["Retained"]);
});

test("--target, --exclude, --target-replace, replacementTrigger, replaceWith", async () => {
  const stack = await open();
  const declare = ([first, second, third]: string[], trigger = 1) =>
    write(
      stack,
      `
const forced = { deleteBeforeReplace: true };
const first = new Share("first", args("${first}"), { ...forced, replacementTrigger: ${trigger} });
new Share("second", args("${second}"), { ...forced, replaceWith: [first] });
new Share("third", args("${third}"));
`,
    );
  await declare(["1", "2", "3"]);
  expect(await stack.up()).toMatchObject({ ok: true });
  const [first, second, third] = await Promise.all(
    ["first", "second", "third"].map((one) => idOf(stack, one)),
  );
  const urn = (name: string) => urnOf(stack, name);

  await declare(["A", "B", "C"]);
  cloudflare.clearRequests();
  expect(await stack.up({ target: [await urn("first")] })).toMatchObject({ ok: true });
  expect(written()).toEqual([`PUT /shares/${first}`]);
  expect(await stack.up({ exclude: [await urn("second")] })).toMatchObject({ ok: true });
  expect(written().slice(1)).toEqual([`PUT /shares/${third}`]);
  expect(liveNames().sort()).toEqual(["2", "A", "C"]);

  // What --target-replace is short for.
  await declare(["A", "B", "D"]);
  const chosen = [await urn("second")];
  cloudflare.clearRequests();
  expect(await stack.up({ target: chosen, replace: chosen })).toMatchObject({ ok: true });
  expect(written()).toEqual([`DELETE /shares/${second}`, "POST /shares"]);
  expect(liveNames().sort()).toEqual(["A", "B", "C"]);

  const replaced = await idOf(stack, "second");
  await declare(["A", "B", "D"], 2);
  cloudflare.clearRequests();
  expect(await stack.up()).toMatchObject({ ok: true, operations: { update: 1, replace: 2 } });
  const deleted = written().filter((one) => one.startsWith("DELETE"));
  expect(deleted.sort()).toEqual([`DELETE /shares/${first}`, `DELETE /shares/${replaced}`].sort());
  expect(liveNames().sort()).toEqual(["A", "B", "D"]);

  expect(await stack.destroy({ target: [await urn("third")] })).toMatchObject({ ok: true });
  expect(liveNames().sort()).toEqual(["A", "B"]);
  expect(await namesInState(stack)).toEqual(["first", "second"]);
});

test("--continue-on-error: what does not depend on the failed share is done, the rest stays", async () => {
  // Of a program that fails, the test's own host tells the engine another thing than users' processes do.
  const stack = await TestStack.open({}, settingsOf(cloudflare), { ownProcess: true });
  const declare = (recipients: object[], name: string) =>
    write(
      stack,
      `
const first = new Share("first", args("First", { recipients: ${JSON.stringify(recipients)} }));
new Share("dependent", args("Dependent ${name}"), { dependsOn: first });
new Share("other", args("Other ${name}"));
`,
    );
  await declare(accounts(1, 1), "1");
  expect(await stack.up()).toMatchObject({ ok: true });
  const urns = await Promise.all(["first", "other"].map((one) => idOf(stack, one)));
  await declare([{ recipientAccountId: "f".repeat(32) }], "2");
  cloudflare.clearRequests();
  const run = await stack.up({ continueOnError: true, parallel: 1 });
  expect(run).toMatchObject({ ok: false, output: expect.stringContaining("Cloudflare answered 400") });
  // In the order in which the program registers them, which is left to chance.
  expect(written().sort()).toEqual([`PUT /shares/${urns[0]}/recipients`, `PUT /shares/${urns[1]}`].sort());
  expect(liveNames().sort()).toEqual(["Dependent 1", "First", "Other 2"]);
  expect(await namesInState(stack)).toEqual(["dependent", "first", "other"]);
});

test("the state's own commands: nothing is sent, and the next up finds everything as it was", async () => {
  const token = "cloudflare-sharing:apiToken";
  const { CLOUDFLARE_BASE_URL } = settingsOf(cloudflare);
  const [first, second, third] = shares(3) as [ShareDeclaration, ShareDeclaration, ShareDeclaration];
  const stack = await TestStack.open({ shares: [first, second, third] }, { CLOUDFLARE_BASE_URL });
  await stack.setConfig(token, "local-token", true);
  expect(await stack.up()).toMatchObject({ ok: true, operations: { create: 3 } });
  const [firstId, secondId] = [await idOf(stack, first.name), await idOf(stack, second.name)];
  cloudflare.clearRequests();

  await stack.command(["state", "rename", await urnOf(stack, first.name), "renamed", "--yes"]);
  await stack.command(["state", "protect", await urnOf(stack, third.name), "--yes"]);
  const target = [await urnOf(stack, third.name)];
  expect(await stack.destroy({ target })).toMatchObject({ ok: false });
  const renamed = { ...first, name: "renamed" };
  await stack.declare({ shares: [renamed, second, third] });
  expect(await stack.up()).toMatchObject({ ok: true, operations: { same: 3 } });
  expect(cloudflare.requests).toEqual([]);
  expect(await idOf(stack, "renamed")).toBe(firstId);
  // The program's own option counts again.
  expect(await inState(stack, third.name)).not.toHaveProperty("protect");

  // As docs/moving.md has a share forgotten.
  const kept = join(stack.folder, "before.json");
  await stack.command(["stack", "export", "--file", kept]);
  const urn = await urnOf(stack, second.name);
  expect(await readFile(kept, "utf8")).toContain(urn);
  const shown = await stack.command(["stack", "--show-urns", "--show-ids"]);
  expect(shown).toContain(urn);
  expect(shown).toContain(secondId);
  await stack.command(["state", "delete", urn, "--yes"]);
  expect(await namesInState(stack)).toEqual(["renamed", "share-2"]);
  const imported = { ...second, opts: { import: `${localOwner}/${secondId}` } };
  await stack.declare({ shares: [renamed, imported, third] });
  expect(await stack.up()).toMatchObject({ ok: true, operations: { same: 2, create: 1 } });
  expect(await idOf(stack, second.name)).toBe(secondId);
  expect(written()).toEqual([]);
  expect(liveNames().sort()).toEqual(["Share 0", "Share 1", "Share 2"]);
});

test("a whole stack's state: put back, repaired, encrypted anew, moved in part, renamed; previews as JSON", async () => {
  const { CLOUDFLARE_BASE_URL } = settingsOf(cloudflare);
  const [first, second] = shares(2) as [ShareDeclaration, ShareDeclaration];
  const stack = await TestStack.open({ shares: [first, second] }, { CLOUDFLARE_BASE_URL });
  await stack.setConfig("cloudflare-sharing:apiToken", "local-token", true);
  expect(await stack.up()).toMatchObject({ ok: true });
  const secondId = await idOf(stack, second.name);

  // The state of before a change is put back: the next up finds that all is done.
  const before = await stack.exportState();
  const changed = { ...first, args: { ...first.args, recipients: accounts(2, 5) } };
  await stack.declare({ shares: [changed, second] });
  expect(await stack.up()).toMatchObject({ ok: true, operations: { same: 1, update: 1 } });
  await stack.importState(before);
  cloudflare.clearRequests();
  expect(await stack.up()).toMatchObject({ ok: true, operations: { same: 1, update: 1 } });
  expect(written()).toEqual([]);

  // The shares stand before the provider that they need.
  const state = join(stack.folder, ".state");
  const file = join(state, ".pulumi", "stacks", "estate", "test.json");
  const broken = JSON.parse(await readFile(file, "utf8"));
  broken.checkpoint.latest.resources.reverse();
  await writeFile(file, JSON.stringify(broken));
  await expect(stack.up()).rejects.toThrow("snapshot integrity");
  expect(await stack.command(["state", "repair", "--yes"])).toContain("repaired");
  stack.env.PULUMI_CONFIG_PASSPHRASE = "another one";
  await stack.command(["stack", "change-secrets-provider", "passphrase"]);
  expect(await stack.stateText()).toContain('"passphrase"');
  cloudflare.clearRequests();
  const preview = JSON.parse(await stack.command(["preview", "--json", "--expect-no-changes"]));
  expect(preview.changeSummary).toEqual({ same: 3 });

  const env = { ...stack.env, CLOUDFLARE_API_TOKEN: "local-token" };
  const place = { state, env, warm: new WarmRuns({ estate: setUp("SHARING_TEST_ESTATE") }) };
  const other = await openStack(stack.folder, { ...place, name: "other" });
  const moved = await urnOf(stack, second.name);
  await stack.command(["state", "move", "--source", "test", "--dest", "other", moved, "--yes"]);
  expect(await namesInState(stack)).toEqual([first.name]);
  await other.rename({ stackName: "renamed" });
  await stack.declare({ shares: [second] });
  const run = await runEngine((listening) => other.up(listening));
  expect(run).toMatchObject({ failure: undefined, operations: { same: 1 } });
  expect((await outputsOf(other))[second.name]).toMatchObject({ id: secondId });
  expect(cloudflare.requests).toEqual([]);
});

test("refresh --preview-only leaves the state as it is, refresh --run-program corrects it", async () => {
  const stack = await TestStack.open({ shares: [share()] }, settingsOf(cloudflare));
  expect(await stack.up()).toMatchObject({ ok: true });
  const { id, inputs } = await inState(stack, "baseline");
  cloudflare.dashboard.addRecipient(id, localAccount(9));
  cloudflare.clearRequests();
  const shown = await stack.refresh({ previewOnly: true });
  expect(shown).toMatchObject({ ok: true, output: expect.stringContaining("[diff: ~recipients]") });
  expect((await inState(stack, "baseline")).inputs).toEqual(inputs);
  expect(await stack.refresh({ runProgram: true })).toMatchObject({ ok: true });
  expect((await inState(stack, "baseline")).inputs.recipients).toHaveLength(4);
  expect(written()).toEqual([]);
});

test("hooks run around the operations; registerResourceTransform changes arguments", async () => {
  const stack = await open();
  await write(
    stack,
    `
const { appendFileSync } = require("node:fs");
const hook = (name) =>
  new pulumi.ResourceHook(name, ({ id, newOutputs }) => {
    appendFileSync("hooks.txt", \`\${name} \${id ? "id" : "no id"} \${newOutputs?.status}\\n\`);
  });
const transform = ({ name, props, opts }) =>
  name === "second" ? { props: { ...props, name: "Transformed" }, opts } : undefined;
pulumi.runtime.registerResourceTransform(transform);
const hooks = { beforeCreate: [hook("before")], afterCreate: [hook("after")] };
new Share("first", args("First"), { hooks });
new Share("second", args("Second"));
`,
  );
  expect(await stack.up()).toMatchObject({ ok: true, operations: { create: 2 } });
  const told = await readFile(join(stack.folder, "hooks.txt"), "utf8");
  expect(told).toBe("before no id undefined\nafter id active\n");
  expect(liveNames().sort()).toEqual(["First", "Transformed"]);
});

/** The tests' own host serves programs as the Automation API serves inline ones. */
test("an inline program with a promise that fails: without outputs, Pulumi deletes what is not declared", async () => {
  const stack = await open();
  const declare = (name: string, rest = "") =>
    write(
      stack,
      `new Share("first", args("First"));\nconst second = new Share("second", args(${name}));\n${rest}`,
    );
  await declare('"Second"');
  expect(await stack.up()).toMatchObject({ ok: true });
  cloudflare.clearRequests();
  const failing = 'pulumi.output(Promise.reject(new Error("no name")))';
  const failed = { ok: false, output: expect.stringContaining("no name") };

  await declare(failing, "exports.ids = [second.id];");
  expect(await stack.up()).toMatchObject(failed);
  expect(written()).toEqual([]);
  expect(liveNames().sort()).toEqual(["First", "Second"]);

  await declare(failing);
  expect(await stack.up()).toMatchObject(failed);
  expect(liveNames()).toEqual(["First"]);
});
