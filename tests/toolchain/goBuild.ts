import { chmod, copyFile } from "node:fs/promises";
import { join } from "node:path";
import { exec, withProgress } from "./exec";
import type { Log } from "./steps";
import { neededGo } from "./version";

const CLI = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const HOST = "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs";
const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/** A go.work above the clone, or flags set for the whole machine, must not change what is built. */
const GO_ENV = { GOWORK: "off", GOFLAGS: "" };

export interface GoBuild {
  /** Holds cli/ and host/, each with go.mod, go.sum and tools.go. */
  sources: string;
  cliGoMod: string;
  version: string;
}

/** Builds the CLI and the Node language host into `bin`, and puts the dynamic-provider launcher beside them. */
export async function buildFromGo(build: GoBuild, bin: string, log: Log): Promise<void> {
  const cli = join(build.sources, "cli");
  await assertGo(neededGo(build.cliGoMod), cli);
  // Without the version, `pulumi version` prints nothing and the Automation API refuses the CLI.
  const ldflags = `-s -w -X ${VERSION_VARIABLE}=${build.version}`;
  await withProgress("building the Pulumi CLI from Go modules", "about 4 minutes on 2 cores", log, () =>
    goBuild(cli, join(bin, "pulumi"), CLI, ["-ldflags", ldflags]),
  );
  await withProgress("building the Node language host", "about 15 s", log, () =>
    goBuild(join(build.sources, "host"), join(bin, "pulumi-language-nodejs"), HOST, []),
  );
  await copyLauncher(cli, bin);
}

export interface GoProgram {
  /** The folder with go.mod and go.sum. */
  module: string;
  goMod: string;
  /** A package of it, or of what it requires. */
  target: string;
}

export async function buildGo(
  what: string,
  expectation: string,
  log: Log,
  { module, goMod, target }: GoProgram,
  output: string,
): Promise<void> {
  await assertGo(neededGo(goMod), module);
  await withProgress(`building ${what}`, expectation, log, () =>
    goBuild(module, output, target, ["-ldflags", "-s -w"]),
  );
}

async function assertGo(needed: string, cwd: string): Promise<void> {
  await exec("go", ["version"], { cwd, env: GO_ENV, limitSeconds: 10 * 60 }).catch((error: unknown) => {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw missing
      ? new Error(`no \`go\` on PATH; Go ${needed} or later builds what the engine tests run`)
      : error;
  });
}

async function goBuild(module: string, output: string, target: string, flags: string[]): Promise<void> {
  const args = ["build", "-mod=readonly", "-buildvcs=false", "-trimpath", "-o", output, ...flags, target];
  await exec("go", args, { cwd: module, env: GO_ENV, limitSeconds: 60 * 60 });
}

/** The launcher is a shell script in the SDK's module; the module cache keeps it read-only. */
async function copyLauncher(cli: string, bin: string): Promise<void> {
  const args = ["list", "-mod=readonly", "-m", "-f", "{{.Dir}}", "github.com/pulumi/pulumi/sdk/v3"];
  const module = (await exec("go", args, { cwd: cli, env: GO_ENV, limitSeconds: 10 * 60 })).trim();
  const launcher = join(bin, "pulumi-resource-pulumi-nodejs");
  await copyFile(join(module, "nodejs/dist/pulumi-resource-pulumi-nodejs"), launcher);
  await chmod(launcher, 0o755);
}
