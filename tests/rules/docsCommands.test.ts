import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commands } from "../../sdk/cli/commands";
import { parseCommandLine } from "../../sdk/cli/usage/commandLine";
import { faultNames } from "../../sdk/local";
import { columnsWith } from "../packed/grid/axes";
import { committedFiles, ROOT } from "./files";
import { openPage, pagePaths } from "./markdown";
import { parseYaml } from "./yaml";

/** Every command of the pages is one that a test runs, that is checked here, or that cannot run here: nobody forgets one. */
const { scripts, version } = require("../../package.json") as { scripts: object; version: string };
const OURS = "npx pulumi-cloudflare-sharing";
const pages = pagePaths()
  .filter((path) => !path.startsWith("docs/decisions/"))
  .map(openPage);

interface Written {
  page: string;
  /** What is typed at once. */
  line: string;
  command: string;
}

/** The lines of shell blocks, and what is typed after a prompt, each without comments and a command for itself. */
const written: Written[] = pages.flatMap(({ path, blocks }) => {
  const typed = blocks.flatMap(({ language, text }) => {
    const lines = text.split("\n").map((line) => line.replace(/(^|\s+)# .*$/, ""));
    if (language === "sh") return lines;
    return lines.filter((line) => line.startsWith("$ ")).map((line) => line.slice(2));
  });
  return typed
    .flatMap((line) => line.split(" && ").map((command) => ({ page: path, line, command: command.trim() })))
    .filter(({ command }) => command !== "");
});

/** Which test runs it, with words of it that stand there. */
const run: [RegExp, test: string, ...words: string[]][] = [
  [/^npm start$/, "tests/engine/quickStart.test.ts", "examples/start.ts"],
  [/^npm run build$/, "tests/run.ts", '"npm", ["run", "build"]'],
  [/^npx tsc --noEmit -p tsconfig.json$/, "tests/run.ts", '"tsc", ["--noEmit", "-p", "tsconfig.json"]'],
  [/^npx biome /, "tests/run.ts", '"biome"'],
  [/^npm run matrix -- /, "tests/faults/matrix.test.ts", "runMatrix"],
  [/^npm run grid/, "tests/packed/grid/grid.test.ts", "upAndDestroy"],
  [/^npm run test:live( -- --sweep)?$/, "tests/live/liveCheck.test.ts", "tests/live/main.ts", "--sweep"],
  [/^npm install$/, "tests/packed/grid/managers.ts", '"install"', '"--registry"'],
  [/^npm install PATH\/|^npm install pulumi-/, "tests/firstDay/firstDay.ts", "npm install", "@pulumi/pulumi"],
  [/^npm install --save-dev /, "tests/packed/grid/programs.ts", "typescript", '"@types/node"', '"ts-node"'],
  [/^esbuild /, "tests/packed/bundle.test.ts", "--packages=external"],
  [/^export NODE_OPTIONS=/, "tests/packed/grid/managers.test.ts", '"--require", "./.pnp.cjs"'],
  [/^export HTTPS_PROXY=/, "tests/engine/proxy.test.ts", "HTTPS_PROXY"],
  [/^export NO_PROXY=/, "tests/unit/provider/api/proxy.test.ts", "NO_PROXY"],
  [/^export CLOUDFLARE_API_TOKEN=TOKEN$/, "tests/firstDay/firstDay.ts", '"CLOUDFLARE_API_TOKEN", "'],
  [
    /^export CLOUDFLARE_ACCOUNT_ID=/,
    "tests/engine/plugin/life/dynamic.test.ts",
    "CLOUDFLARE_ACCOUNT_ID: accountId",
  ],
  [/^cp -r PATH\/examples\/languages\//, "tests/engine/plugin/languageExample.ts", "examples/languages"],
  [/^pulumi stack init \w+$/, "tests/firstDay/firstDay.ts", "pulumi stack init"],
  [
    /^pulumi (preview|up) --policy-pack \S+ --policy-pack-config \S+$/,
    "tests/engine/policies.test.ts",
    "examples/policy-pack",
    "policyPackConfigs",
  ],
  [/^pulumi up$/, "tests/firstDay/firstDay.ts", "pulumi up"],
  [/^pulumi config set --secret \S+$/, "tests/engine/plugin/yaml.test.ts", '"config", "set", "--secret"'],
  [/^pulumi config set [\w:-]+ \S+$/, "tests/engine/plugin/yaml.test.ts", '"config", "set", "cloudflare-'],
  [/^pulumi config set --path '/, "tests/engine/quickStart.test.ts", "config set --path "],
  [/^pulumi stack output( \w+)? --json$/, "tests/engine/plugin/yaml.test.ts", '"stack", "output", "--json"'],
  [/^pulumi stack export --file /, "tests/engine/options.test.ts", '"stack", "export", "--file"'],
  [/^pulumi stack --show-urns --show-ids$/, "tests/engine/options.test.ts", '"--show-urns", "--show-ids"'],
  [/^pulumi state delete '/, "tests/engine/options.test.ts", '"state", "delete"'],
  [/^pulumi import \S+ \S+ \S+$/, "tests/engine/plugin/options.test.ts", '"import", type, name, id'],
  [/^pulumi import .* --provider /, "tests/engine/plugin/options.test.ts", '"--provider", provider'],
  [/^sha256sum /, "tests/packed/plugin.test.ts", '"--check", "--ignore-missing", "SHA256SUMS"'],
  [/^pulumi plugin install .* --file /, "tests/packed/plugin.test.ts", '"--file", archive'],
  [/^pulumi plugin install .* --server /, "tests/packed/plugin.test.ts", '"--server"', '"--checksum"'],
  [
    /^pulumi package add (cloudflare-sharing@|\.\/)/,
    "tests/packed/plugin.test.ts",
    '"package", "add", source',
  ],
  [
    /^pulumi package add github\.com\//,
    "tests/packed/plugin.test.ts",
    '"github.com/OWNER/REPOSITORY/provider/plugin/git"',
  ],
  [/^export PULUMI_PLUGIN_DOWNLOAD_/, "tests/packed/plugin.test.ts", "PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES"],
];

/** What is looked at here. */
const checked: [RegExp, faultOf: (written: Written) => string | undefined][] = [
  [/^npx pulumi-cloudflare-sharing/, ({ command }) => faultOfOurs(command)],
  [/^(\w+=\S+ )?npx jest /, ({ command }) => faultOfJest(command)],
  [/^cd \w+$|^cd \.\.\/\w+$/, faultOfFolder],
  [/^printf /, ({ command }) => faultOfProject(command)],
  [/^npm pkg set main=/, ({ command }) => faultOfManifest(command)],
  [/^git clone REPOSITORY |^cd pulumi-cloudflare-sharing$/, ({ line }) => faultOfClone(line)],
  [
    /^read -rs CLOUDFLARE_API_TOKEN$|^export CLOUDFLARE_API_TOKEN$/,
    ({ line }) => faultOfTyping(line, "CLOUDFLARE_API_TOKEN"),
  ],
];

/** What no test can run. */
const notRun: [RegExp, reason: string][] = [
  [/^npm test$/, "the tests themselves"],
  [/^terraform /, "run by hand on 2026-11-28 with Terraform 1.12.2 and a stand-in for Cloudflare's provider"],
];

const classes = [...run, ...checked, ...notRun].map(([pattern]) => pattern);

test("every command is in a class, and every class has a command", () => {
  expect(written.length).toBeGreaterThan(80);
  const unknown = written.filter(({ command }) => !classes.some((pattern) => pattern.test(command)));
  expect(unknown).toEqual([]);
  const idle = classes.filter((pattern) => !written.some(({ command }) => pattern.test(command)));
  expect(idle).toEqual([]);
});

test.each(run.map(([pattern, ...rest]) => [String(pattern), ...rest]))(
  "%s is run by %s",
  (_, file = "", ...words) => {
    const text = readFileSync(join(ROOT, file), "utf8");
    expect(words.length).toBeGreaterThan(0);
    expect(words.filter((word) => !text.includes(word))).toEqual([]);
  },
);

test("what is checked here is right", () => {
  const faults = checked.flatMap(([pattern, faultOf]) =>
    written.filter(({ command }) => pattern.test(command)).map((one) => [one.command, faultOf(one)]),
  );
  expect(faults.filter(([, fault]) => fault !== undefined)).toEqual([]);
});

test("commands in running text are ones that the command line takes", () => {
  const inText = pages.flatMap(({ code }) => code.filter((one) => one.startsWith(`${OURS} `)));
  expect(inText.length).toBeGreaterThan(2);
  expect(inText.map(faultOfOurs).filter((fault) => fault !== undefined)).toEqual([]);
});

test("the matrix and the grid know the words that their commands have", () => {
  const words = (start: string) =>
    written
      .filter(({ command }) => command.startsWith(start))
      .map(({ command }) => command.slice(start.length));
  for (const line of words("npm run grid -- ")) expect(columnsWith(line.split(" "))).not.toEqual([]);
  const operations = readFileSync(join(ROOT, "tests/faults/operations.ts"), "utf8");
  for (const line of words("npm run matrix -- ")) {
    const [, fault, operation] = /^--fault (\S+) --operation (\S+) --door plugin$/.exec(line) ?? [];
    expect(faultNames).toContain(fault);
    expect(operations).toContain(operation);
  }
});

test("every npm script is there, and versions are this package's", () => {
  const named = written.flatMap(({ command }) => /^npm run ([\w:-]+)/.exec(command)?.[1] ?? []);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
  const releases = written.flatMap(
    ({ command }) => /(?:cloudflare-sharing(?: v|@|-v|-)|git@)(\d+\.\d+\.\d+)/.exec(command)?.[1] ?? [],
  );
  expect(releases.length).toBeGreaterThan(4);
  expect(releases.filter((one) => one !== version)).toEqual([]);
});

/** A command of ours: its usage as the help has it, or one that the command line takes. */
function faultOfOurs(command: string): string | undefined {
  const [name = "", ...args] = command.slice(OURS.length + 1).split(" ");
  if (name === "COMMAND") return undefined;
  const known = commands.find((one) => one.name === name);
  if (!known) return `there is no command ${name}`;
  if (/[[…]/.test(command)) return args.join(" ") === known.usage ? undefined : `the usage is ${known.usage}`;
  const file = `tests/unit/cli/${name}.test.ts`;
  if (!existsSync(join(ROOT, file))) return `there is no ${file}`;
  try {
    parseCommandLine(known, args);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The project, the files, and a test whose name has the words of -t. */
function faultOfJest(command: string): string | undefined {
  const { projects } = require("../../jest.config.js") as { projects: { displayName: string }[] };
  const [, project] = /--selectProjects (\w+)/.exec(command) ?? [];
  if (!projects.some(({ displayName }) => displayName === project)) return `there is no project ${project}`;
  const [options = "", path = ""] = command.split(" -- ");
  if (!existsSync(join(ROOT, path))) return `there is no ${path}`;
  const isFolder = statSync(join(ROOT, path)).isDirectory();
  const files = isFolder ? committedFiles().filter((file) => file.startsWith(`${path}/`)) : [path];
  const [, quoted, plain] = / -t (?:'(.+)'|(\S+))/.exec(options) ?? [];
  const words = quoted ?? plain ?? "";
  const isNamed = files.some((file) => readFileSync(join(ROOT, file), "utf8").includes(words));
  return isNamed ? undefined : `no test in ${path} is named ${words}`;
}

function faultOfFolder({ page, command }: Written): string | undefined {
  const folder = join(ROOT, page, "..", command.replace(/^cd (\.\.\/)?/, ""));
  return existsSync(folder) ? undefined : `there is no ${folder}`;
}

/** A Pulumi.yaml, as the shell writes it. */
function faultOfProject(command: string): string | undefined {
  const [printf, file] = command.split(" > ");
  const project = parseYaml<{ name?: string; runtime?: string }>(
    execFileSync("sh", ["-c", printf ?? ""]).toString(),
  );
  return file === "Pulumi.yaml" && project.name && project.runtime === "nodejs" ? undefined : "no project";
}

function inNewFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "sharing-command-"));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function faultOfManifest(command: string): string | undefined {
  return inNewFolder((folder) => {
    writeFileSync(join(folder, "package.json"), "{}");
    execFileSync("sh", ["-c", command], { cwd: folder });
    const { main } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { main?: string };
    return command.endsWith(`=${main}`) ? undefined : `main is ${main}`;
  });
}

/** Of this clone: the project has no public address yet. */
function faultOfClone(line: string): string | undefined {
  return inNewFolder((cwd) => {
    const typed = line.replace("REPOSITORY", `--quiet '${ROOT}'`);
    const manifest = execFileSync("bash", ["-c", `${typed} && cat package.json`], { cwd, encoding: "utf8" });
    return JSON.parse(manifest).name === "pulumi-cloudflare-sharing"
      ? undefined
      : "the clone is another project";
  });
}

function faultOfTyping(line: string, variable: string): string | undefined {
  const options = { input: "what is typed\n", encoding: "utf8" } as const;
  const printed = execFileSync("bash", ["-c", `${line} && printenv ${variable}`], options);
  return printed === options.input ? undefined : `${variable} is ${printed}`;
}
