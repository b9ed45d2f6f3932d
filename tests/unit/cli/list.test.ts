import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../../sdk/local";
import {
  accounts,
  cli,
  expectNarrow,
  hostileNames,
  resourceId,
  type SentShare,
  sendShare,
  settings,
} from "./support";

let cloudflare: LocalCloudflare;
let env: NodeJS.ProcessEnv;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 0 });
  env = settings(cloudflare);
});
afterEach(() => cloudflare.close());

const send = (...share: SentShare) => sendShare(cloudflare, ...share);

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
      resources: [
        { resourceType: "custom-ruleset", resourceId: resourceId(1), meta: "{}", status: "active" },
      ],
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
