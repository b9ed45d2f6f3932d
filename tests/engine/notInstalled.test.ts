import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type LocalCloudflare, startLocalCloudflare } from "../../sdk/local";
import { settingsOf, shares } from "./declarations";
import { type StateResource, TestStack } from "./stack";

let cloudflare: LocalCloudflare;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 50 });
});
afterEach(() => cloudflare.close());

/** What the engine writes of its own (dependencies) aside. */
const essence = ({ urn, id, inputs, outputs }: StateResource) => ({ urn, id, inputs, outputs });

const live = () => cloudflare.dashboard.shares().filter(({ status }) => status === "active");

test("refresh and destroy in a folder without the package fail for every share, and lose none", async () => {
  const stack = await TestStack.open({ shares: shares(5) }, settingsOf(cloudflare));
  expect((await stack.up()).ok).toBe(true);
  const before = await stack.resources();
  expect(before).toHaveLength(5);

  // A package of the same name, nearer to the program, that has nothing in it.
  const shadow = join(stack.folder, "node_modules", "pulumi-cloudflare-sharing");
  await mkdir(shadow, { recursive: true });
  await writeFile(join(shadow, "package.json"), '{"name":"pulumi-cloudflare-sharing","exports":{}}');
  cloudflare.clearRequests();
  for (const run of [await stack.refresh(), await stack.destroy()]) {
    expect(run.ok).toBe(false);
    const refused = run.output.match(
      /\bShare \(share-\d\):\s+error: .*(cannot be loaded from the program's folder|is not defined by "exports")/g,
    );
    expect(refused).toHaveLength(5);
  }
  expect(cloudflare.requests).toEqual([]);
  expect((await stack.resources()).map(essence)).toEqual(before.map(essence));
  expect(live()).toHaveLength(5);

  await rm(join(stack.folder, "node_modules"), { recursive: true });
  expect((await stack.destroy()).ok).toBe(true);
  expect(live()).toEqual([]);
});
