import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { PulumiCommand } from "@pulumi/pulumi/automation";

/** A process that runs the programs of one test file, one at a time. */
class ProgramHost {
  private constructor(
    private readonly child: ChildProcess,
    private readonly port: number,
  ) {}

  /** @param estate a folder where the package is installed */
  static async start(estate: string): Promise<ProgramHost> {
    const child = fork(join(__dirname, "serve.js"), { cwd: estate, stdio: "ignore", execArgv: [] });
    const { port } = await answerOf(child);
    // It ends with this process, and holds it back from nothing.
    child.unref();
    child.channel?.unref();
    return new ProgramHost(child, port);
  }

  /** What makes the CLI run the folder's program here. */
  async flagsFor(folder: string, env: NodeJS.ProcessEnv): Promise<string[]> {
    this.child.channel?.ref();
    const ready = answerOf(this.child);
    this.child.send({ folder, env });
    await ready;
    this.child.channel?.unref();
    return ["--exec-kind=auto.inline", `--client=127.0.0.1:${this.port}`];
  }

  end(): void {
    this.child.disconnect();
  }
}

async function answerOf(child: ChildProcess): Promise<{ port: number }> {
  const waiting = new AbortController();
  const { signal } = waiting;
  const ended = once(child, "exit", { signal }).then(() => {
    throw new Error("the process that runs the tests' programs has ended");
  });
  try {
    const [answer] = await Promise.race([once(child, "message", { signal }), ended]);
    return answer;
  } finally {
    ended.catch(() => undefined);
    waiting.abort();
  }
}

const idle: ProgramHost[] = [];
const all: ProgramHost[] = [];

async function takeHost(estate: string): Promise<ProgramHost> {
  const free = idle.pop();
  if (free) return free;
  const started = await ProgramHost.start(estate);
  all.push(started);
  return started;
}

/** What the Automation API calls, and its types keep to themselves. */
interface Running {
  run(args: string[], folder: string, env: NodeJS.ProcessEnv, ...listening: unknown[]): Promise<unknown>;
}

/** The CLI, whose `up` and `preview` have the program run by a process that is there already. */
export function withProgramHosts(command: PulumiCommand, estate: string): PulumiCommand {
  const cli = command as PulumiCommand & Running;
  const run: Running["run"] = async (args, folder, env, ...listening) => {
    if (!["up", "preview"].includes(args[0] ?? "")) return cli.run(args, folder, env, ...listening);
    const host = await takeHost(estate);
    try {
      const flags = await host.flagsFor(folder, { ...process.env, ...env });
      return await cli.run([...args, ...flags], folder, env, ...listening);
    } finally {
      idle.push(host);
    }
  };
  return Object.assign(Object.create(command), { run });
}

/** After the tests of a file. */
export function endProgramHosts(): void {
  for (const host of all.splice(0)) host.end();
  idle.length = 0;
}
