import { spawn } from "node:child_process";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Writable } from "node:stream";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { ROOT } from "../../../rules/files";
import { examples, renderers } from "../../../schema/examples";
import { envOf } from "../../engine";
import { runExample } from "../languageExample";
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

let built: Promise<string> | undefined;

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
    return this.run(async ({ onOutput, onEvent }) => {
      this.program ??= this.start(await binary());
      const { stdin, lines } = this.program;
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

  private start(program: string) {
    const { stdin, stdout } = spawn(program, {
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
  const stack = await GoStack.openIn(folder, {}, [token]);
  return { ...readingDoor(stack), end: () => stack.end() };
});

test("the example in Go: the first up makes the quick start's share", async () => {
  let stack: GoStack | undefined;
  try {
    await runExample("go", async ({ folder, env, secrets }) => {
      stack = await GoStack.openIn(folder, env, secrets);
      return stack;
    });
  } finally {
    stack?.end();
  }
});

function binary(): Promise<string> {
  built ??= build();
  return built;
}

/** The generated packages are made those of a module of their name, with the programs and the schema's examples in it. */
async function build(): Promise<string> {
  const { goModule } = await languages();
  const folder = await programFolder("go-sdk");
  const sdk = await generatedSdk("go", folder);
  const module = "module example.com/pulumi-cloudflare-sharing/sdk/go";
  const goMod = await readFile(join(goModule, "go.mod"), "utf8");
  await writeFile(join(sdk, "go.mod"), goMod.replace(/^module .*$/m, module));
  await cp(join(goModule, "go.sum"), join(sdk, "go.sum"));
  await cp(join(programs, "go"), join(sdk, "program"), { recursive: true });
  const example = await readFile(join(ROOT, "examples/languages/go/main.go"), "utf8");
  await writeFile(join(sdk, "program/example.go"), example.replace("func main()", "func exampleMain()"));
  for (const one of Object.values(examples)) {
    await mkdir(join(sdk, "examples", one.resource), { recursive: true });
    await writeFile(join(sdk, "examples", one.resource, "main.go"), `${renderers.go(one)}\n`);
  }
  const output = join(folder, "program");
  const env = { ...process.env, GOWORK: "off", GOFLAGS: "" };
  const args = ["build", "-mod=readonly", "-buildvcs=false", "-trimpath", "-o", output, "./program"];
  await execute("go", args, { cwd: sdk, env });
  await execute("go", ["vet", "-mod=readonly", "-trimpath", "./examples/..."], { cwd: sdk, env });
  expect((await execute("gofmt", ["-l", "examples", "program"], { cwd: sdk })).stdout).toBe("");
  return output;
}
