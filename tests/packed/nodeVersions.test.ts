import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { type LocalCloudflare, startLocalCloudflare } from "../../sdk/local";
import { accounts, share } from "../engine/declarations";
import { TestStack } from "../engine/stack";

jest.setTimeout(300_000);

const run = promisify(execFile);
let cloudflare: LocalCloudflare;
beforeAll(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 0 });
});
afterAll(() => cloudflare.close());

/** Node's own binaries come as npm packages, one for each platform. */
async function installNode(major: string, folder: string): Promise<string> {
  const name = `node-${process.platform}-${process.arch}`;
  await writeFile(join(folder, "package.json"), '{"private":true}');
  await run("npm", ["install", "--no-audit", "--no-fund", `${name}@${major}`], { cwd: folder });
  return join(folder, "node_modules", name, "bin");
}

test.each(["22", "24"])(
  "Node %s: create, no-op, update, refresh and destroy, without a word from dependencies",
  async (major) => {
    const folder = await mkdtemp(join(tmpdir(), "sharing-node-"));
    try {
      const bin = await installNode(major, folder);
      const { stdout } = await run(join(bin, "node"), ["--version"]);
      expect(stdout).toMatch(new RegExp(`^v${major}\\.`));
      const stack = await TestStack.open(
        { shares: [share()] },
        { CLOUDFLARE_BASE_URL: cloudflare.url, CLOUDFLARE_API_TOKEN: "local-token" },
      );
      stack.env.PATH = [bin, stack.env.PATH].join(delimiter);
      const runs = [await stack.up(), await stack.up()];
      expect(runs.map(({ operations }) => operations)).toEqual([{ create: 1 }, { same: 1 }]);
      await stack.declare({ shares: [share({ recipients: accounts(1, 4) })] });
      runs.push(await stack.up(), await stack.refresh(), await stack.destroy());
      for (const { ok, output } of runs) {
        expect(ok).toBe(true);
        expect(output).not.toMatch(/warning|deprecat|experimental/i);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);
