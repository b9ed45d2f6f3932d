import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";

const exists = (file: string) => new Error(`${file} exists: --force overwrites it`);

/** Before the requests, which may take minutes. */
export function refuseExisting(file: string | undefined, mayOverwrite: boolean): void {
  if (file !== undefined && !mayOverwrite && existsSync(file)) throw exists(file);
}

export async function writeResult(file: string, text: string, mayOverwrite: boolean): Promise<void> {
  try {
    await writeFile(file, text, { flag: mayOverwrite ? "w" : "wx" });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code === "EEXIST" ? exists(file) : new Error(`writing ${file}: ${code ?? message}`);
  }
}
