import { execFile } from "node:child_process";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import type { Stack as PulumiStack } from "@pulumi/pulumi/automation";
import { ensureYamlHost } from "../../toolchain/yamlHost";
import { type EngineRun, envOf, type Listening, openStack, runEngine, setUp } from "../engine";

const execute = promisify(execFile);

/** A YAML program's parts, in JSON, which is YAML too. */
export interface YamlProgram {
  resources: Record<string, object>;
  variables?: Record<string, object>;
  outputs?: Record<string, unknown>;
}

export interface YamlRun extends Omit<EngineRun, "failure"> {
  ok: boolean;
}

/** A YAML program with a stack of its own; its plugin is that of the packed package. */
export class YamlStack {
  private constructor(
    readonly folder: string,
    private readonly stack: PulumiStack,
    private readonly secret: string,
  ) {}

  /**
   * @param env the Cloudflare settings
   * @param secret what no run may show, and no state hold
   */
  static async open(program: YamlProgram, env: Record<string, string>, secret: string): Promise<YamlStack> {
    const bin = setUp("SHARING_TEST_TOOLCHAIN");
    const path = [await ensureYamlHost(bin), bin, process.env.PATH].join(delimiter);
    const folder = await mkdtemp(join(setUp("SHARING_TEST_ESTATE"), "yaml-"));
    await declareIn(folder, program);
    const stack = await openStack(folder, {
      name: "test",
      state: join(folder, ".state"),
      env: { ...env, PATH: path },
    });
    return new YamlStack(folder, stack, secret);
  }

  /** Edits the program. */
  declare(program: YamlProgram): Promise<void> {
    return declareIn(this.folder, program);
  }

  /** @param options `signal` ends the run in good order, as Ctrl-C does; `watch` gets all that was printed so far */
  up({ signal, watch }: { signal?: AbortSignal; watch?: (output: string) => void } = {}): Promise<YamlRun> {
    return this.run((listening) => this.stack.up({ ...listening, signal }), watch);
  }

  preview(): Promise<YamlRun> {
    return this.run((listening) => this.stack.preview({ ...listening, diff: true }));
  }

  refresh(): Promise<YamlRun> {
    return this.run((listening) => this.stack.refresh(listening));
  }

  destroy(): Promise<YamlRun> {
    return this.run((listening) => this.stack.destroy(listening));
  }

  /** `pulumi …`, as it is typed. */
  async pulumi(...args: string[]): Promise<string> {
    const env = { ...process.env, ...envOf(this.stack) };
    const options = { cwd: this.folder, env };
    const { stdout, stderr } = await execute("pulumi", [...args, "--non-interactive"], options).catch(
      (error: { stdout: string; stderr: string }) => {
        throw new Error(`pulumi ${args.join(" ")}: ${error.stdout}${error.stderr}`);
      },
    );
    await this.assertNoSecret(stdout, stderr);
    return stdout;
  }

  async resources(): Promise<object[]> {
    const { checkpoint } = JSON.parse(await this.stateText());
    return checkpoint.latest.resources;
  }

  private stateText(): Promise<string> {
    return readFile(join(this.folder, ".state", ".pulumi", "stacks", "estate", "test.json"), "utf8");
  }

  private async run(
    operation: (listening: Listening) => Promise<unknown>,
    watch?: (output: string) => void,
  ): Promise<YamlRun> {
    const { failure, ...run } = await runEngine(operation, watch);
    await this.assertNoSecret(run.output, JSON.stringify(run.events), String(failure));
    return { ...run, ok: failure === undefined };
  }

  private async assertNoSecret(...shown: string[]): Promise<void> {
    const places = [...shown, await this.stateText()];
    if (places.some((text) => text.includes(this.secret))) throw new Error("a run showed the credential");
  }
}

async function declareIn(folder: string, program: YamlProgram): Promise<void> {
  const path = "../node_modules/pulumi-cloudflare-sharing/dist/provider/plugin";
  const plugins = { providers: [{ name: "cloudflare-sharing", path }] };
  const project = { name: "estate", runtime: "yaml", plugins, ...program };
  await writeFile(join(folder, "Pulumi.yaml"), JSON.stringify(project, null, 2));
}
