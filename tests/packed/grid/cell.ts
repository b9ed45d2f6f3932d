import stringify from "safe-stable-stringify";
import { type LocalCloudflare, startLocalCloudflare } from "../../../sdk/local";
import { settingsOf } from "../../engine/declarations";
import type { Kind } from "./axes";
import { expectedName, expectedRecipients } from "./programs";
import type { Project } from "./project";
import { runTool } from "./tools";

/** One cell: up, a look at Cloudflare and at the outputs, destroy, another look. Throws what is wrong. */
export async function upAndDestroy(project: Project, kind: Kind, node: string): Promise<void> {
  const cloudflare = await startLocalCloudflare({ transitionMs: 0 });
  try {
    const settings = settingsOf(cloudflare);
    const env = await project.env(node, settings);
    const pulumi = (...args: string[]) =>
      runTool("pulumi", [...args, "--non-interactive", "--color", "never"], { cwd: project.folder, env });
    const name = `${kind.replaceAll(" ", "-")}-${node}`;
    const stack = ["--stack", name];
    await pulumi("stack", "init", name);
    const up = await pulumi("up", "--yes", "--skip-preview", ...stack);
    checkWarnings(up.all, kind, node);
    const outputs = JSON.parse((await pulumi("stack", "output", "--json", ...stack)).stdout);
    checkUp(cloudflare, outputs, { node, pulumi: project.column.pulumi.version });
    const destroy = await pulumi("destroy", "--yes", "--skip-preview", ...stack);
    assertEqual("warnings of destroy", warnings(destroy.all), []);
    assertEqual("shares after destroy", liveShares(cloudflare), []);
  } finally {
    await cloudflare.close();
  }
}

function checkUp(
  cloudflare: LocalCloudflare,
  outputs: Record<string, unknown> & { recipients: string[] },
  versions: { node: string; pulumi: string },
): void {
  const shares = liveShares(cloudflare);
  const seen = shares.map(({ name, recipients }) => ({
    name,
    recipients: recipients.map((one) => one.account_id).sort(),
  }));
  assertEqual("shares after up", seen, [{ name: expectedName, recipients: expectedRecipients }]);
  const { recipients, ...rest } = outputs;
  assertEqual("outputs", rest, { id: shares[0]?.id, status: "active", ...versions });
  assertEqual("recipients", [...recipients].sort(), expectedRecipients);
}

/** No dependency of ours may warn; ts-node's loader does, in every program, with or without this package. */
export const warns = (kind: Kind, node: string): boolean =>
  kind === "TypeScript ES module" && Number.parseInt(node, 10) >= 22;

function checkWarnings(printed: string, kind: Kind, node: string): void {
  const all = [...new Set(warnings(printed))];
  const expected = warns(kind, node)
    ? ["[DEP0180] DeprecationWarning: fs.Stats constructor is deprecated."]
    : [];
  assertEqual("warnings of up", all, expected);
}

/** Each line that warns, without the resource and process that the engine and Node put before it. */
function warnings(printed: string): string[] {
  const lines = printed.split("\n").filter((line) => /warning|deprecat|experimental/i.test(line));
  return lines
    .map((line) => line.replace(/^.*\(node:\d+\) /, "").trim())
    .filter((line) => !line.includes(HOW_TO_TRACE));
}
const HOW_TO_TRACE = "(Use `node --trace-";

function liveShares(cloudflare: LocalCloudflare) {
  return cloudflare.dashboard.shares().filter(({ status }) => status !== "deleted");
}

/** As texts: under jest the two sides' arrays have other prototypes. */
function assertEqual(what: string, actual: unknown, expected: unknown): void {
  const [seen, wanted] = [stringify(actual), stringify(expected)];
  if (seen !== wanted) throw new Error(`${what}: ${seen} instead of ${wanted}`);
}
