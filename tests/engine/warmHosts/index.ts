import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { delimiter, join } from "node:path";
import type { PulumiCommand } from "@pulumi/pulumi/automation";

/** A process that has Pulumi's SDK loaded, and serves the runs of one test file, one at a time. */
class WarmHost {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {}

  /** @param estate a folder where the package is installed */
  static async start(script: string, estate: string): Promise<WarmHost> {
    const child = fork(join(__dirname, script), { cwd: estate, stdio: "ignore", execArgv: [] });
    const { port } = await answerOf(child);
    // It ends with this process, and holds it back from nothing.
    child.unref();
    child.channel?.unref();
    return new WarmHost(child, port);
  }

  /** @returns whether it can serve another run: it ends itself when the last one has left work behind */
  async prepare(run: object): Promise<boolean> {
    if (!this.child.connected) return false;
    this.child.channel?.ref();
    const ready = answerOf(this.child).then(
      () => true,
      () => false,
    );
    this.child.send(run);
    const isReady = await ready;
    this.child.channel?.unref();
    return isReady;
  }

  end(): void {
    if (this.child.connected) this.child.disconnect();
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

/** The processes for one script: each serves one run, and then the next. */
class Pool {
  private readonly idle: WarmHost[] = [];
  private readonly all: WarmHost[] = [];

  constructor(private readonly script: string) {}

  async take(estate: string, run: object): Promise<WarmHost> {
    for (let host = this.idle.pop(); host; host = this.idle.pop()) {
      if (await host.prepare(run)) return host;
    }
    const started = await WarmHost.start(this.script, estate);
    this.all.push(started);
    await started.prepare(run);
    return started;
  }

  give(host: WarmHost): void {
    this.idle.push(host);
  }

  end(): void {
    for (const host of this.all.splice(0)) host.end();
    this.idle.length = 0;
  }
}

const programs = new Pool("serveProgram.js");
const providers = new Pool("serveProvider.js");

/** What the Automation API calls, and its types keep to themselves. */
interface Running {
  run(args: string[], folder: string, env: NodeJS.ProcessEnv, ...listening: unknown[]): Promise<unknown>;
}

export interface WarmOptions {
  /** Where the package is installed. */
  estate: string;
  /** The CLI starts the first program itself, and the provider, as users' does. */
  firstIsOwn?: boolean;
}

/** The CLI, whose programs and dynamic providers are run by processes that are there already. */
export function withWarmHosts(
  command: PulumiCommand,
  { estate, firstIsOwn = false }: WarmOptions,
): PulumiCommand {
  const own = command as PulumiCommand & Running;
  // Called by its path, it would have Node's folder come after its own.
  const warm: typeof own = Object.assign(Object.create(command), { command: "pulumi" });
  let isOwn = firstIsOwn;
  const run: Running["run"] = async (args, folder, env, ...listening) => {
    const [operation = ""] = args;
    const hasProgram = ["up", "preview"].includes(operation);
    if (isOwn || !(hasProgram || ["refresh", "destroy"].includes(operation))) {
      isOwn &&= !hasProgram;
      return own.run(args, folder, env, ...listening);
    }
    const all = { ...process.env, ...env };
    const provider = await providers.take(estate, {});
    const program = hasProgram ? await programs.take(estate, { folder, env: all }) : undefined;
    const flags = program ? ["--exec-kind=auto.inline", `--client=127.0.0.1:${program.port}`] : [];
    const path = [join(__dirname, "bin"), all.PATH].join(delimiter);
    const place = { ...env, PATH: path, SHARING_TEST_PROVIDER_HOST: String(provider.port) };
    try {
      return await warm.run([...args, ...flags], folder, place, ...listening);
    } finally {
      providers.give(provider);
      if (program) programs.give(program);
    }
  };
  return Object.assign(Object.create(command), { run });
}

/** After the tests of a file. */
export function endWarmHosts(): void {
  programs.end();
  providers.end();
}
