import type { ChildProcess } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** The parent of every process that can be read. */
function parents(): Map<number, number> {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return new Map(
    pids.flatMap((pid): [number, number][] => {
      try {
        // "pid (name) state ppid …", where the name may hold anything.
        const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
          .replace(/^.*\) /s, "")
          .split(" ");
        return [[Number(pid), Number(fields[1])]];
      } catch {
        // It ended while we were looking.
        return [];
      }
    }),
  );
}

/** The processes that a process started, and theirs, whatever their group. */
export function descendants(root: number): number[] {
  const parentOf = parents();
  const found = [root];
  for (const pid of found) {
    for (const [child, parent] of parentOf) if (parent === pid) found.push(child);
  }
  return found.slice(1);
}

export function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}

/** Kills processes by id; one that has ended meanwhile is dead as wanted. */
export function kill(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

/** The process and all that it started: as when a build machine goes away. */
export function killTree({ pid = 0 }: ChildProcess): void {
  kill([pid, ...descendants(pid)]);
}

/** Polls until it holds, in the event loop that the local Cloudflare runs in too; throws if the process ends before. */
export async function until(holds: () => boolean, child: ChildProcess, limitMs = 20 * 60_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!holds()) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error("the process ended before it came to that");
    if (Date.now() > deadline) throw new Error(`it did not come to that in ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
