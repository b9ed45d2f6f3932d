import { cp } from "node:fs/promises";
import { join } from "node:path";
import { PluginStack, programFolder, writeProject } from "../pluginStack";
import { execute, generatedSdk, languages, programs } from "./generatedSdk";
import { testLife, token } from "./life";
import { declareIn, readingDoor } from "./readingDoor";

testLife("in Python", async (declared) => {
  const { hosts, python } = await languages();
  const folder = await programFolder("python");
  await cp(join(programs, "python"), folder, { recursive: true });
  await writeProject(folder, { runtime: "python" });
  await declareIn(folder, declared);
  const packages = join(folder, ".packages");
  const sdk = await generatedSdk("python", folder);
  const offline = ["--no-deps", "--no-index", "--no-build-isolation"];
  const args = ["-m", "pip", "install", "--quiet", ...offline, "--target", packages, sdk];
  await execute(join(python, "python3"), args);
  return readingDoor(await PluginStack.openIn(folder, { PYTHONPATH: packages }, token, [python, ...hosts]));
});
