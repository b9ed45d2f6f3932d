import { withProgress } from "../../output/progress";
import type { Terminal } from "../../output/terminal";
import { observeShare } from "../../shares/observeShare";
import { openSession, type Session } from "../../shares/session";
import { accountNamedBy, ShareFinder } from "../../shares/shareFinder";
import type { CommandLine } from "../../usage/command";
import { type ShownShare, shareJson, shareReport } from "./shareReport";

/** @public: commands/index.ts requires it by name. */
export async function show(line: CommandLine, terminal: Terminal): Promise<void> {
  const [text = ""] = line.positionals;
  const session = openSession(line, terminal, accountNamedBy(text));
  const shown = await withProgress(
    terminal,
    () => "reading the share …",
    () => readShown(session, text),
  );
  if (line.flags.has("json")) {
    terminal.print(JSON.stringify(shareJson(shown), undefined, 2));
    return;
  }
  const options = { now: terminal.wallTime(), columns: terminal.columns, withFormer: line.flags.has("all") };
  terminal.print(shareReport(shown, options));
}

async function readShown(session: Session, text: string): Promise<ShownShare> {
  const share = await new ShareFinder(session).find(text);
  return { accountId: session.accountId, observed: await observeShare(session, share) };
}
