import { appendFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { type LocalCloudflare, startLocalCloudflare } from "../../sdk/local";
import { accounts, settingsOf, share } from "../engine/declarations";
import { TestStack } from "../engine/stack";
import { nodes } from "./grid/axes";
import { nodeBin } from "./grid/tools";

let cloudflare: LocalCloudflare;
beforeAll(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 0 });
});
afterAll(() => cloudflare.close());

test.each(nodes.slice(1))(
  "Node %s: create, no-op, update, refresh and destroy, without a word from dependencies",
  async (version) => {
    const bin = await nodeBin(version);
    const stack = await TestStack.open({ shares: [share()] }, settingsOf(cloudflare), { ownProcess: true });
    stack.env.PATH = [bin, stack.env.PATH].join(delimiter);
    await appendFile(join(stack.folder, "index.js"), "\nexports.node = process.versions.node;\n");
    const runs = [await stack.up(), await stack.up()];
    const outputs = await stack.outputs();
    await stack.declare({ shares: [share({ recipients: accounts(1, 4) })] });
    runs.push(await stack.up(), await stack.refresh(), await stack.destroy());
    expect(runs.map(({ operations }) => operations)).toEqual([
      { create: 1 },
      { same: 1 },
      { update: 1 },
      { refresh: 1 },
      { delete: 1 },
    ]);
    expect(outputs).toMatchObject({ node: version });
    for (const { ok, output } of runs) {
      expect(ok).toBe(true);
      expect(output).not.toMatch(/warning|deprecat|experimental/i);
    }
  },
);
