import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import type { Log } from "./steps";

export interface ExecOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** The process is ended after this long. */
  limitSeconds: number;
}

/** Runs a command to its end and returns its stdout; throws with the line of output that says why. */
export function exec(command: string, args: string[], options: ExecOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const limit = setTimeout(() => {
      end(child);
      reject(new Error(`not done after ${options.limitSeconds} s`));
    }, options.limitSeconds * 1000);
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk;
    });
    child.on("error", (error) => {
      clearTimeout(limit);
      reject(error);
    });
    child.on("close", (code, signal) => {
      clearTimeout(limit);
      if (code === 0) resolve(stdout);
      else
        reject(new Error(tellingLine(stderr) ?? tellingLine(stdout) ?? `${command}: exit ${code ?? signal}`));
    });
  });
}

/** Asks first: the installer then ends its own children. Pipes they hold must not keep us waiting. */
function end(child: ChildProcessByStdio<null, Readable, Readable>): void {
  child.kill("SIGTERM");
  setTimeout(() => child.kill("SIGKILL"), 5000).unref();
  child.stdout.destroy();
  child.stderr.destroy();
  child.unref();
}

/** The last line that is no progress: `go` and installers end with the reason. */
export function tellingLine(output: string): string | undefined {
  const lines = output.split("\n").map((line) => line.trim());
  return lines.findLast((line) => line !== "" && !line.startsWith("go: downloading"));
}

/** Says every 15 seconds how long `work` has taken: silent minutes look like a hang. */
export async function withProgress<T>(
  what: string,
  expectation: string,
  log: Log,
  work: () => Promise<T>,
): Promise<T> {
  const start = Date.now();
  const timer = setInterval(() => {
    log(`${what}: ${Math.round((Date.now() - start) / 1000)} s (${expectation})`);
  }, 15_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
