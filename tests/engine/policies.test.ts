import { cp, mkdtemp, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../sdk/local";
import { accounts, otherRulesetId, ruleset, rulesetId, settingsOf, share } from "./declarations";
import { writes } from "./engine";
import { type AttachmentDeclaration, type ProgramDeclaration, type RunResult, TestStack } from "./stack";

let cloudflare: LocalCloudflare;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 50 });
});
afterEach(() => cloudflare.close());

const telling = join(__dirname, "policyPack");
const guardRails = join(__dirname, "../../examples/policy-pack");

/** A pack with its dependencies, as a user has it beside the program; returns its launcher. */
async function installPack(stack: TestStack, source: string): Promise<string> {
  const pack = join(stack.folder, source === telling ? "telling" : "guard-rails");
  await cp(source, pack, { recursive: true });
  await cp(join(telling, "run"), join(pack, "run"));
  const library = dirname(require.resolve("@pulumi/policy/package.json"));
  await cp(library, join(pack, "node_modules/@pulumi/policy"), { recursive: true });
  return join(pack, "run");
}

/** A file with the settings of a pack's policies. */
async function packConfig(stack: TestStack, settings: object): Promise<string> {
  const file = join(await mkdtemp(join(stack.folder, "policies-")), "config.json");
  await writeFile(file, JSON.stringify(settings));
  return file;
}

/** What each policy of the level reported, in any order, after the names of the resources. */
function reports({ events }: RunResult, level: "mandatory" | "advisory"): Record<string, string[]> {
  const told: Record<string, string[]> = {};
  for (const { policyEvent } of events) {
    // The SDK's type has "warning" for what the engine calls advisory.
    const found: string | undefined = policyEvent?.enforcementLevel;
    if (!policyEvent || found !== level) continue;
    const { policyName, resourceUrn = "" } = policyEvent;
    // The policy's description comes first.
    const [, ...message] = policyEvent.message.trim().split("\n");
    const report = `${resourceUrn.split("::").at(-1)}: ${message.join("\n")}`;
    told[policyName] = [...(told[policyName] ?? []), report].sort();
  }
  return told;
}

const doors = [
  { door: "dynamic", opts: {} },
  { door: "plugin", opts: { provider: { $provider: "own" } } },
];

type Opts = Record<string, unknown>;

/** For both doors the same, by names that begin with the door's. */
const throughBoth = <T>(declare: (door: string, opts: Opts) => T[]): T[] =>
  doors.flatMap(({ door, opts }) => declare(door, opts));

const declareShare = (name: string, args: object, opts: Opts) => ({
  ...share({ name: `Shared as ${name}`, ...args }, opts),
  name,
});

const attach = (
  kind: AttachmentDeclaration["kind"],
  door: string,
  args: object,
  opts: Opts,
): AttachmentDeclaration => ({
  kind,
  name: `${door}-attached-${kind}`,
  args: { accountId: localOwner, shareId: { $id: `${door}-share` }, ...args },
  opts,
});

const wrong: ProgramDeclaration = {
  providers: { own: {} },
  shares: throughBoth((door, opts) => [
    declareShare(`${door}-share`, { recipients: accounts(3, 4) }, opts),
    declareShare(`${door}-everyone`, { recipients: [{}], exclusive: false }, opts),
  ]),
  attachments: throughBoth((door, opts) => [
    attach("ShareRecipient", door, { recipientAccountId: localAccount(5) }, opts),
  ]),
};

test("guard rails name what breaks them, through either door, and stop it before anything is sent", async () => {
  const stack = await TestStack.open(wrong, settingsOf(cloudflare), { plugin: true });
  const allowed = [localAccount(1), localAccount(2), localAccount(3)];
  const guarded = {
    policyPacks: [await installPack(stack, guardRails)],
    policyPackConfigs: [await packConfig(stack, { "allowed-accounts": { accounts: allowed } })],
  };
  const preview = await stack.preview(guarded);
  expect(preview.ok).toBe(false);
  expect(reports(preview, "mandatory")).toEqual({
    "allowed-accounts": throughBoth((door) => [
      `${door}-attached-ShareRecipient: account ${localAccount(5)} is not on it`,
      `${door}-share: account ${localAccount(4)} is not on it`,
    ]),
    "organization-approved": throughBoth((door) => [`${door}-everyone: there is none`]),
    "exclusive-protected": throughBoth((door) => [`${door}-share: it has no option protect`]),
    "removals-limited": throughBoth((door) => [
      `${door}-everyone: there is none`,
      `${door}-share: there is none`,
    ]),
  });

  const run = await stack.up(guarded);
  expect(run.ok).toBe(false);
  expect(run.output).toMatch(/removals-limited .*(dynamic|plugin)-/);
  expect(writes(cloudflare.requests)).toEqual([]);
});

const meta = { b: 1, a: [2] };

/** The `removalLimit` is the stack's, the Provider's, or the share's own. */
const right: ProgramDeclaration = {
  providers: { own: { removalLimit: "3" } },
  shares: throughBoth((door, opts) => [
    declareShare(
      `${door}-share`,
      { recipients: accounts(1, 2), resources: [ruleset(rulesetId, meta)], exclusive: false },
      opts,
    ),
    declareShare(`${door}-everyone`, { recipients: [{}], removalLimit: "20%" }, { ...opts, protect: true }),
  ]),
  attachments: throughBoth((door, opts) => [
    attach("ShareRecipient", door, { recipientAccountId: localAccount(3) }, opts),
    attach("ShareResource", door, { ...ruleset(otherRulesetId), meta }, opts),
  ]),
};

test("what is right passes them; policies see arguments, and of a whole stack outputs", async () => {
  const stack = await TestStack.open(right, settingsOf(cloudflare), { plugin: true });
  await stack.setConfig("cloudflare-sharing:removalLimit", "3");
  // As somebody copied them.
  const allowed = accounts(1, 3).map(({ recipientAccountId: id }) => `${id.slice(0, 8)}-${id.slice(8)}`);
  const approvals = { "dynamic-everyone": "SEC-41", "plugin-everyone": "SEC-42" };
  const run = await stack.up({
    policyPacks: [await installPack(stack, guardRails), await installPack(stack, telling)],
    policyPackConfigs: [
      await packConfig(stack, {
        "allowed-accounts": { accounts: allowed.map((id) => id.toUpperCase()) },
        "organization-approved": { approvals },
      }),
      await packConfig(stack, {}),
    ],
  });
  expect({ ok: run.ok, reports: reports(run, "mandatory") }).toEqual({ ok: true, reports: {} });
  expect(told(run)).toEqual(expectedToBeTold());
});

/** What the policies that tell what they see were shown, by the resource. */
function told(run: RunResult) {
  const texts = Object.values(reports(run, "advisory")).flat();
  return Object.fromEntries(
    texts.map((text) => {
      const [, resource = "", seen = ""] = /^(.*?): (.*)$/s.exec(text) ?? [];
      return [resource, JSON.parse(seen)];
    }),
  );
}

function expectedToBeTold() {
  const text = '{"a":[2],"b":1}';
  const resourceAccountId = localOwner;
  const idOf = (door: string) =>
    cloudflare.dashboard.shares().find(({ name }) => name === `Shared as ${door}-share`)?.id;
  const argsOf = (name: string) => right.shares?.find((one) => one.name === name)?.args;
  const ofDoor = (door: string) => {
    const owned = { accountId: localOwner, shareId: idOf(door) };
    return {
      [`${door}-share`]: {
        ...argsOf(`${door}-share`),
        resources: [{ ...ruleset(rulesetId, text), resourceAccountId }],
      },
      [`${door}-everyone`]: {
        ...argsOf(`${door}-everyone`),
        resources: [{ ...ruleset(rulesetId, "{}"), resourceAccountId }],
      },
      [`${door}-attached-ShareRecipient`]: { ...owned, recipientAccountId: localAccount(3) },
      [`${door}-attached-ShareResource`]: { ...owned, ...ruleset(otherRulesetId, text), resourceAccountId },
    };
  };
  const shares = (right.shares ?? []).map(({ args }) => ({ name: args.name, status: "active" }));
  const byName = (a: { name: unknown }, b: { name: unknown }) => String(a.name).localeCompare(String(b.name));
  return { ...ofDoor("dynamic"), ...ofDoor("plugin"), "estate-test": shares.sort(byName) };
}
