import { existsSync } from "node:fs";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../../../sdk/local";
import { accounts, otherRulesetId, ruleset, rulesetId, settingsOf } from "../../declarations";
import { writes } from "../../engine";
import { type RunResult, TestStack } from "../../stack";

let cloudflare: LocalCloudflare;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 0 });
});
afterEach(() => cloudflare.close());

const whole = (resource: object) => ({ ...resource, resourceAccountId: localOwner, meta: "{}" });
const share = {
  accountId: localOwner,
  name: "Baseline",
  recipients: accounts(1, 2),
  resources: [whole(ruleset())],
};
const recipient = { recipientAccountId: localAccount(7) };
const resource = whole(ruleset(otherRulesetId));

interface Program {
  by: "official" | "dynamic" | "plugin";
  /** A cloudflare.Provider on @pulumi/cloudflare's resources. */
  explicit?: boolean;
  /** The share alone. */
  alone?: boolean;
  /** A share of ours, of the same name in Pulumi. */
  beside?: object;
  /** Without the aliases of the class. */
  leaveOut?: boolean;
  /** What the share has beyond @pulumi/cloudflare's inputs. */
  more?: object;
}

/** A program whose share, with a recipient and a resource attached to it, is live and in the state of @pulumi/cloudflare. */
class Moving {
  private constructor(readonly stack: TestStack) {}

  static async open(program: Omit<Program, "by"> = {}): Promise<Moving> {
    const { id, recipients, resources } = cloudflare.dashboard.createShare({
      accountId: localOwner,
      name: "Baseline",
      recipients: [1, 2, 7].map(localAccount),
      resources: [rulesetId, otherRulesetId].map((one) => ({
        resourceType: "custom-ruleset",
        resourceId: one,
      })),
    });
    const ids = {
      baseline: id,
      recipient: recipients.find((one) => one.account_id === localAccount(7))?.id,
      resource: resources.find((one) => one.resource_id === otherRulesetId)?.id,
    };
    const env = { ...settingsOf(cloudflare), OFFICIAL_IDS: JSON.stringify(ids) };
    const stack = await TestStack.open({}, env, { plugin: true });
    await installOfficial(stack.folder);
    await cp(join(__dirname, "program.js"), join(stack.folder, "index.js"));
    const moving = new Moving(stack);
    await moving.declare({ by: "official", ...program });
    expect(await stack.up()).toMatchObject({ ok: true });
    return moving;
  }

  declare(program: Program): Promise<void> {
    const whole = { share: { ...share, ...program.more }, recipient, resource, ...program };
    return writeFile(join(this.stack.folder, "program.json"), JSON.stringify(whole));
  }

  /** Changes the program; @pulumi/cloudflare must never be asked to delete. */
  async up(program: Program): Promise<RunResult & { sent: string[] }> {
    await this.declare(program);
    cloudflare.clearRequests();
    const run = await this.stack.up();
    expect(existsSync(join(this.stack.folder, "deleted.txt"))).toBe(false);
    return { ...run, sent: cloudflare.requests.map(({ method }) => method) };
  }
}

/** Where the project says that its plugins are. */
async function installOfficial(folder: string): Promise<void> {
  await mkdir(join(folder, "official"));
  const plugin = join(folder, "officialPlugin.js");
  await cp(join(__dirname, "officialPlugin.js"), plugin);
  const script = `#!/bin/sh\nexec "${process.execPath}" "${plugin}" "$@"\n`;
  await writeFile(join(folder, "official/pulumi-resource-cloudflare"), script, { mode: 0o755 });
  const file = join(folder, "Pulumi.yaml");
  const project = JSON.parse(await readFile(file, "utf8"));
  project.plugins.providers.push({ name: "cloudflare", path: "./official" });
  await writeFile(file, JSON.stringify(project));
}

const live = () => {
  const [one] = cloudflare.dashboard.shares();
  return { status: one?.status, recipients: one?.recipients.length, resources: one?.resources.length };
};
/** The recipient and the resource that are attached beside the share's own are nobody's drift yet. */
const asBefore = { status: "active", recipients: 3, resources: 2 };

test("from @pulumi/cloudflare to the plugin, to the dynamic provider and back: nothing is written or deleted", async () => {
  const moving = await Moving.open();
  const toPlugin = await moving.up({ by: "plugin" });
  // What @pulumi/cloudflare does not keep of a share is read once.
  expect(toPlugin).toMatchObject({ ok: true, operations: { update: 1, same: 2 }, sent: ["GET", "GET"] });
  // The dynamic provider's text is all that the states lack.
  const toDynamic = await moving.up({ by: "dynamic" });
  expect(toDynamic).toMatchObject({ ok: true, operations: { update: 3 }, sent: [] });
  expect(await moving.up({ by: "plugin" })).toMatchObject({ ok: true, operations: { same: 3 }, sent: [] });
  expect(await moving.up({ by: "dynamic" })).toMatchObject({ ok: true, operations: { same: 3 }, sent: [] });
  expect(live()).toEqual(asBefore);

  // It works without a program, by the text; and the exclusive share finds what is attached beside it.
  const refreshed = await moving.stack.refresh();
  expect(refreshed).toMatchObject({
    ok: true,
    output: expect.stringContaining("[diff: ~recipients,resources]"),
  });
  expect(writes(cloudflare.requests)).toEqual([]);
});

test("from a thin state with an explicit provider: read once, and nothing is replaced, written or deleted", async () => {
  const moving = await Moving.open({ explicit: true });
  expect(await moving.stack.refresh()).toMatchObject({ ok: true });
  // Nothing is created, so there is nothing to adopt, and no old share to delete after it.
  const more = { onDuplicate: "adopt" };
  const moved = await moving.up({ by: "dynamic", more });
  expect(moved).toMatchObject({ ok: true, operations: { update: 3 } });
  expect(moved.sent).toEqual(Array(9).fill("GET"));
  expect(await moving.up({ by: "dynamic", more })).toMatchObject({
    ok: true,
    operations: { same: 3 },
    sent: [],
  });
  expect(live()).toEqual(asBefore);
});

test("beside a share of @pulumi/cloudflare's of the same name: the preview fails, unless a transform leaves the aliases out", async () => {
  const moving = await Moving.open({ alone: true });
  const beside = { ...share, name: "Beside" };
  await moving.declare({ by: "official", alone: true, beside });
  const refused = await moving.stack.preview();
  expect(refused).toMatchObject({ ok: false });
  // By which of the two Pulumi registers first.
  expect(refused.output).toMatch(
    /Duplicate resource (alias|URN) '.*cloudflare:index\/share:Share::baseline'/,
  );
  const both = await moving.up({ by: "official", alone: true, beside, leaveOut: true });
  expect(both).toMatchObject({ ok: true, operations: { same: 1, create: 1 } });
  expect(cloudflare.dashboard.shares().map(({ name }) => name)).toEqual(["Baseline", "Beside"]);
});
