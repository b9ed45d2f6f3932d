import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { type LocalCloudflare, startLocalCloudflare } from "../../../sdk/local";
import { settingsOf, share } from "../declarations";
import { commandLine, descendants } from "../processTree";
import { TestStack } from "../stack";

let cloudflare: LocalCloudflare;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 0 });
});
afterEach(() => cloudflare.close());

/** Which processes of a program's and a provider's own there were in a run. */
async function ownProcesses(stack: TestStack): Promise<Set<string>> {
  const seen = new Set<string>();
  const watch = () => {
    for (const line of descendants(process.pid).map(commandLine))
      for (const [own] of line.matchAll(/cmd\/(run|dynamic-provider)\b/g)) seen.add(own);
  };
  expect(await stack.up({ watch })).toMatchObject({ ok: true });
  return seen;
}

/** With a program that tells of its process. */
async function open(ownProcess?: "first"): Promise<TestStack> {
  const stack = await TestStack.open({ shares: [share()] }, settingsOf(cloudflare), { ownProcess });
  const exported = "{ pid: process.pid, mark: process.env.MARK }";
  await appendFile(join(stack.folder, "index.js"), `\nexports.seen = ${exported};\n`);
  return stack;
}

test("programs and providers run in processes that are there, loaded anew for each run, with its environment", async () => {
  const stack = await open();
  stack.env.MARK = "first";
  expect(await ownProcesses(stack)).toEqual(new Set());
  const { seen: first } = (await stack.outputs()) as { seen: { pid: number; mark: string } };
  expect(first.mark).toBe("first");

  stack.env.MARK = "second";
  await stack.declare({ shares: [share({ name: "Changed" })] });
  expect(await ownProcesses(stack)).toEqual(new Set());
  expect((await stack.outputs()).seen).toEqual({ ...first, mark: "second" });
  expect(cloudflare.dashboard.shares().map(({ name }) => name)).toEqual(["Changed"]);
  expect(await stack.destroy()).toMatchObject({ ok: true, operations: { delete: 1 } });
});

test("a first run that is to be as users' has processes of its own", async () => {
  const stack = await open("first");
  expect(await ownProcesses(stack)).toEqual(new Set(["cmd/run", "cmd/dynamic-provider"]));
});
