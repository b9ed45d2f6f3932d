import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const digest = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 32);

/**
 * What the processes of one run tell each other, as empty files. The engine starts one for the dynamic providers of a
 * program and one for each `Provider`, and tells none of the others: one may be asked to delete what another has just
 * been asked to import. All of them get the engine's address. A later run may get the same one; but a note counts only
 * as long as the process that left it, and that lives until its run ends.
 */
export class RunNotes {
  private folder: string | undefined;

  /** @param engine its address; without one, nobody else takes part in the run */
  constructor(engine: string | undefined) {
    // What one user leaves, another one can't add to.
    const name = digest(`${process.getuid?.()} ${engine}`);
    this.folder = engine && join(tmpdir(), `pulumi-cloudflare-sharing-${name}`);
  }

  /**
   * An import or a `get` of this run reads it, or a create takes it over.
   *
   * @throws once, where no file can be left: nobody else gets to know then
   */
  noteRead(id: string): void {
    const { folder } = this;
    if (!folder) return;
    this.folder = undefined;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Of what is there already, nothing is altered.
    leave(join(folder, `${digest(id)}.${process.pid}`));
    this.folder = folder;
  }

  /** Another process of this run has read it, or taken it over. */
  isRead(id: string): boolean {
    if (!this.folder) return false;
    const notes = namesIn(this.folder).filter((name) => name.startsWith(`${digest(id)}.`));
    const processes = notes.map((name) => Number(name.split(".")[1]));
    return processes.some((pid) => pid !== process.pid && isAlive(pid));
  }
}

/** That this run reads a thing, or takes it over: none of its other providers is to delete it. */
export function tellOthers(run: { notes: RunNotes; warn(line: string): void }, id: string): void {
  try {
    run.notes.noteRead(id);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    run.warn(
      `what this run imports or reads can't be told to its other providers, which may delete it: ${reason}`,
    );
  }
}

function leave(file: string): void {
  try {
    writeFileSync(file, "", { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Nobody has left a note there.
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
