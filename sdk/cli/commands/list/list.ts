import { inWords } from "../../../../provider/api/errors";
import { shareResult } from "../../../../provider/lookup/results";
import { withProgress } from "../../output/progress";
import type { Terminal } from "../../output/terminal";
import { listEveryShare, listPresentShares } from "../../shares/accountShares";
import { openSession } from "../../shares/session";
import type { CommandLine } from "../../usage/command";
import { shareTable } from "./shareTable";

/** @public: commands/index.ts requires it by name. */
export async function list(line: CommandLine, terminal: Terminal): Promise<void> {
  const { client, accountId } = openSession(line, terminal);
  const kind = line.flags.has("received") ? "received" : "sent";
  const doing = `listing the shares ${kind === "sent" ? "of" : "received by"} account ${accountId}`;
  const work = () =>
    line.flags.has("all")
      ? listEveryShare(client, accountId, kind)
      : listPresentShares(client, accountId, kind);
  const shares = await inWords(
    doing,
    withProgress(terminal, () => `${doing} …`, work),
  );
  if (line.flags.has("json")) {
    terminal.print(JSON.stringify(shares.map(shareResult), undefined, 2));
    return;
  }
  terminal.print(
    shareTable(shares, { kind, accountId, now: terminal.wallTime(), columns: terminal.columns }),
  );
}
