import { ApiError, inWords } from "../../../../provider/api/errors";
import type { ShareWire } from "../../../../provider/api/wire";
import type { ObservedShare } from "../../../../provider/model/observed";
import { listPresentShares } from "../../shares/accountShares";
import { observeShare } from "../../shares/observeShare";
import type { Reading } from "../../shares/reading";
import type { Session } from "../../shares/session";

/**
 * Reads what an account sends, with the recipients, and what it receives.
 *
 * @param reading updated while the shares are read, to show the progress
 */
export async function readAccount(
  session: Session,
  reading: Reading,
): Promise<{ sent: ObservedShare[]; received: ShareWire[] }> {
  const { client, accountId } = session;
  const listed = await inWords(
    `listing the shares of account ${accountId}`,
    listPresentShares(client, accountId, "sent"),
  );
  const received = await inWords(
    `listing the shares received by account ${accountId}`,
    listPresentShares(client, accountId, "received"),
  );
  reading.of = listed.length;
  const sent = await Promise.all(
    listed.map(async (share) => {
      const observed = await observeIfPresent(session, share);
      reading.done++;
      return observed;
    }),
  );
  return { sent: sent.filter((observed) => observed !== undefined), received };
}

/** Undefined if the share is gone by now. */
async function observeIfPresent(session: Session, share: ShareWire): Promise<ObservedShare | undefined> {
  try {
    return await observeShare(session, share);
  } catch (error) {
    const { cause } = error as Error;
    if (cause instanceof ApiError && cause.isMissing) return undefined;
    throw error;
  }
}
