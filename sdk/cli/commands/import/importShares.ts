import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { printable } from "../../../../provider/base/text";
import { withProgress } from "../../output/progress";
import type { Terminal } from "../../output/terminal";
import { plural } from "../../output/text";
import { openSession } from "../../shares/session";
import { accountNamedBy } from "../../shares/shareFinder";
import type { CommandLine } from "../../usage/command";
import { UsageError } from "../../usage/usageError";
import type { Estate } from "./estate";
import { programText } from "./programText";
import { type Reading, readEstate } from "./readEstate";

/** @public: commands/index.ts requires it by name. */
export async function importShares(line: CommandLine, terminal: Terminal): Promise<void> {
  const out = line.values.get("out");
  const mayOverwrite = line.flags.has("force");
  // Checked before the requests, which may take minutes.
  if (out !== undefined && !mayOverwrite && existsSync(out)) throw exists(out);
  const session = openSession(line, terminal, commonAccount(line.positionals));
  const reading: Reading = { done: 0, of: undefined };
  const estate = await withProgress(
    terminal,
    () => readingProgress(reading),
    () => readEstate(session, line.positionals, reading),
  );
  warn(estate, terminal);
  if (estate.shares.length === 0) {
    throw new Error(`there is no share to import in account ${session.accountId}: nothing is written`);
  }
  const text = programText(estate);
  if (out === undefined) return terminal.print(text);
  await writeProgram(out, text, mayOverwrite);
  terminal.print(
    `${out} declares ${plural(estate.shares.length, "share")}: \`pulumi up\` takes them over unchanged.`,
  );
}

function readingProgress({ done, of }: Reading): string {
  return of === undefined ? "listing the shares …" : `reading shares: ${done} of ${of}`;
}

/** The account of all SHARE arguments: a program has only one accountId. */
function commonAccount(named: readonly string[]): string | undefined {
  const accounts = new Set(named.map(accountNamedBy).filter((account) => account !== undefined));
  if (accounts.size > 1)
    throw new UsageError("the SHAREs are of several accounts: import one account at a time");
  return [...accounts][0];
}

function warn({ skipped }: Estate, terminal: Terminal): void {
  for (const { id, name, reason } of skipped) {
    terminal.note(`warning: share ${printable(id)} "${printable(name)}" is left out: ${reason}`);
  }
}

const exists = (file: string) => new Error(`${file} exists: --force overwrites it`);

async function writeProgram(file: string, text: string, mayOverwrite: boolean): Promise<void> {
  try {
    await writeFile(file, text, { flag: mayOverwrite ? "w" : "wx" });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code === "EEXIST" ? exists(file) : new Error(`writing ${file}: ${code ?? message}`);
  }
}
