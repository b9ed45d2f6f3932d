import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { displayWidth } from "../../../sdk/cli/output/text";
import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../../sdk/local";
import { cli, hostileNames, settings } from "./support";

const id = (i: number) => i.toString(16).padStart(32, "d");
const accounts = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => localAccount(from + i));

let cloudflare: LocalCloudflare;
let env: NodeJS.ProcessEnv;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "sharing-cli-"));
  cloudflare = await startLocalCloudflare({ transitionMs: 0 });
  env = settings(cloudflare);
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await cloudflare.close();
});

const send = (name: string, recipients: string[] | "organization" = accounts(1, 3), account = localOwner) =>
  cloudflare.dashboard.createShare({
    accountId: account,
    name,
    recipients,
    resources: [{ resourceId: id(1) }],
  });

function expectNarrow(text: string): void {
  for (const line of text.split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(80);
}

describe("list", () => {
  test("the shares with their recipients by state, in 80 columns", async () => {
    const share = send("Baseline");
    cloudflare.dashboard.removeRecipient(share.id, localAccount(1));
    const { code, stdout } = await cli(["list"], env);
    expect(code).toBe(0);
    expect(stdout.split("\n")).toEqual([
      "SHARE     NAME      TARGET   RESOURCES  RECIPIENTS       AGE",
      expect.stringMatching(
        new RegExp(`^${share.id.slice(0, 8)}  Baseline  account          1  2 associated     \\d`),
      ),
      "                                        1 disassociated",
      "",
      `1 share sent by ${localOwner}`,
      "",
    ]);
  });

  test("whatever they are called, and whatever states there are", async () => {
    for (const name of hostileNames) send(name);
    cloudflare.dashboard.setTransitionMs(60_000);
    send("To all", "organization");
    cloudflare.dashboard.deleteShare(send("Leaving").id);
    const { stdout } = await cli(["list"], env);
    expectNarrow(stdout);
    expect(stdout).toContain("(deleting)");
    expect(stdout).toMatch(/19 shares sent by \S+, 1 deleting or deleted\n$/);
  });

  test("deleted ones with --all alone; received ones with --received", async () => {
    cloudflare.dashboard.deleteShare(send("Gone").id);
    send("From four", [localOwner], localAccount(4));
    expect((await cli(["list"], env)).stdout).toBe(`no share sent by account ${localOwner}\n`);
    expect((await cli(["list", "--all"], env)).stdout).toMatch(/Gone .*\n {10}\(deleted\)\n/);
    const received = await cli(["list", "--received"], env);
    expect(received.stdout).toMatch(/From four +Local Account 4 +account +1/);
  });

  test("--account, and --json with the names of the package's outputs", async () => {
    const { id: shareId } = send("From four", accounts(5, 6), localAccount(4));
    const { stdout } = await cli(["list", "--json", "--account", localAccount(4).toUpperCase()], env);
    expect(JSON.parse(stdout)).toMatchObject([
      {
        id: shareId,
        accountId: localAccount(4),
        name: "From four",
        targetType: "account",
        associatedRecipientCount: 2,
        resources: [{ resourceType: "custom-ruleset", resourceId: id(1), meta: "{}", status: "active" }],
      },
    ]);
  });

  test("what Cloudflare refuses: exit code 1, no stack, no token", async () => {
    const { code, stdout, stderr } = await cli(["list"], { ...env, CLOUDFLARE_API_TOKEN: "a-wrong-token" });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(
      /^error: listing the shares of account \S+: Cloudflare answered 403: .*\ncf-ray .*\n$/,
    );
    expect(stderr).not.toContain("a-wrong-token");
  });
});

describe("show", () => {
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
      `  custom-ruleset ${id(1)}: refused 4 (not tried again)`,
      `${localAccount(3)}  associating  failed, tried again`,
      "  associating: refused 3",
      `${localAccount(7)}  associating  under way`,
      `${localAccount(1)}  associated   1 resource`,
      `${localAccount(2)}  associated   1 resource`,
      `${localAccount(5)}  associated   1 resource`,
      "1 former recipient not shown: --all shows them",
    ]);
    expect((await cli(["show", share.id, "--all"], env)).stdout).toContain(
      `${localAccount(6)}  disassociated`,
    );
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
});

describe("import", () => {
  test("those that can't be declared are named in the program and on stderr", async () => {
    send("Baseline");
    const empty = send("Empty");
    cloudflare.dashboard.removeResource(empty.id, id(1));
    const lonely = send("Lonely", accounts(1, 1));
    cloudflare.dashboard.removeRecipient(lonely.id, localAccount(1));
    cloudflare.dashboard.setTransitionMs(60_000);
    const leaving = send("Leaving\n*/");
    cloudflare.dashboard.deleteShare(leaving.id);
    const { code, stdout, stderr } = await cli(["import"], env);
    expect(code).toBe(0);
    expect(stdout.match(/^new sharing\.Share\($/gm)).toHaveLength(1);
    for (const line of [
      `${empty.id}, "Empty": it has no live resource`,
      `${lonely.id}, "Lonely": it has no live recipient`,
      `${leaving.id}, "Leaving\\n*/": it is being deleted`,
    ]) {
      expect(stdout).toContain(`\n// - ${line}\n`);
    }
    expect(stderr.trimEnd().split("\n")).toEqual([
      `warning: share ${empty.id} "Empty" is left out: it has no live resource`,
      `warning: share ${lonely.id} "Lonely" is left out: it has no live recipient`,
      `warning: share ${leaving.id} "Leaving\\n*/" is left out: it is being deleted`,
    ]);
  });

  test("two requests for the lists and one for each share", async () => {
    for (let i = 0; i < 5; i++) send(`Share ${i}`, i === 0 ? "organization" : accounts(1, 70));
    cloudflare.clearRequests();
    await cli(["import"], env);
    expect(cloudflare.requests.map(({ method }) => method)).toEqual(Array(7).fill("GET"));
  });

  test("the named ones alone, each once, with --out into a file that is not overwritten", async () => {
    const [first, second] = [send("First"), send("Second")];
    const file = join(folder, "index.ts");
    const named = ["import", "First", first.id, "--out", file];
    const written = await cli(named, env);
    expect(written).toMatchObject({ code: 0, stderr: "" });
    expect(written.stdout).toBe(`${file} declares 1 share: \`pulumi up\` takes them over unchanged.\n`);
    const text = readFileSync(file, "utf8");
    expect(text).toContain(first.id);
    expect(text).not.toContain(second.id);

    writeFileSync(file, "mine");
    cloudflare.clearRequests();
    expect(await cli(named, env)).toMatchObject({
      code: 1,
      stderr: `error: ${file} exists: --force overwrites it\n`,
    });
    expect(cloudflare.requests).toHaveLength(0);
    expect(readFileSync(file, "utf8")).toBe("mine");
    expect(await cli([...named, "--force"], env)).toMatchObject({ code: 0 });
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  test("nothing to import: exit code 1 and no file; a folder that is not there: the reason", async () => {
    const file = join(folder, "index.ts");
    const { code, stderr } = await cli(["import", "--out", file], env);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: there is no share to import in account \S+: nothing is written\n$/);
    expect(existsSync(file)).toBe(false);
    send("Baseline");
    const nowhere = await cli(["import", "--out", join(folder, "none", "index.ts")], env);
    expect(nowhere.stderr).toMatch(/^error: writing \S+: ENOENT\n$/);
  });
});
