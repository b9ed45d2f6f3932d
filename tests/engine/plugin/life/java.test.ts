import { cp, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "../../../rules/files";
import { examples, renderers } from "../../../schema/examples";
import { type Ready, runExample } from "../languageExample";
import { PluginStack, programFolder, writeProject } from "../pluginStack";
import { execute, generatedSdk, languages, programs } from "./generatedSdk";
import { testLife, token } from "./life";
import { declareIn, readingDoor } from "./readingDoor";

/** For programs that end within seconds: without the second compiler, which would not pay off. */
const quickStart = { JAVA_TOOL_OPTIONS: "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC" };

testLife("in Java", async (declared) => {
  const folder = await programFolder("java");
  await writeProject(folder, { runtime: { name: "java", options: { binary: "program.jar" } } });
  await declareIn(folder, declared);
  const stack = await open("App", { folder, env: {}, secrets: [token] }, false);
  // Not as text in the program: Java's SDK tells the engine's log what it sends, and the engine knows what to hide there
  // by the stack's configuration alone.
  await stack.pulumi("config", "set", "--secret", "cloudflare-sharing:apiToken", token);
  return readingDoor(stack);
});

test("the example in Java: the first up makes the quick start's share", () =>
  runExample("java", (ready) => open("sharing.App", ready, true)));

let compiled: Promise<string> | undefined;

/** The host runs a jar: it has the program's name, and those of the classes and jars that it needs. */
async function open(
  program: string,
  { folder, env, secrets }: Ready,
  ownProcess: boolean,
): Promise<PluginStack> {
  const { hosts, jars } = await languages();
  compiled ??= compile(jars);
  const libraries = (await readdir(jars)).map((jar) => join(jars, jar));
  const urls = [`${await compiled}/`, ...libraries].map((path) => ` \n ${pathToFileURL(path)}`);
  const manifest = join(folder, "manifest.txt");
  await writeFile(manifest, `Main-Class: ${program}\nClass-Path:${urls.join("")}\n`);
  await execute("jar", ["cfm", join(folder, "program.jar"), manifest]);
  return PluginStack.openIn(folder, { ...env, ...quickStart }, secrets, { folders: hosts, ownProcess });
}

/** Once for all steps: the programs, the schema's examples and the SDK. */
async function compile(jars: string): Promise<string> {
  const folder = await programFolder("java-sdk");
  const sdk = await generatedSdk("java", folder);
  const classes = join(folder, "classes");
  const sources = (await readdir(sdk, { recursive: true })).filter((file) => file.endsWith(".java"));
  const written = Object.values(examples).map(async (one) => {
    const file = join(folder, `${one.resource}Example.java`);
    await writeFile(file, renderers.java(one).replace("class App", `class ${one.resource}Example`));
    return file;
  });
  const example = join(ROOT, "examples/languages/java/src/main/java/sharing/App.java");
  const own = [join(programs, "java", "App.java"), example, ...(await Promise.all(written))];
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
  return classes;
}
