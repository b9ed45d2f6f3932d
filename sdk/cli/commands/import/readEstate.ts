import { listExcludedRecipients, listRecipients } from "../../../../provider/api/endpoints";
import { ApiError, describeFailure } from "../../../../provider/api/errors";
import type { ShareWire } from "../../../../provider/api/wire";
import { isGone, type ObservedShare, observedShare } from "../../../../provider/model/observed";
import { listPresentShares } from "../../shares/accountShares";
import { declaredInputs } from "../../shares/declaredInputs";
import type { Reading } from "../../shares/reading";
import type { Session } from "../../shares/session";
import { ShareFinder } from "../../shares/shareFinder";
import type { Estate } from "./estate";
import { obstacle } from "./obstacle";

/**
 * Reads the shares that a program is to declare: the named ones, or all that the account sends.
 *
 * @param reading updated while the shares are read, to show the progress
 */
export async function readEstate(
  session: Session,
  named: readonly string[],
  reading: Reading,
): Promise<Estate> {
  const shares = named.length > 0 ? await findNamed(session, named) : await listSent(session);
  reading.of = shares.length;
  const read = await Promise.all(
    shares.map(async (share) => {
      const observed = await observeParts(session, share);
      reading.done++;
      return { share, observed };
    }),
  );
  const { accountId } = session;
  const estate: Estate = { accountId, accountName: shares[0]?.account_name, shares: [], skipped: [] };
  for (const { share, observed } of read) {
    const inputs = declaredInputs(accountId, observed ?? observedShare(share, [], [], accountId));
    const reason = observed ? obstacle(inputs, observed) : "it was deleted just now";
    if (reason === undefined) estate.shares.push({ id: share.id, inputs });
    else estate.skipped.push({ id: share.id, name: share.name, reason });
  }
  return estate;
}

async function findNamed(session: Session, named: readonly string[]): Promise<ShareWire[]> {
  const finder = new ShareFinder(session);
  const found = await Promise.all(named.map((text) => finder.find(text)));
  // A share that is named twice, by id and by name, is declared once.
  return [...new Map(found.map((share) => [share.id, share])).values()];
}

async function listSent({ client, accountId }: Session): Promise<ShareWire[]> {
  try {
    return await listPresentShares(client, accountId, "sent");
  } catch (error) {
    throw describeFailure(`listing the shares of account ${accountId}`, error);
  }
}

/** Reads what the list leaves out, with one request. Returns undefined if the share is gone by now. */
async function observeParts(
  { client, accountId }: Session,
  share: ShareWire,
): Promise<ObservedShare | undefined> {
  const ref = { accountId, shareId: share.id };
  const isOrganization = share.target_type === "organization";
  if (isGone(share) || share.kind === "received") return observedShare(share, [], [], accountId);
  try {
    const recipients = isOrganization ? [] : await listRecipients(client, ref);
    const excluded = isOrganization ? await listExcludedRecipients(client, ref) : [];
    return observedShare(share, recipients, excluded, accountId);
  } catch (error) {
    if (error instanceof ApiError && error.isMissing) return undefined;
    throw describeFailure(`reading the recipients of share ${share.id}`, error);
  }
}
