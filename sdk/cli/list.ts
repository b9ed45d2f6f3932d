import { describeFailure } from "../../provider/api/errors";
import { shareResult } from "../../provider/lookup/results";
import { listText } from "./listView";
import { withProgress } from "./progress";
import { listEveryShare, listPresentShares } from "./queries";
import { openSession } from "./session";
import type { Terminal } from "./terminal";
import type { CommandLine } from "./usage";

/** @public: commands.ts requires it by name. */
export async function list(line: CommandLine, terminal: Terminal): Promise<void> {
  const { client, accountId } = openSession(line, terminal);
  const kind = line.flags.has("received") ? "received" : "sent";
  const doing = `listing the shares ${kind === "sent" ? "of" : "received by"} account ${accountId}`;
  const work = () =>
    line.flags.has("all")
      ? listEveryShare(client, accountId, kind)
      : listPresentShares(client, accountId, kind);
  const shares = await withProgress(terminal, () => `${doing} …`, work).catch((error) => {
    throw describeFailure(doing, error);
  });
  if (line.flags.has("json")) {
    terminal.print(JSON.stringify(shares.map(shareResult), undefined, 2));
    return;
  }
  terminal.print(listText(shares, { kind, accountId, now: terminal.now(), columns: terminal.columns }));
}
