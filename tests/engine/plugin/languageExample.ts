import { cp } from "node:fs/promises";
import { join } from "node:path";
import { type LocalCloudflare, localOwner, startLocalCloudflare } from "../../../sdk/local";
import { ROOT } from "../../rules/files";
import { promisedOf } from "../../rules/languagesPage";
import { readYaml } from "../../rules/yaml";
import { accounts, rulesetId } from "../declarations";
import { writes } from "../engine";
import { type PluginStack, programFolder, writeProject } from "./pluginStack";

const token = "very-secret-token-5b6a7f8e9d0c";

/** What the steps of the examples' page have set up before the first `up`. */
export interface Ready {
  folder: string;
  env: Record<string, string>;
  secrets: readonly string[];
}

/** Runs the example in a language as a user who followed its page does: the first `up` and what it prints. */
export async function runExample(
  language: string,
  open: (ready: Ready) => Promise<PluginStack>,
  { plugins }: { plugins?: object } = {},
): Promise<PluginStack> {
  const cloudflare = await startLocalCloudflare({ transitionMs: 0, tokens: { [token]: {} } });
  try {
    const folder = await copyExample(language, plugins);
    const env = { CLOUDFLARE_API_TOKEN: token, CLOUDFLARE_BASE_URL: cloudflare.url };
    const stack = await open({ folder, env, secrets: [token] });
    await stack.configure(configOf(language));
    const { ok, output, operations } = await stack.up();
    if (!ok) throw new Error(output);
    expect(operations).toEqual({ create: 1 });
    expect(output).toContain(promisedOf(language).printed);
    expect(await stack.outputs()).toEqual({
      shareId: liveShare(cloudflare),
      status: "active",
      associated: 3,
    });
    expect(writes(cloudflare.requests)).toEqual([`POST /accounts/${localOwner}/shares`]);
    return stack;
  } finally {
    await cloudflare.close();
  }
}

/** With the plugin of the packed package, unless told which: a user has installed one. */
async function copyExample(language: string, plugins?: object): Promise<string> {
  const folder = await programFolder(language);
  await cp(join(ROOT, "examples/languages", language), folder, { recursive: true });
  const project = readYaml<object>(`examples/languages/${language}/Pulumi.yaml`);
  await writeProject(folder, plugins ? { ...project, plugins } : project);
  return folder;
}

/** YAML has no way to make objects of a list of ids. */
function configOf(language: string): Record<string, unknown> {
  const recipients = accounts(1, 3);
  const ids = recipients.map(({ recipientAccountId }) => recipientAccountId);
  return {
    "cloudflare-sharing:accountId": localOwner,
    rulesetId,
    ...(language === "yaml" ? { recipients } : { recipientAccountIds: ids }),
  };
}

/** The quick start's. */
function liveShare({ dashboard }: LocalCloudflare): string {
  const [share, ...others] = dashboard.shares();
  expect(others).toEqual([]);
  expect(share).toMatchObject({
    account_id: localOwner,
    name: "My Shared WAF Managed Rule",
    recipients: accounts(1, 3).map((one) => ({
      account_id: one.recipientAccountId,
      association_status: "associated",
    })),
    resources: [{ resource_type: "custom-ruleset", resource_id: rulesetId, status: "active" }],
  });
  return share?.id ?? "";
}
