import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../../sdk/local";
import { accounts, ruleset } from "../declarations";
import { writes } from "../engine";
import { type YamlProgram, type YamlRun, YamlStack } from "./yamlStack";

const tokens = { ours: "very-secret-token-ours-1a2b3c", theirs: "very-secret-token-theirs-4d5e6f" };
const rotated = "very-secret-token-rotated-7a8b9c";
const stray = "very-secret-token-of-nobody-0d1e2f";
const secretName = "A name that nobody may read";
const otherOwner = localAccount(7);
let cloudflare: LocalCloudflare;

beforeAll(async () => {
  cloudflare = await startLocalCloudflare({
    transitionMs: 0,
    tokens: {
      [tokens.ours]: { accounts: [localOwner] },
      [rotated]: { accounts: [localOwner] },
      [tokens.theirs]: { accounts: [otherOwner] },
      // What a share's status is once it is there, and unknown before.
      active: { accounts: [otherOwner] },
    },
  });
});
afterAll(() => cloudflare.close());

const provider = (settings: object) => ({
  type: "pulumi:providers:cloudflare-sharing",
  properties: { baseUrl: cloudflare.url, ...settings },
});

const share = (name: unknown, of: string, after: string[] = []) => ({
  type: "cloudflare-sharing:Share",
  properties: { name, recipients: accounts(1, 2), resources: [ruleset()] },
  options: { provider: `\${${of}}`, dependsOn: after },
});

/** A share through each of two providers of the program, for an account of its own. */
const program = (ours: object, theirs: object): YamlProgram => ({
  resources: {
    ours: provider({ accountId: localOwner, ...ours }),
    theirs: provider({ accountId: otherOwner, ...theirs }),
    first: share("First", "ours"),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is YAML's
    second: share({ "fn::secret": secretName }, "theirs", ["${first}"]),
  },
});

const token = (apiToken: string) => ({ apiToken });
const refused = () => cloudflare.requests.filter(({ status }) => (status ?? 0) >= 400);

/** Succeeds, and says what was done and sent. */
async function succeed(run: Promise<YamlRun>) {
  const { ok, output, operations } = await run;
  expect({ ok, output }).toEqual({ ok: true, output });
  const sent = writes(cloudflare.requests).map((line) => line.replace(/\b[0-9a-f]{32}$/, "…"));
  expect(refused()).toEqual([]);
  cloudflare.clearRequests();
  return { operations, sent, output };
}

test("two providers with a token each: one without a token, with a stranger's, with a new one, and moved", async () => {
  const secrets = [tokens.ours, tokens.theirs, rotated, stray, secretName];
  const stack = await YamlStack.open(program(token(tokens.ours), {}), {}, ...secrets);
  const missing = await stack.up();
  expect(missing).toMatchObject({ ok: false, operations: { create: 1 } });
  expect(missing.output).toMatch(/resource 'second' has a problem: .* missing.* apiToken of the provider/);
  // Of the stack, which this provider does not see.
  expect(missing.output).not.toContain("pulumi config set");
  expect(writes(cloudflare.requests)).toEqual([`POST /accounts/${localOwner}/shares`]);
  expect(refused()).toEqual([]);

  await stack.declare(program(token(tokens.ours), token(stray)));
  const wrong = await stack.up();
  expect(wrong).toMatchObject({ ok: false, operations: { same: 1, create: 1 } });
  expect(wrong.output).toContain(
    `creating share "[secret]" in account ${otherOwner}: Cloudflare answered 403`,
  );
  expect(wrong.output).toContain("cloudflare-sharing:index:Share (second):");
  // Nothing but what the stranger's token was given for.
  expect(refused().map(({ path }) => path)).toEqual([`/accounts/${otherOwner}/shares`]);
  cloudflare.clearRequests();

  await stack.declare(program(token(tokens.ours), token(tokens.theirs)));
  expect(await succeed(stack.up())).toMatchObject({
    operations: { same: 1, create: 1 },
    sent: [`POST /accounts/${otherOwner}/shares`],
  });
  await stack.declare(program(token(rotated), token(tokens.theirs)));
  const renewed = await succeed(stack.up());
  expect(renewed).toMatchObject({ operations: { same: 2 }, sent: [] });
  expect(renewed.output).toMatch(/~ +pulumi:providers:cloudflare-sharing ours updated/);

  // The account is what the share has by default: another one is another share.
  await stack.declare(program({ ...token(rotated), accountId: otherOwner }, token(tokens.theirs)));
  const moved = await succeed(stack.preview());
  expect(moved).toMatchObject({
    operations: { same: 1, "create-replacement": 1, replace: 1, "delete-replaced": 1 },
    sent: [],
  });
  expect(moved.output).toContain(`+-cloudflare-sharing:index:Share: (replace)`);
  expect(moved.output.split(`~ accountId: "${localOwner}" => "${otherOwner}"`)).toHaveLength(3);
  expect((await succeed(stack.destroy())).sent.sort()).toEqual([
    `DELETE /accounts/${localOwner}/shares/…`,
    `DELETE /accounts/${otherOwner}/shares/…`,
  ]);

  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is YAML's
  await stack.declare(program(token(rotated), { apiToken: "${first.status}" }));
  expect(await succeed(stack.preview())).toMatchObject({ operations: { create: 2 }, sent: [] });
  expect((await succeed(stack.up())).operations).toEqual({ create: 2 });
});

test("the engine's log of all details has neither the token nor a secret name, also of what fails", async () => {
  const env = {
    CLOUDFLARE_API_TOKEN: tokens.theirs,
    CLOUDFLARE_BASE_URL: cloudflare.url,
    CLOUDFLARE_ACCOUNT_ID: otherOwner,
  };
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is YAML's
  const { type, properties } = share("${hidden}", "");
  const baseline = { type, properties: { ...properties, recipients: accounts(3, 4) } };
  const config = { hidden: { type: "string", secret: true } };
  const stack = await YamlStack.open({ config, resources: { baseline } }, env, tokens.theirs, secretName);
  await stack.pulumi("config", "set", "--secret", "hidden", secretName);
  cloudflare.dashboard.refuseDelivery({ accountId: localAccount(4), error: "no room", terminal: true });
  const { ok, output } = await stack.up({
    debug: true,
    logToStdErr: true,
    logVerbosity: 11,
    logFlow: true,
  });
  expect(ok).toBe(false);
  for (const line of ["not everything was delivered", "eventSink::"])
    expect(output.includes(line)).toBe(true);
  expect((await stack.destroy()).ok).toBe(true);
});
