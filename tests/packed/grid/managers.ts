import { writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { Manager } from "./axes";
import { downloads, managerScript, nodeBin, type Output, runTool } from "./tools";

interface InstallOptions {
  /** Yarn classic refuses packages whose `engines` leave out the running Node; the others warn. */
  ignoreEngines?: boolean;
  /** pnpm ends in an error as long as nobody has decided about a package's build script. */
  undecidedBuilds?: boolean;
  /** Yarn berry's own way: no node_modules. */
  plugnPlay?: boolean;
}

/** Runs `install` in a folder with a package.json, as a user does there. */
export async function install(
  manager: Manager,
  folder: string,
  node: string,
  options: InstallOptions = {},
): Promise<Output> {
  const bin = await nodeBin(node);
  const { args, env, files } = await howTo(manager, options);
  for (const [name, text] of Object.entries(files ?? {})) await writeFile(join(folder, name), text);
  const PATH = [bin, process.env.PATH].filter(Boolean).join(delimiter);
  const all = { ...withoutNpm(process.env), ...env, PATH };
  return runTool(join(bin, "node"), [await managerScript(manager), "install", ...args], {
    cwd: folder,
    env: all,
  });
}

interface HowTo {
  args: string[];
  env?: Record<string, string>;
  /** What a user must have in the folder. */
  files?: Record<string, string>;
}

/** The folder is not in version control and changes between cells: lock files must not be frozen, as under CI. */
async function howTo(
  manager: Manager,
  { ignoreEngines, undecidedBuilds, plugnPlay }: InstallOptions,
): Promise<HowTo> {
  const registry = await configuredRegistry();
  const cache = downloads(manager);
  switch (manager) {
    case "npm":
      return {
        args: ["--prefer-offline", "--no-audit", "--no-fund", "--cache", cache, "--registry", registry],
      };
    case "yarn classic":
      return {
        // Two installs at once break each other's view of the cache: yarn's own remedy is to take turns.
        args: [
          ...["--non-interactive", "--prefer-offline", "--mutex", `file:${cache}.lock`],
          ...(ignoreEngines ? ["--ignore-engines"] : []),
        ],
        env: { YARN_CACHE_FOLDER: cache, YARN_REGISTRY: registry },
      };
    case "yarn berry":
      return {
        args: [],
        env: berryEnv(registry, cache),
        files: { ".yarnrc.yml": plugnPlay ? "pnpEnableEsmLoader: true\n" : "nodeLinker: node-modules\n" },
      };
    case "pnpm":
      return {
        args: ["--no-frozen-lockfile", "--prefer-offline", "--store-dir", cache, "--registry", registry],
        // Without a terminal it asks before it removes packages, unless told that this is no terminal's work.
        env: { CI: "true" },
        // What protobufjs, which @pulumi/pulumi brings, would run: a look for a version scheme, and a warning.
        files: undecidedBuilds ? {} : { "pnpm-workspace.yaml": "allowBuilds:\n  protobufjs: false\n" },
      };
  }
}

function berryEnv(registry: string, cache: string): Record<string, string> {
  const { protocol, hostname } = new URL(registry);
  return {
    YARN_NPM_REGISTRY_SERVER: registry,
    ...(protocol === "http:" ? { YARN_UNSAFE_HTTP_WHITELIST: hostname } : {}),
    YARN_GLOBAL_FOLDER: cache,
    YARN_ENABLE_TELEMETRY: "0",
    YARN_ENABLE_IMMUTABLE_INSTALLS: "0",
  };
}

let registryOnce: Promise<string> | undefined;

/** The one that this machine's npm is set up for: the yarns have a default of their own. */
function configuredRegistry(): Promise<string> {
  registryOnce ??= runTool("npm", ["config", "get", "registry"]).then(({ stdout }) => stdout.trim());
  return registryOnce;
}

/** Under `npm run` the environment is full of npm's own settings, which the managers would take for the user's. */
function withoutNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^npm_/i.test(name)));
}
