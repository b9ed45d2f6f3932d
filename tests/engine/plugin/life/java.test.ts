import { cp, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { examples, renderers } from "../../../schema/examples";
import { PluginStack, programFolder, writeProject } from "../pluginStack";
import { execute, generatedSdk, languages, programs } from "./generatedSdk";
import { testLife, token } from "./life";
import { declareIn, readingDoor } from "./readingDoor";

/** For programs that end within seconds: without the second compiler, which would not pay off. */
const quickStart = { JAVA_TOOL_OPTIONS: "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC" };

testLife("in Java", async (declared) => {
  const { hosts, jars } = await languages();
  const folder = await programFolder("java");
  await writeProject(folder, { runtime: { name: "java", options: { binary: "program.jar" } } });
  await declareIn(folder, declared);
  await compile(await generatedSdk("java", folder), jars, folder);
  const stack = await PluginStack.openIn(folder, quickStart, [token], hosts);
  // Not as text in the program: Java's SDK tells the engine's log what it sends, and the engine knows what to hide there
  // by the stack's configuration alone.
  await stack.pulumi("config", "set", "--secret", "cloudflare-sharing:apiToken", token);
  return readingDoor(stack);
});

/** Once for all steps: the program, the schema's examples and the SDK, in a jar that names the others it needs. */
async function compile(sdk: string, jars: string, folder: string): Promise<void> {
  const classes = join(folder, "classes");
  const sources = (await readdir(sdk, { recursive: true })).filter((file) => file.endsWith(".java"));
  const written = Object.values(examples).map(async (one) => {
    const file = join(folder, `${one.resource}Example.java`);
    await writeFile(file, renderers.java(one).replace("class App", `class ${one.resource}Example`));
    return file;
  });
  const own = [join(programs, "java", "App.java"), ...(await Promise.all(written))];
  const files = [...own, ...sources.map((file) => join(sdk, file))];
  await execute("javac", [
    "-J-XX:TieredStopAtLevel=1",
    "-nowarn",
    "-d",
    classes,
    "-cp",
    join(jars, "*"),
    ...files,
  ]);
  // The version of the plugin.
  await cp(join(sdk, "src/main/resources"), classes, { recursive: true });
  const urls = (await readdir(jars)).map((jar) => ` ${pathToFileURL(join(jars, jar))}`);
  const manifest = join(folder, "manifest.txt");
  await writeFile(manifest, `Main-Class: App\nClass-Path:${urls.map((url) => ` \n ${url}`).join("")}\n`);
  await execute("jar", ["cfm", join(folder, "program.jar"), manifest, "-C", classes, "."]);
}
