import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { build, type Metafile, type Plugin } from "esbuild";
import { ROOT } from "../rules/files";
import { schemaFile } from "../schema/schemaFile";

const entry = join(ROOT, "provider/plugin/main.ts");

/** `rpc.ts` finds everything from the SDK's place, by a function that no bundler knows: here esbuild does it. */
const fromSdk: Plugin = {
  name: "from-sdk",
  setup: (bundler) =>
    bundler.onLoad({ filter: /[/\\]plugin[/\\]rpc\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const finding = /^const ofSdk = .*\n/m;
      if (!finding.test(text))
        throw new Error(`${path} does not find the SDK as tests/release/bundle.ts expects`);
      return {
        contents: text.replace(finding, "").replaceAll("ofSdk(", "require("),
        resolveDir: dirname(require.resolve("@pulumi/pulumi/package.json")),
        loader: "ts",
      };
    }),
};

/** Writes `main.js`, all of the plugin in one file, and what goes with it: the schema and the licenses. */
export async function bundlePlugin(into: string): Promise<void> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile: join(into, "main.js"),
    bundle: true,
    platform: "node",
    target: "node20",
    plugins: [fromSdk],
    // Yarn's own, asked for under Plug'n'Play alone.
    external: ["pnpapi"],
    metafile: true,
    logLevel: "warning",
  });
  await copyFile(schemaFile, join(into, "schema.json"));
  await copyFile(join(ROOT, "LICENSE"), join(into, "LICENSE"));
  await writeFile(join(into, "LICENSES-OF-PACKAGES"), await licensesOf(metafile));
}

/** The license of each package that is in the bundle. */
async function licensesOf({ inputs }: Metafile): Promise<string> {
  const folders = Object.keys(inputs).flatMap(
    (path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [],
  );
  const texts = [...new Set(folders)].sort().map(async (folder) => {
    const at = join(ROOT, folder);
    const { name, version, license } = JSON.parse(await readFile(join(at, "package.json"), "utf8"));
    const files = (await readdir(at)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
    const contents = await Promise.all(files.map((file) => readFile(join(at, file), "utf8")));
    return [`${name} ${version}: ${license}`, ...contents.map((text) => text.trim())].join("\n\n");
  });
  return `${(await Promise.all(texts)).join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}
