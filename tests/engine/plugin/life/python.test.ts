import { cp } from "node:fs/promises";
import { join } from "node:path";
import { examples, renderers } from "../../../schema/examples";
import { type Ready, runExample } from "../languageExample";
import { PluginStack, programFolder, writeProject } from "../pluginStack";
import { execute, generatedSdk, languages, programs } from "./generatedSdk";
import { testLife, token } from "./life";
import { declareIn, readingDoor } from "./readingDoor";

/** In front of the schema's examples: they run without an engine. */
const mocks = `
import pulumi
class Mocks(pulumi.runtime.Mocks):
    def new_resource(self, args):
        return [args.name, args.inputs]
    def call(self, args):
        return {}
pulumi.runtime.set_mocks(Mocks())
`;

testLife("in Python", async (declared) => {
  const folder = await programFolder("python");
  await cp(join(programs, "python"), folder, { recursive: true });
  await writeProject(folder, { runtime: "python" });
  await declareIn(folder, declared);
  return readingDoor(await open({ folder, env: {}, secrets: [token] }));
});

test("the example in Python: the first up makes the quick start's share", () =>
  runExample("python", (ready) => open(ready, { ownProcess: true })));

async function open({ folder, env, secrets }: Ready, { ownProcess = false } = {}): Promise<PluginStack> {
  const { hosts, python } = await languages();
  packages ??= install(python);
  const settings = { ...env, PYTHONPATH: await packages };
  return PluginStack.openIn(folder, settings, secrets, { folders: [python, ...hosts], ownProcess });
}

let packages: Promise<string> | undefined;

/** The SDK, once for all programs; the schema's examples are run with it. */
async function install(python: string): Promise<string> {
  const folder = await programFolder("python-sdk");
  const packages = join(folder, "packages");
  const sdk = await generatedSdk("python", folder);
  const offline = ["--no-deps", "--no-index", "--no-build-isolation"];
  const args = ["-m", "pip", "install", "--quiet", ...offline, "--target", packages, sdk];
  await execute(join(python, "python3"), args);
  const env = { ...process.env, PYTHONPATH: packages };
  for (const one of Object.values(examples))
    await execute(join(python, "python3"), ["-c", `${mocks}\n${renderers.python(one)}`], { env });
  return packages;
}
