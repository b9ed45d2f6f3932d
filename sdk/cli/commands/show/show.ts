import { listExcludedRecipients, listRecipients } from "../../../../provider/api/endpoints";
import { describeFailure } from "../../../../provider/api/errors";
import { observedShare } from "../../../../provider/model/observed";
import { withProgress } from "../../output/progress";
import type { Terminal } from "../../output/terminal";
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
  const options = { now: terminal.now(), columns: terminal.columns, withFormer: line.flags.has("all") };
  terminal.print(shareReport(shown, options));
}

async function readShown(session: Session, text: string): Promise<ShownShare> {
  const { client, accountId } = session;
  const share = await new ShareFinder(session).find(text);
  const ref = { accountId, shareId: share.id };
  try {
    const [recipients, excluded] = await Promise.all([
      listRecipients(client, ref),
      share.target_type === "organization" ? listExcludedRecipients(client, ref) : [],
    ]);
    return { accountId, observed: observedShare(share, recipients, excluded, accountId) };
  } catch (error) {
    throw describeFailure(`reading the recipients of share ${share.id}`, error);
  }
}
