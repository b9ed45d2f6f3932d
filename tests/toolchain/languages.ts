import { chmod, copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exec, withProgress } from "./exec";
import { buildGo, type GoProgram } from "./goBuild";
import { toStderr } from "./index";
import { ensurePart } from "./part";
import type { Log } from "./steps";
import { requiredVersion } from "./version";

/** What programs in other languages need beside the CLI. */
export interface Languages {
  /** Folders with the language hosts. */
  hosts: string[];
  /** A folder with a `python3` that has Pulumi's SDK. */
  python: string;
  /** The folder of Pulumi's Java SDK and what it depends on. */
  jars: string;
  /** Writes the SDKs of a schema: `generate-sdks SCHEMA FOLDER`. */
  sdkGenerator: string;
  /** A Go module whose go.mod and go.sum have Pulumi's Go SDK: that of the generator, which is compiled already. */
  goModule: string;
}

const languages = join(__dirname, "languages");
/** The one that the Node host is built from too. */
const pythonHostModule = join(__dirname, "host");

/** Finds or makes all of it; what is missing is told of every language at once. */
export async function ensureLanguages(cliBin: string, log: Log = toStderr): Promise<Languages> {
  const ensured = [pythonPackages(log), javaLibraries(log), goPrograms(cliBin, log)] as const;
  const failures = (await Promise.allSettled(ensured)).flatMap((one) =>
    one.status === "rejected" ? [(one.reason as Error).message] : [],
  );
  if (failures.length > 0) throw new Error(failures.join("\n"));
  const [python, jars, { hosts, sdkGenerator }] = await Promise.all(ensured);
  return { hosts, python, jars, sdkGenerator, goModule: languages };
}

/** One after the other: each build uses all cores, and the later ones what the earlier compiled. */
async function goPrograms(cliBin: string, log: Log): Promise<Pick<Languages, "hosts" | "sdkGenerator">> {
  const python = await pythonHost(cliBin, log);
  const java = await javaHost(cliBin, log);
  return { hosts: [python, java], sdkGenerator: await sdkGenerator(log) };
}

async function pythonHost(cliBin: string, log: Log): Promise<string> {
  const host = "pulumi-language-python";
  const sdk = "github.com/pulumi/pulumi/sdk/v3";
  const { sources, goMod } = await goSources(pythonHostModule);
  const program = { module: pythonHostModule, goMod, target: `${sdk}/python/cmd/${host}` };
  const make = async (bin: string) => {
    await buildGo("the Python language host", "about 10 s", log, program, join(bin, host));
    const args = ["list", "-mod=readonly", "-m", "-f", "{{.Dir}}", sdk];
    const folder = (await exec("go", args, { cwd: pythonHostModule, limitSeconds: 10 * 60 })).trim();
    // It lies beside the host, which starts programs by it.
    await copyFile(join(folder, `python/cmd/${host}-exec`), join(bin, `${host}-exec`));
    await chmod(join(bin, `${host}-exec`), 0o755);
  };
  const part = {
    name: "Python host",
    label: `python-host-${requiredVersion(goMod, sdk)}`,
    holds: [host, `${host}-exec`] as const,
    sources,
    make,
    advice: "Install Pulumi with its Python host, or make one of the steps above possible.",
  };
  return ensurePart(part, log, cliBin);
}

async function javaHost(cliBin: string, log: Log): Promise<string> {
  const host = "pulumi-language-java";
  const { sources, goMod } = await goSources(languages);
  const program = {
    module: languages,
    goMod,
    target: `github.com/pulumi/pulumi-java/pkg/cmd/${host}`,
  };
  const make = async (bin: string) => {
    await buildGo(
      "the Java language host",
      "about 2 minutes on 2 cores",
      log,
      program,
      join(bin, `${host}-host`),
    );
    // Since this host was released, the engine gives runtime options another way: it never hears of `binary`.
    const script = `#!/bin/sh\nexec "$(dirname "$0")/${host}-host" --binary=program.jar "$@"\n`;
    await writeFile(join(bin, host), script, { mode: 0o755 });
  };
  const part = {
    name: "Java host",
    label: `java-host-${requiredVersion(goMod, "github.com/pulumi/pulumi-java/pkg")}`,
    holds: [host] as const,
    sources,
    make,
    advice: "Install Pulumi with its Java host, or make one of the steps above possible.",
  };
  return ensurePart(part, log, cliBin);
}

async function sdkGenerator(log: Log): Promise<string> {
  const { sources, goMod } = await goSources(languages, "generateSdks.go");
  const program: GoProgram = { module: languages, goMod, target: "." };
  const bin = await ensurePart(
    {
      name: "generator of SDKs",
      label: `sdks-${requiredVersion(goMod, "github.com/pulumi/pulumi/pkg/v3")}`,
      holds: ["generate-sdks"],
      sources,
      make: (folder) =>
        buildGo("the generator of SDKs", "about 10 s", log, program, join(folder, "generate-sdks")),
      advice: "Install Go, which builds it.",
    },
    log,
  );
  return join(bin, "generate-sdks");
}

async function pythonPackages(log: Log): Promise<string> {
  const requirements = join(languages, "requirements.txt");
  const installed = { cwd: languages, limitSeconds: 30 * 60 };
  const version = await tool("python3", ["--version"], "Python 3.10 or later runs the Python programs");
  const make = async (bin: string) => {
    const folder = join(bin, "python");
    await exec("python3", ["-m", "venv", folder], installed);
    const args = [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--disable-pip-version-check",
      "--requirement",
      requirements,
    ];
    await withProgress("installing Pulumi's Python SDK", "about 20 s", log, () =>
      exec(join(folder, "bin/python3"), args, installed),
    );
  };
  const part = {
    name: "Python SDK of Pulumi",
    label: "python-sdk",
    holds: ["python/bin/python3"] as const,
    sources: { "requirements.txt": await readFile(requirements, "utf8"), python: version },
    make,
    advice: "Install Python with its venv module (Debian's package python3-venv).",
  };
  return join(await ensurePart(part, log), "python", "bin");
}

async function javaLibraries(log: Log): Promise<string> {
  const pom = join(languages, "pom.xml");
  await tool("javac", ["-version"], "a JDK, 11 or later, compiles the Java programs");
  const make = async (bin: string) => {
    await tool("mvn", ["--version"], "Maven installs Pulumi's Java SDK");
    const goal = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies";
    const args = ["--quiet", "--batch-mode", "--file", pom, goal, `-DoutputDirectory=${join(bin, "jars")}`];
    await withProgress("installing Pulumi's Java SDK", "about 15 s", log, () =>
      exec("mvn", args, { cwd: bin, limitSeconds: 30 * 60 }),
    );
  };
  const part = {
    name: "Java SDK of Pulumi",
    label: "java-sdk",
    holds: ["jars"] as const,
    sources: { "pom.xml": await readFile(pom, "utf8") },
    make,
    advice: "Install Maven, or make one of the steps above possible.",
  };
  return join(await ensurePart(part, log), "jars");
}

/** What a tool answers; if it isn't there, an error that says what it is for. */
async function tool(name: string, args: string[], purpose: string): Promise<string> {
  return exec(name, args, { limitSeconds: 10 * 60 }).catch((error: unknown) => {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw missing ? new Error(`no \`${name}\` on PATH: ${purpose}`) : error;
  });
}

async function goSources(module: string, ...more: string[]) {
  const names = ["go.mod", "go.sum", ...more];
  const texts = await Promise.all(names.map((name) => readFile(join(module, name), "utf8")));
  const sources = Object.fromEntries(names.map((name, index) => [name, texts[index] ?? ""]));
  return { sources, goMod: sources["go.mod"] ?? "" };
}
