import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { commandLine, descendants, kill } from "../engine/processTree";
import type { TestStack } from "../engine/stack";

export interface RunCost {
  wallMs: number;
  /** User and system time of the CLI and of everything that it started. */
  cpuMs: number;
  /** Peak resident memory of the process that runs the dynamic providers, or of the plugin. */
  providerPeakMb: number;
}

export type Operation = "preview" | "up" | "refresh";

const flags: Record<Operation, string[]> = {
  preview: [],
  up: ["--yes", "--skip-preview"],
  refresh: ["--yes", "--skip-preview"],
};

const limitMs = 10 * 60_000;
const sampleEveryMs = 100;

/** The high-water mark only grows, so the last sample before the end is the peak but for the last moments. */
function peakOfProvider(root: number): number {
  let peak = 0;
  for (const pid of descendants(root)) {
    const command = commandLine(pid);
    if (!/^\S*node .*(dynamic-provider|plugin\/main\.js)/.test(command)) continue;
    try {
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024);
    } catch {
      // It ended while we were looking.
    }
  }
  return peak;
}

/** "0m1.234s 0m0.567s": the second line of bash's `times` is what its children used, and theirs. */
function childrenMs(times: string): number {
  const line = times.trim().split("\n").at(-1) ?? "";
  const parts = [...line.matchAll(/(\d+)m([\d.]+)s/g)];
  if (parts.length !== 2) throw new Error(`bash's times said: ${times}`);
  return parts.reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1_000,
    0,
  );
}

/** One run of the CLI on its own; throws with its output when it fails. */
export async function measuredRun(
  stack: TestStack,
  operation: Operation,
  more: string[] = [],
): Promise<RunCost> {
  const args = [operation, ...flags[operation], ...more, "--non-interactive", "--stack", "test"];
  // A shell waits for the CLI, which waits for its plugins: so their time is all there.
  const script = 'pulumi "$@" >&2; code=$?; times; exit $code';
  const start = performance.now();
  const child = spawn("bash", ["-c", script, "bash", ...args], {
    cwd: stack.folder,
    env: { ...process.env, ...stack.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { pid = 0 } = child;
  let times = "";
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    times += chunk;
  });
  child.stderr.on("data", (chunk: Buffer) => {
    output += chunk;
  });
  let providerPeakMb = 0;
  const sampler = setInterval(() => {
    providerPeakMb = Math.max(providerPeakMb, peakOfProvider(pid));
  }, sampleEveryMs);
  const limit = setTimeout(() => kill([...descendants(pid), pid]), limitMs);
  try {
    const code = await new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    });
    const wallMs = performance.now() - start;
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${output.slice(-4_000)}`);
    return { wallMs, cpuMs: childrenMs(times), providerPeakMb };
  } finally {
    clearInterval(sampler);
    clearTimeout(limit);
  }
}
