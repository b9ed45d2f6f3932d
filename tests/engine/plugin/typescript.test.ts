import { cp } from "node:fs/promises";
import { join } from "node:path";
import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../../sdk/local";
import { accounts, otherRulesetId, ruleset, rulesetId, share } from "../declarations";
import { writes } from "../engine";
import { type ProgramDeclaration, type RunResult, TestStack } from "../stack";

const token = "very-secret-token-3c4d5e6f7a8b";
const otherToken = "very-secret-token-4d5e6f7a8b9c";
let cloudflare: LocalCloudflare;
/** The environment's token is one that Cloudflare refuses: only the provider's own gets anywhere. */
let env: Record<string, string>;

beforeAll(async () => {
  const tokens = {
    [token]: { accounts: [localOwner] },
    [otherToken]: { accounts: [localAccount(20)] },
    // What a share's status is once it is there, and unknown before.
    active: { accounts: [localAccount(21)] },
  };
  cloudflare = await startLocalCloudflare({ transitionMs: 0, tokens });
  env = {
    CLOUDFLARE_API_TOKEN: "another-secret-token-0f1e2d3c",
    OWNER_TOKEN: token,
    OTHER_TOKEN: otherToken,
  };
});
afterAll(() => cloudflare.close());

async function open(program: ProgramDeclaration, ownProcess = false): Promise<TestStack> {
  const stack = await TestStack.open(program, env, { plugin: true, ownProcess });
  stack.secrets = ["CLOUDFLARE_API_TOKEN", "OWNER_TOKEN", "OTHER_TOKEN"];
  await stack.setConfig("ownerToken", token, true);
  return stack;
}

/** What a run sent: writes, and reads by their number. */
function sent(): { writes: string[]; reads: number } {
  const changes = writes(cloudflare.requests).map((line) => line.replace(/[0-9a-f]{32}/g, "…"));
  const reads = cloudflare.requests.length - changes.length;
  cloudflare.clearRequests();
  return { writes: changes, reads };
}

async function succeed(run: Promise<RunResult>): Promise<RunResult> {
  const ended = await run;
  if (!ended.ok) throw new Error(ended.output);
  return ended;
}

const owner = () => ({ apiToken: { $config: "ownerToken" }, accountId: localOwner, baseUrl: cloudflare.url });
const byOwner = { provider: { $provider: "owner" } };

const SHARE = "/accounts/…/shares/…";
/** One look at the share and its recipients, before a change; the same in a poll after it. */
const LOOK = 2;
const POLL = 2;

test("a share's life with a provider of its own: the plugin's, and each step with the dynamic provider's requests", async () => {
  const program = (args: object = {}) => ({
    providers: { owner: owner() },
    shares: [share({ ...args }, byOwner)],
  });
  const stack = await open(program());
  const change = async (args: object) => {
    await stack.declare(program(args));
    const { operations } = await succeed(stack.up());
    return { operations, ...sent() };
  };
  const updated = { operations: { update: 1 }, reads: LOOK + POLL };

  expect((await succeed(stack.up())).operations).toEqual({ create: 1 });
  expect(sent()).toEqual({ writes: ["POST /accounts/…/shares"], reads: 1 + POLL });
  const [created] = await stack.resources();
  expect(created).toMatchObject({ type: "cloudflare-sharing:index:Share" });
  expect(JSON.stringify(created)).not.toContain("__provider");

  // The first of the list is new: a preview tells what is known of the share, and draws this item alone.
  const more = { recipients: [...accounts(4, 4), ...accounts(1, 3)] };
  await stack.declare(program(more));
  const { output } = await succeed(stack.preview());
  expect(output).toMatch(/~ recipients: \[\n\s+\+ \[3\]: \{\n\s+\+ recipientAccountId: .*\n\s+\}\n\s+\]/);
  expect(output).toMatch(/status\s+: "active"/);
  expect(sent()).toEqual({ writes: [], reads: 0 });
  expect(await change(more)).toEqual({ ...updated, writes: [`PUT ${SHARE}/recipients`] });
  expect(await change({ recipients: accounts(2, 4) })).toEqual({
    ...updated,
    writes: [`PUT ${SHARE}/recipients`],
  });
  const reversed = { recipients: accounts(2, 4).reverse() };
  expect(await change(reversed)).toEqual({ operations: { same: 1 }, writes: [], reads: 0 });
  const declared = {
    ...reversed,
    name: "Renamed",
    resources: [ruleset(rulesetId, { level: 2 }), ruleset(otherRulesetId)],
  };
  expect(await change(declared)).toEqual({
    ...updated,
    writes: [`PUT ${SHARE}`, `POST ${SHARE}/resources`, `PUT ${SHARE}/resources/…`],
  });

  const [live] = cloudflare.dashboard.shares();
  cloudflare.dashboard.removeRecipient(live?.id ?? "", localAccount(3));
  await succeed(stack.refresh());
  expect(sent()).toEqual({ writes: [], reads: LOOK });
  expect(await change(declared)).toEqual({ ...updated, writes: [`PUT ${SHARE}/recipients`] });

  const forgotten = { ...declared, recipients: [{ recipientAccountId: { $undefined: true } }] };
  await stack.declare(program(forgotten));
  const refused = await stack.up();
  expect(refused.ok).toBe(false);
  expect(refused.output).toMatch(/recipients\[0\]/);
  expect(sent()).toEqual({ writes: [], reads: 0 });

  const replaced = await change({ ...declared, recipients: [{}] });
  expect(replaced.operations).toEqual({ "create-replacement": 1, replace: 1, "delete-replaced": 1 });
  expect(replaced.writes).toEqual(["POST /accounts/…/shares", `DELETE ${SHARE}`]);
  expect((await succeed(stack.destroy())).operations).toEqual({ delete: 1 });
  expect(sent().writes).toEqual([`DELETE ${SHARE}`]);
});

test("several tokens in one program, one not known in a preview; get and import by a component's provider", async () => {
  const other = localAccount(20);
  const theirs = cloudflare.dashboard.createShare({
    accountId: other,
    name: "Theirs",
    recipients: [localAccount(1), localAccount(2)],
    resources: [{ resourceType: "custom-ruleset", resourceId: rulesetId }],
  });
  // An asynchronous program, which the CLI runs itself.
  const stack = await open({}, true);
  await stack.setConfig("otherToken", otherToken, true);
  await cp(join(__dirname, "twoTokens.js"), join(stack.folder, "index.js"));
  const whole = `${other}/${theirs.id}`;
  const settings = { baseUrl: cloudflare.url, owner: localOwner, other, late: localAccount(21) };
  const declare = (more: object = {}) => stack.declare({ ...settings, read: whole, ...more } as object);
  await declare();
  cloudflare.clearRequests();
  const preview = await succeed(stack.preview());
  expect(preview.operations).toEqual({ create: 3, read: 1 });
  expect(preview.output).toMatch(
    /late +: "getShares: the settings of its provider are not known yet .*getSharesOutput/,
  );
  for (const name of ["lateStatus", "lateReceives"])
    expect(preview.output).toMatch(new RegExp(`${name} *: (output<string>|\\[unknown\\])`));
  expect(sent().writes).toEqual([]);

  expect((await succeed(stack.up())).operations).toEqual({ create: 3, read: 1 });
  expect(await stack.outputs()).toEqual({
    lateStatus: "active",
    lateReceives: 0,
    late: [],
    readId: theirs.id,
    readName: "Theirs",
    plain: ["Theirs"],
    lifted: 2,
    own: ["Own"],
  });
  expect(sent().writes).toEqual(["POST /accounts/…/shares", "POST /accounts/…/shares"]);

  // What was read is now managed: nothing is written, and the option may stay.
  const recipient = theirs.recipients.find((one) => one.account_id === localAccount(2));
  await declare({ read: undefined, imported: whole, importedRecipient: `${whole}/${recipient?.id}` });
  const taken = { "import-replacement": 1, replace: 1, "discard-replaced": 1 };
  expect((await succeed(stack.up())).operations).toEqual({ import: 1, same: 3, ...taken });
  expect((await succeed(stack.up())).operations).toEqual({ same: 5 });
  expect(sent().writes).toEqual([]);

  await declare({ read: undefined, imported: whole, missing: "f".repeat(32) });
  const failed = await stack.up();
  expect(failed.ok).toBe(false);
  expect(failed.output).toContain(`reading share ${"f".repeat(32)}`);
  expect(failed.output).not.toMatch(/\n\s+at /);
});

test("what has the option import and is given a Provider is imported once more, and not deleted by its former door", async () => {
  const { dashboard } = cloudflare;
  const recipients = [1, 2, 3].map(localAccount);
  const content = { accountId: localOwner, name: "Baseline", resources: [{ resourceId: rulesetId }] };
  const { id } = dashboard.createShare({ ...content, recipients });
  const platform = dashboard.createShare({
    ...content,
    name: "Platform",
    recipients: recipients.slice(0, 1),
  });
  const [record] = platform.recipients;
  const program = (opts: object): ProgramDeclaration => ({
    providers: { own: {} },
    shares: [share({}, { import: `${localOwner}/${id}`, ...opts })],
    attachments: [
      {
        kind: "ShareRecipient",
        name: "first",
        args: { accountId: localOwner, shareId: platform.id, recipientAccountId: localAccount(1) },
        opts: { import: `${localOwner}/${platform.id}/${record?.id}`, ...opts },
      },
    ],
  });
  const settings = { CLOUDFLARE_BASE_URL: cloudflare.url, CLOUDFLARE_API_TOKEN: token };
  const stack = await TestStack.open(program({}), settings, { plugin: true });
  expect((await succeed(stack.up())).operations).toEqual({ create: 2 });

  await stack.declare(program({ provider: { $provider: "own" } }));
  cloudflare.clearRequests();
  const moved = await succeed(stack.up());
  expect(moved.operations).toMatchObject({ "import-replacement": 2, "delete-replaced": 2 });
  expect(moved.output).toContain(
    `share ${id} is imported or read by another provider of this run and is not deleted`,
  );
  expect(sent().writes).toEqual([]);
  expect((await succeed(stack.up())).operations).toEqual({ same: 2 });
  expect(dashboard.share(id).status).toBe("active");

  await succeed(stack.destroy());
  expect(sent().writes.sort()).toEqual([`DELETE ${SHARE}`, `DELETE ${SHARE}/recipients/…`]);
});
