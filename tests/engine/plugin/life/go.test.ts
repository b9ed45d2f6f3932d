import { spawn } from "node:child_process";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Writable } from "node:stream";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { examples, renderers } from "../../../schema/examples";
import { envOf } from "../../engine";
import { type PluginRun, PluginStack, programFolder, writeProject } from "../pluginStack";
import { execute, generatedSdk, languages, programs } from "./generatedSdk";
import { testLife, token } from "./life";
import { declareIn, readingDoor } from "./readingDoor";

/** A line of what the program answers. */
interface Line {
  output?: string;
  event?: EngineEvent;
  ended?: boolean;
  failure?: string;
}

/** A program that runs its stack itself, by Go's Automation API: one process for all runs. */
class GoStack extends PluginStack {
  private program: { stdin: Writable; lines: AsyncIterator<string> } | undefined;

  override up() {
    return this.ask("up");
  }

  override refresh() {
    return this.ask("refresh");
  }

  override destroy() {
    return this.ask("destroy");
  }

  end(): void {
    this.program?.stdin.end();
  }

  private ask(operation: string): Promise<PluginRun> {
    this.program ??= this.start();
    const { stdin, lines } = this.program;
    return this.run(async ({ onOutput, onEvent }) => {
      stdin.write(`${operation}\n`);
      for (let next = await lines.next(); !next.done; next = await lines.next()) {
        const { output, event, ended, failure } = JSON.parse(next.value) as Line;
        if (output) onOutput(output);
        if (event) onEvent(event);
        if (failure) throw Object.assign(new Error(failure), { commandResult: failure });
        if (ended) return;
      }
      throw new Error("the program ended before its run did");
    });
  }

  private start() {
    const { stdin, stdout } = spawn(join(this.folder, "program"), {
      cwd: this.folder,
      env: envOf(this.stack),
      stdio: ["pipe", "pipe", "inherit"],
    });
    const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
    return { stdin, lines };
  }
}

testLife("in Go", async (declared) => {
  const folder = await programFolder("go");
  await writeProject(folder, { runtime: "go" });
  await declareIn(folder, declared);
  await build(folder);
  const stack = await GoStack.openIn(folder, {}, [token]);
  return { ...readingDoor(stack), end: () => stack.end() };
});

/** The generated packages are made those of a module of their name, with the program and the schema's examples in it. */
async function build(folder: string): Promise<void> {
  const { goModule } = await languages();
  const sdk = await generatedSdk("go", folder);
  const module = "module example.com/pulumi-cloudflare-sharing/sdk/go";
  const goMod = await readFile(join(goModule, "go.mod"), "utf8");
  await writeFile(join(sdk, "go.mod"), goMod.replace(/^module .*$/m, module));
  await cp(join(goModule, "go.sum"), join(sdk, "go.sum"));
  await cp(join(programs, "go"), join(sdk, "program"), { recursive: true });
  for (const one of Object.values(examples)) {
    await mkdir(join(sdk, "examples", one.resource), { recursive: true });
    await writeFile(join(sdk, "examples", one.resource, "main.go"), `${renderers.go(one)}\n`);
  }
  const output = join(folder, "program");
  const env = { ...process.env, GOWORK: "off", GOFLAGS: "" };
  const args = ["build", "-mod=readonly", "-buildvcs=false", "-trimpath", "-o", output, "./program"];
  await execute("go", args, { cwd: sdk, env });
  await execute("go", ["vet", "-mod=readonly", "-trimpath", "./examples/..."], { cwd: sdk, env });
  expect((await execute("gofmt", ["-l", "examples"], { cwd: sdk })).stdout).toBe("");
}
