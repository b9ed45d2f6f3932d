import { printable } from "../../../../provider/base/text";
import { refuseExisting, writeResult } from "../../output/file";
import { withProgress } from "../../output/progress";
import type { Terminal } from "../../output/terminal";
import { plural } from "../../output/text";
import { type Reading, readingProgress } from "../../shares/reading";
import { openSession } from "../../shares/session";
import { accountNamedBy } from "../../shares/shareFinder";
import type { CommandLine } from "../../usage/command";
import { UsageError } from "../../usage/usageError";
import type { Estate } from "./estate";
import { programText } from "./programText";
import { readEstate } from "./readEstate";

/** @public: commands/index.ts requires it by name. */
export async function importShares(line: CommandLine, terminal: Terminal): Promise<void> {
  const out = line.values.get("out");
  const mayOverwrite = line.flags.has("force");
  refuseExisting(out, mayOverwrite);
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
  await writeResult(out, text, mayOverwrite);
  terminal.print(
    `${out} declares ${plural(estate.shares.length, "share")}: \`pulumi up\` takes them over unchanged.`,
  );
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
