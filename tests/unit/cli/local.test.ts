import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalState, localAccount, localOwner, startLocalCloudflare } from "../../../sdk/local";
import { cli } from "./support";

const root = join(__dirname, "../../..");
let folder: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sharing-cli-"));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

interface Running {
  child: ChildProcess;
  env: Record<string, string>;
}

/** `local` as a process of its own: signals are what the test is about. */
async function startLocal(...args: string[]): Promise<Running> {
  const command = ["--import", "tsx", "sdk/cli/main.ts", "local", "--json", ...args];
  const child = spawn(process.execPath, command, { cwd: root, stdio: ["ignore", "pipe", "ignore"] });
  children.push(child);
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { child, env: JSON.parse(line.toString()) };
}

async function end({ child }: Running, signal: NodeJS.Signals): Promise<number> {
  child.kill(signal);
  const [code] = await once(child, "close");
  return code;
}

async function seedFile(): Promise<string> {
  const cloudflare = await startLocalCloudflare({ transitionMs: 0 });
  cloudflare.dashboard.createShare({
    accountId: localAccount(4),
    name: "Seeded",
    recipients: [localOwner],
    resources: [{ resourceId: "d".repeat(32) }],
  });
  const file = join(folder, "seed.json");
  writeFileSync(file, JSON.stringify(cloudflare.snapshot()));
  await cloudflare.close();
  return file;
}

const savedNames = (file: string) =>
  (JSON.parse(readFileSync(file, "utf8")) as LocalState).shares.map(({ name }) => name);

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "seeded, used, and saved on %s, whoever is still connected",
  async (signal) => {
    const saved = join(folder, "saved.json");
    const running = await startLocal("--seed", await seedFile(), "--save", saved);
    expect(running.env).toMatchObject({
      CLOUDFLARE_API_TOKEN: "local-token",
      CLOUDFLARE_ACCOUNT_ID: localAccount(4),
    });
    const { stdout } = await cli(["list"], running.env);
    expect(stdout).toContain("Seeded");
    // A connection that this side never closes must not hold the end up.
    const socket = connect(Number(new URL(running.env.CLOUDFLARE_BASE_URL ?? "").port), "127.0.0.1");
    socket.on("error", () => undefined);
    await once(socket, "connect");
    expect(await end(running, signal)).toBe(0);
    expect(savedNames(saved)).toEqual(["Seeded"]);
    expect(existsSync(`${saved}.new`)).toBe(false);
  },
);

test("one file for both: the first run begins without it", async () => {
  const file = join(folder, "shares.json");
  const first = await startLocal("--seed", file, "--save", file);
  expect(first.env.CLOUDFLARE_ACCOUNT_ID).toBe(localOwner);
  expect(await end(first, "SIGTERM")).toBe(0);
  expect(savedNames(file)).toEqual([]);
  const second = await startLocal("--seed", file, "--save", file);
  expect(await end(second, "SIGTERM")).toBe(0);
});

describe("what can't start: exit code 1 and the reason", () => {
  test("a port that is taken", async () => {
    const other = await startLocalCloudflare();
    const { port } = new URL(other.url);
    const { code, stderr } = await cli(["local", "--port", port]);
    await other.close();
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `error: port ${port} is in use: --port takes another one\n`,
    });
  });

  test.each([
    ["no file", undefined, "there is no such file"],
    ["no JSON", "shares:", "it is no JSON"],
    ["other JSON", '{"version":1,"shares":[{}]}', "it is no file that --save wrote"],
    ["a list", "[]", "it is no file that --save wrote"],
  ])("a seed that is %s", async (_, text, reason) => {
    const file = join(folder, "seed.json");
    if (text !== undefined) writeFileSync(file, text);
    const { code, stderr } = await cli(["local", "--seed", file]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: `error: reading the seed ${file}: ${reason}\n` });
  });
});
