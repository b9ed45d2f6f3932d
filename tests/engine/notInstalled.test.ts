import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalCloudflare, startLocalCloudflare } from "../../sdk/local";
import { settingsOf, shares } from "./declarations";
import { setUp } from "./engine";
import { type StateResource, TestStack } from "./stack";

let cloudflare: LocalCloudflare;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 50 });
});
afterEach(() => cloudflare.close());

/** What the engine writes of its own (dependencies) aside. */
const essence = ({ urn, id, inputs, outputs }: StateResource) => ({ urn, id, inputs, outputs });

const live = () => cloudflare.dashboard.shares().filter(({ status }) => status === "active");

/** A folder that has what the estate has installed, by links that can be taken away. */
async function linkedEstate(): Promise<{ folder: string; installed: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "sharing-linked-"));
  const real = join(setUp("SHARING_TEST_ESTATE"), "node_modules");
  const installed = join(folder, "node_modules");
  await mkdir(installed);
  for (const name of await readdir(real)) await symlink(join(real, name), join(installed, name));
  return { folder, installed, remove: () => rm(folder, { recursive: true, force: true }) };
}

const PACKAGE = "pulumi-cloudflare-sharing";
/** Node's error for the first resource of a run; the shell's own for all others. */
const nodes = `Cannot find module '${PACKAGE}/provider'`;
const ours = `${PACKAGE} cannot be loaded from the program's folder`;

test("refresh and destroy in a folder without the package fail for every share, and lose none", async () => {
  const estate = await linkedEstate();
  const link = join(estate.installed, PACKAGE);
  const stack = await TestStack.open({ shares: shares(5) }, settingsOf(cloudflare), {
    estate: estate.folder,
    ownProcess: true,
  });
  expect((await stack.up()).ok).toBe(true);
  const before = await stack.resources();
  expect(before).toHaveLength(5);

  await rm(link);
  cloudflare.clearRequests();
  for (const run of [await stack.refresh(), await stack.destroy()]) {
    expect(run.ok).toBe(false);
    const refused = run.output.match(/\bShare \(share-\d\):\s+error: .*/g) ?? [];
    expect(refused.filter((line) => line.includes(nodes))).toHaveLength(1);
    expect(refused.filter((line) => line.includes(ours))).toHaveLength(4);
  }
  expect(cloudflare.requests).toEqual([]);
  expect((await stack.resources()).map(essence)).toEqual(before.map(essence));
  expect(live()).toHaveLength(5);

  await symlink(join(setUp("SHARING_TEST_ESTATE"), "node_modules", PACKAGE), link);
  expect((await stack.destroy()).ok).toBe(true);
  expect(live()).toEqual([]);
  await estate.remove();
});

test("the page on troubleshooting has both errors as they are printed", async () => {
  const page = await readFile(join(__dirname, "../../docs/troubleshooting.md"), "utf8");
  for (const error of [nodes, ours]) expect(page).toContain(`### \`${error}\`\n`);
});
