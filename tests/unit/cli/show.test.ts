import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../../sdk/local";
import { accounts, cli, expectNarrow, resourceId, type SentShare, sendShare, settings } from "./support";

let cloudflare: LocalCloudflare;
let env: NodeJS.ProcessEnv;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 0 });
  env = settings(cloudflare);
});
afterEach(() => cloudflare.close());

const send = (...share: SentShare) => sendShare(cloudflare, ...share);

test("failures first", async () => {
  const refuse = (account: number, terminal: boolean) =>
    cloudflare.dashboard.refuseDelivery({
      accountId: localAccount(account),
      error: `refused ${account}`,
      terminal,
    });
  refuse(3, false);
  refuse(4, true);
  const share = send("Baseline", accounts(1, 6));
  cloudflare.dashboard.removeRecipient(share.id, localAccount(6));
  cloudflare.dashboard.setTransitionMs(60_000);
  cloudflare.dashboard.addRecipient(share.id, localAccount(7));
  const { code, stdout } = await cli(["show", "Baseline"], env);
  expect(code).toBe(0);
  expectNarrow(stdout);
  const [, recipients = ""] = stdout.split(/(?=^RECIPIENT)/m);
  expect(recipients.trimEnd().split("\n")).toEqual([
    "RECIPIENT                         STATE        DELIVERY",
    `${localAccount(4)}  associating  1 of 1 resource failed`,
    `  custom-ruleset ${resourceId(1)}: refused 4 (not tried again)`,
    `${localAccount(3)}  associating  failed, tried again`,
    "  associating: refused 3",
    `${localAccount(7)}  associating  under way`,
    `${localAccount(1)}  associated   1 resource`,
    `${localAccount(2)}  associated   1 resource`,
    `${localAccount(5)}  associated   1 resource`,
    "1 former recipient not shown: --all shows them",
  ]);
  expect((await cli(["show", share.id, "--all"], env)).stdout).toContain(`${localAccount(6)}  disassociated`);
});

test("SHARE is an id in any form, its beginning, a name, or with the account", async () => {
  const share = send("Baseline");
  send("Another");
  const uuid = share.id.toUpperCase().replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  const forms = [share.id, uuid, share.id.slice(0, 8), "Baseline", `${localOwner}/${share.id}`];
  for (const form of forms) {
    const { stdout } = await cli(["show", form, "--json"], { ...env, CLOUDFLARE_ACCOUNT_ID: localOwner });
    expect(JSON.parse(stdout)).toMatchObject({
      id: share.id,
      name: "Baseline",
      recipientStatuses: [{}, {}, {}],
    });
  }
  const elsewhere = await cli(["show", `${localOwner}/${share.id}`], { ...env, CLOUDFLARE_ACCOUNT_ID: "" });
  expect(elsewhere.stdout).toContain(`Share "Baseline"\n  id          ${share.id}\n`);
});

test("none, or several", async () => {
  send("Okta");
  send("Okta");
  const several = await cli(["show", "Okta"], env);
  expect(several).toMatchObject({ code: 1, stdout: "" });
  expect(several.stderr).toMatch(
    /^error: "Okta" means 2 shares: [0-9a-f]{8}, [0-9a-f]{8}\nname one by its id\n$/,
  );
  const none = await cli(["show", "okt"], env);
  expect(none.stderr).toMatch(
    /^error: account \S+ sends no share named "okt", or with an id that begins so\n$/,
  );
  const token = "s3cret-_".repeat(5);
  for (const given of [`Bearer ${token}`, `${localOwner}/${token}`]) {
    const { stderr } = await cli(["show", given], env);
    expect(stderr).toMatch(
      /sends no share named a text of \d+ characters that may be a secret, or with an id/,
    );
    expect(stderr).not.toContain("s3cret");
  }
  const missing = await cli(["show", "f".repeat(32)], env);
  expect(missing.code).toBe(1);
  expect(missing.stderr).toMatch(/^error: reading share f{32} of account \S+: Cloudflare answered 404/);
});

test("an organization's share names the accounts that it leaves out", async () => {
  const { id: shareId } = send("To all", "organization");
  cloudflare.dashboard.setExcluded(shareId, [localAccount(7), localAccount(8)]);
  const { stdout } = await cli(["show", shareId], env);
  expect(stdout).toContain(`  excluded    ${localAccount(7)}\n              ${localAccount(8)}\n`);
});
