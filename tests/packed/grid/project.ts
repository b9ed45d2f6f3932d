import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { packPackage } from "../../engine/packedPackage";
import { engineEnv } from "../../toolchain";
import { fingerprints, unpack } from "../tarball";
import { type Column, type Kind, nodes } from "./axes";
import { install } from "./managers";
import { projectFiles } from "./programs";
import { nodeBin, runTool } from "./tools";

/** What an old Node installs, a new one runs: the installs of all cells are the oldest's. */
const installNode = nodes[0];

export interface Packed {
  tarball: string;
  /** What is in it, as `fingerprints` tells. */
  files: Record<string, string>;
}

export async function pack(into: string): Promise<Packed> {
  const tarball = await packPackage(into);
  return { tarball, files: await fingerprints(await unpack(tarball, into)) };
}

/** A user's folder with one manager and one @pulumi/pulumi; its program is exchanged between cells. */
export class Project {
  readonly folder: string;

  private constructor(
    readonly column: Column,
    private readonly packed: Packed,
    /** The folder with the Pulumi CLI. */
    private readonly toolchain: string,
    private readonly base: string,
  ) {
    this.folder = join(base, "project");
  }

  static async open(column: Column, packed: Packed, toolchain: string): Promise<Project> {
    const base = await realpath(await mkdtemp(join(tmpdir(), "sharing-grid-")));
    await mkdir(join(base, "project"));
    await mkdir(join(base, "state"));
    return new Project(column, packed, toolchain, base);
  }

  close(): Promise<void> {
    return rm(this.base, { recursive: true, force: true });
  }

  /** Puts a program of this kind in place of the one before, installs what it needs, and looks at the result. */
  async use(kind: Kind): Promise<void> {
    const { manager, pulumi } = this.column;
    const files = projectFiles(kind, pulumi, this.packed.tarball);
    for (const name of ["index.js", "index.ts", "tsconfig.json"])
      await rm(join(this.folder, name), { force: true });
    for (const [name, text] of Object.entries(files)) await writeFile(join(this.folder, name), text);
    await install(manager, this.folder, installNode, { ignoreEngines: true });
    await this.checkInstall();
  }

  private async checkInstall(): Promise<void> {
    const { pulumi } = this.column;
    const version = await this.versionOf("@pulumi/pulumi");
    if (version !== pulumi.version)
      throw new Error(`@pulumi/pulumi ${version} was installed, not ${pulumi.version}`);
    const installed = await fingerprints(join(this.folder, "node_modules/pulumi-cloudflare-sharing"));
    const names = new Set([...Object.keys(installed), ...Object.keys(this.packed.files)]);
    const other = [...names].filter((name) => installed[name] !== this.packed.files[name]);
    if (other.length > 0) throw new Error(`installed files differ from the tarball's: ${other.join(", ")}`);
    const env = await this.env(installNode);
    const command = join(this.folder, "node_modules/.bin/pulumi-cloudflare-sharing");
    const { all } = await runTool(command, ["--help"], { cwd: this.folder, env });
    if (!all.includes("pulumi-cloudflare-sharing")) throw new Error(`the command line printed: ${all}`);
  }

  /** By the program's own compiler, in its own kind of module, the libraries' types included. */
  async checkTypes(): Promise<void> {
    const env = await this.env(installNode);
    await runTool("node", ["node_modules/typescript/bin/tsc", "-p", "."], { cwd: this.folder, env });
  }

  /** For commands in the folder under a Node. */
  async env(node: string, settings: Record<string, string> = {}): Promise<NodeJS.ProcessEnv> {
    const folders = { home: join(this.base, "home"), backend: join(this.base, "state") };
    const engine = engineEnv({ bin: this.toolchain }, folders);
    const PATH = [await nodeBin(node), engine.PATH].join(delimiter);
    return { ...process.env, ...engine, ...settings, PATH };
  }

  private async versionOf(name: string): Promise<string> {
    const text = await readFile(join(this.folder, "node_modules", name, "package.json"), "utf8");
    return (JSON.parse(text) as { version: string }).version;
  }
}
