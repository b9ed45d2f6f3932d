import { getSentShare } from "../../../provider/api/endpoints";
import { inWords } from "../../../provider/api/errors";
import type { ShareWire } from "../../../provider/api/wire";
import { parseImportId } from "../../../provider/base/importId";
import { show } from "../../../provider/base/schema";
import { canonicalId, isHexId } from "../../../provider/base/values";
import { plural } from "../output/text";
import { listPresentShares } from "./accountShares";
import { matchShares } from "./matchShares";
import type { Session } from "./session";
import { shortIds } from "./shortIds";

/** The account in a SHARE argument of the form ACCOUNT_ID/SHARE_ID. */
export function accountNamedBy(text: string): string | undefined {
  return parseImportId(text, false)?.accountId;
}

/**
 * Finds the share for each SHARE argument. Lists the account's shares at most once, and only for partial ids
 * and names.
 */
export class ShareFinder {
  private listed: Promise<ShareWire[]> | undefined;

  constructor(private readonly session: Session) {}

  async find(text: string): Promise<ShareWire> {
    const { client, accountId } = this.session;
    const shareId = parseImportId(text, false)?.shareId ?? (isHexId(text) ? canonicalId(text) : undefined);
    if (shareId === undefined) return this.findListed(text);
    const doing = `reading share ${shareId} of account ${accountId}`;
    return inWords(doing, getSentShare(client, { accountId, shareId }));
  }

  private async findListed(text: string): Promise<ShareWire> {
    const { client, accountId } = this.session;
    const doing = `listing the shares of account ${accountId}`;
    this.listed ??= inWords(doing, listPresentShares(client, accountId, "sent"));
    const shares = await this.listed;
    const found = matchShares(shares, text);
    const [first] = found;
    const shown = show(text);
    if (!first)
      throw new Error(`account ${accountId} sends no share named ${shown}, or with an id that begins so`);
    if (found.length === 1) return first;
    const short = shortIds(shares.map(({ id }) => id));
    const ids = found.slice(0, 5).map(({ id }) => short.get(id));
    const more = found.length > ids.length ? ", …" : "";
    throw new Error(
      `${shown} means ${plural(found.length, "share")}: ${ids.join(", ")}${more}\nname one by its id`,
    );
  }
}
