import { refuseExisting, writeResult } from "../../output/file";
import { withProgress } from "../../output/progress";
import type { Terminal } from "../../output/terminal";
import { plural } from "../../output/text";
import { reportPage } from "../../report/page";
import { type Reading, readingProgress } from "../../shares/reading";
import { openSession } from "../../shares/session";
import type { CommandLine } from "../../usage/command";
import { readAccount } from "./readAccount";

/** @public: commands/index.ts requires it by name. */
export async function report(line: CommandLine, terminal: Terminal): Promise<void> {
  const out = line.values.get("out");
  const mayOverwrite = line.flags.has("force");
  refuseExisting(out, mayOverwrite);
  const session = openSession(line, terminal);
  const reading: Reading = { done: 0, of: undefined };
  const account = await withProgress(
    terminal,
    () => readingProgress(reading),
    () => readAccount(session, reading),
  );
  const page = reportPage({ ...account, accountId: session.accountId, now: terminal.wallTime() });
  if (out === undefined) return terminal.print(page);
  await writeResult(out, page, mayOverwrite);
  const { sent, received } = account;
  terminal.print(`${out} shows ${plural(sent.length, "share")} sent and ${received.length} received.`);
}
