import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LocalCloudflare } from "../../sdk/local";
import { killTree, until } from "../engine/processTree";
import { engineEnv } from "../toolchain";

/** Of one command. */
const limitMs = 20 * 60_000;

/** A folder that was empty this morning, and a terminal in it; everything typed and printed goes to `print`. */
export class Newcomer {
  readonly env: NodeJS.ProcessEnv;

  constructor(
    private readonly folder: string,
    bin: string,
    private readonly print: (text: string) => void,
  ) {
    const folders = { home: join(folder, ".pulumi-home"), backend: join(folder, ".state") };
    this.env = { ...process.env, ...engineEnv({ bin }, folders), NO_COLOR: "1" };
    for (const name of Object.keys(this.env)) if (name.startsWith("CLOUDFLARE_")) delete this.env[name];
  }

  static async arrive(folder: string, bin: string, print: (text: string) => void): Promise<Newcomer> {
    await mkdir(join(folder, ".state"), { recursive: true });
    return new Newcomer(folder, bin, print);
  }

  title(text: string): void {
    this.print(`\n## ${text}\n`);
  }

  async write(file: string, text: string): Promise<void> {
    await writeFile(join(this.folder, file), text);
    this.print(`$ cat ${file}\n${text}`);
  }

  set(name: string, value: string): void {
    this.env[name] = value;
    this.print(`$ export ${name}=${value}\n`);
  }

  /** Types a command; returns its exit code. */
  async type(command: string, shown = command): Promise<number> {
    const started = this.start(command, shown);
    return started.ended;
  }

  /**
   * Types `pulumi …`, and does something to it as soon as a request is there.
   *
   * @param then what to do as soon as this is printed
   */
  async typeAnd(
    command: string,
    cloudflare: LocalCloudflare,
    isDue: (request: LocalCloudflare["requests"][number]) => boolean,
    act: (child: ChildProcess) => void,
    then?: { on: string; act: () => void },
  ): Promise<number> {
    cloudflare.clearRequests();
    const { child, ended } = this.start(command, command);
    let printed = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => {
        printed += chunk;
        if (then && printed.includes(then.on)) then.act();
      });
    await until(() => cloudflare.requests.some(isDue), child);
    act(child);
    return ended;
  }

  private start(command: string, shown: string): { child: ChildProcess; ended: Promise<number> } {
    this.print(`$ ${shown}\n`);
    const begin = Date.now();
    // `exec`: a signal for the child is one for what was typed.
    const child = spawn("bash", ["-c", `exec ${command}`], {
      cwd: this.folder,
      env: this.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => this.print(this.withoutPaths(String(chunk))));
    const limit = setTimeout(() => killTree(child), limitMs);
    const ended = new Promise<number>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => {
        clearTimeout(limit);
        const how = code === null ? `killed by ${signal}` : `exit ${code}`;
        this.print(`(${how} after ${((Date.now() - begin) / 1000).toFixed(1)} s)\n\n`);
        resolve(code ?? 1);
      });
    });
    return { child, ended };
  }

  private withoutPaths(text: string): string {
    return text.replaceAll(this.folder, "~/share");
  }
}

export const interrupt = (child: ChildProcess): void => void child.kill("SIGINT");
