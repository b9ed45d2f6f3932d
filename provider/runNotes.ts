import { createHash } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const digest = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 32);

/**
 * What the processes of one run tell each other, as empty files. The engine starts one for the dynamic providers of a
 * program and one for each `Provider`, and tells none of the others: one may be asked to delete what another has just
 * been asked to import. All of them get the engine's address, which no other run has meanwhile.
 */
export class RunNotes {
  private readonly folder: string | undefined;

  /** @param engine its address; without one, nobody else takes part in the run */
  constructor(engine: string | undefined) {
    this.folder = engine && join(tmpdir(), `pulumi-cloudflare-sharing-${digest(engine)}`);
  }

  /** An import or a `get` of this run reads it. */
  noteRead(id: string): void {
    if (!this.folder) return;
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(this.folder, digest(id)), "");
  }

  isRead(id: string): boolean {
    return this.folder !== undefined && existsSync(join(this.folder, digest(id)));
  }
}
