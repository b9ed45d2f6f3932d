import { listExcludedRecipients, listRecipients } from "../../../provider/api/endpoints";
import { inWords } from "../../../provider/api/errors";
import type { ShareWire } from "../../../provider/api/wire";
import { type ObservedShare, observedShare } from "../../../provider/model/observed";
import type { Session } from "./session";

/** Reads what the lists of shares leave out: the recipients, and whom an organization's share excludes. */
export async function observeShare({ client, accountId }: Session, share: ShareWire): Promise<ObservedShare> {
  const ref = { accountId, shareId: share.id };
  const [recipients, excluded] = await inWords(
    `reading the recipients of share ${share.id}`,
    Promise.all([
      listRecipients(client, ref),
      share.target_type === "organization" ? listExcludedRecipients(client, ref) : [],
    ]),
  );
  return observedShare(share, recipients, excluded, accountId);
}
