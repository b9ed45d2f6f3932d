import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LocalState } from "../../sdk/local";

const root = join(__dirname, "../..");
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sharing-quick-start-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** As `npm start` runs it, with a folder of its own. */
function start(): Promise<{ code: number; output: string }> {
  const tsx = join(root, "node_modules/tsx/dist/cli.mjs");
  const env = { ...process.env, QUICKSTART_FOLDER: folder };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [tsx, "examples/start.ts"],
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

test("second run: the share is found again, and nothing changes", async () => {
  const [first] = await sharesInCloudflare();
  const { code, output } = await start();
  expect({ code, output }).toEqual(succeeded(output));
  expect(output).toContain("No change: everything is as declared.");
  expect(output).toContain(`id           ${first?.id}`);
  expect(await sharesInCloudflare()).toEqual([first]);
});
