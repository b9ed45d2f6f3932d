import { execFile } from "node:child_process";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Stage, tour } from "../../examples/tour";
import { type LocalState, localAccount, localOwner, startLocalCloudflare } from "../../sdk/local";

const root = join(__dirname, "../..");
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sharing-quick-start-"));
});

/** As `npm start` runs it, with a folder of its own. */
function start(...options: string[]): Promise<{ code: number; output: string }> {
  const tsx = join(root, "node_modules/tsx/dist/cli.mjs");
  const env = { ...process.env, QUICKSTART_FOLDER: folder };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [tsx, "examples/start.ts", ...options],
      { cwd: root, env, timeout: 20 * 60_000 },
      (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr }),
    );
  });
}

async function sharesInCloudflare(): Promise<LocalState["shares"]> {
  const state: LocalState = JSON.parse(await readFile(join(folder, "cloudflare.json"), "utf8"));
  return state.shares;
}

/** The exit code comes with the output, so that a failure shows why. */
const succeeded = (output: string) => ({ code: 0, output });

test("first run: the share is made, and every recipient associated", async () => {
  const { code, output } = await start();
  expect({ code, output }).toEqual(succeeded(output));
  expect(output).toMatch(/status +active\n/);
  expect(output.match(/account a{24}0000000[123] {2}associated\n/g)).toHaveLength(3);
  expect(output).toContain("Changes: 2 create.");
  expect(await sharesInCloudflare()).toHaveLength(1);
});

test("second run: nothing changes; then the tour adds a recipient, shows a drift and repairs it, in one share", async () => {
  const [first] = await sharesInCloudflare();
  const { code, output } = await start("--tour");
  expect({ code, output }).toEqual(succeeded(output));
  expect(output).toContain(`id           ${first?.id}`);
  const [again, more, hand, drift, repair] = output.split(/^\[\d\/4\] /m);
  const put = /^Pulumi sent: PUT [^,]+\/recipients$/m;
  const nothing = "Pulumi sent: nothing that writes";

  expect(again).toContain("No change: everything is as declared.");
  expect(more).toMatch(put);
  expect(more).toMatch(/~ 1 updated/);
  expect(hand).toContain(nothing);
  expect(drift).toContain(nothing);
  // Drawn once, as what comes back.
  expect(drift?.match(/[+-] recipientAccountId: "\w+"/g)).toEqual([
    `+ recipientAccountId: "${localAccount(1)}"`,
  ]);
  expect(drift).toMatch(/~ 1 to update/);
  expect(repair).toMatch(put);
  expect(repair?.match(/account a{24}0000000[1234] {2}associated\n/g)).toHaveLength(4);

  const shares = await sharesInCloudflare();
  expect(shares.map(({ id }) => id)).toEqual([first?.id]);
});

test("who skips the rest of the tour sees no further step", async () => {
  const cloudflare = await startLocalCloudflare({ transitionMs: 0 });
  try {
    const share = cloudflare.dashboard.createShare({
      accountId: localOwner,
      name: "Tour",
      recipients: [localAccount(1)],
      resources: [{ resourceId: "d".repeat(32) }],
    });
    const done: string[] = [];
    const said: string[] = [];
    const stage: Stage = {
      cloudflare,
      share: { shareId: share.id, recipients: [{ accountId: localAccount(1) }] },
      pulumi: async (...args) => void done.push(args.join(" ")),
      up: async () => void done.push("up"),
      say: (line) => void said.push(line),
      goesOn: async () => done.length === 0,
    };
    expect(await tour(stage)).toBe(false);
    expect(done).toEqual([`config set --path recipientAccountIds[1] ${localAccount(2)}`, "up"]);
    expect(said.filter((line) => /^\n\[/.test(line))).toHaveLength(2);
    expect(cloudflare.dashboard.share(share.id).recipients).toMatchObject([
      { account_id: localAccount(1), association_status: "associated" },
    ]);
  } finally {
    await cloudflare.close();
  }
});
