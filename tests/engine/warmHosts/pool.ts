import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** A process that has Pulumi's SDK loaded, and serves one run after another. */
class WarmHost {
  private constructor(
    private readonly child: ChildProcess,
    /** A folder where the package is installed. */
    readonly estate: string,
    readonly port: number,
  ) {}

  static async start(script: string, estate: string): Promise<WarmHost> {
    const child = fork(join(__dirname, script), { cwd: estate, stdio: "ignore", execArgv: [] });
    const { port } = await answerOf(child);
    // It ends with this process, and holds it back from nothing.
    child.unref();
    child.channel?.unref();
    return new WarmHost(child, estate, port);
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

/** The processes for one script: each serves one run, and then the next, with what is installed in its folder. */
class Pool {
  private readonly idle = new Map<string, WarmHost[]>();

  constructor(private readonly script: string) {}

  async take(estate: string, run: object): Promise<WarmHost> {
    const idle = this.idle.get(estate) ?? [];
    for (let host = idle.pop(); host; host = idle.pop()) {
      if (await host.prepare(run)) return host;
    }
    const started = await WarmHost.start(this.script, estate);
    await started.prepare(run);
    return started;
  }

  give(host: WarmHost): void {
    const idle = this.idle.get(host.estate) ?? [];
    this.idle.set(host.estate, [...idle, host]);
  }
}

export interface WarmHosts {
  programs: Pool;
  providers: Pool;
  plugins: Pool;
}

export function newHosts(): WarmHosts {
  return {
    programs: new Pool("serveProgram.js"),
    providers: new Pool("serveProvider.js"),
    plugins: new Pool("servePlugin.js"),
  };
}
