import { RecipientBook } from "./recipientBook";
import { isLive, type ShareRecord } from "./state";

/** A share at work: its record, with recipients that are found without a search. */
export type Share = Omit<ShareRecord, "recipients"> & { recipients: RecipientBook };

export const openShare = (record: ShareRecord): Share => ({
  ...record,
  recipients: new RecipientBook(record.recipients),
});

export function isReceivedBy(share: Share, accountId: string): boolean {
  const recipient = share.recipients.newestOf(accountId);
  return recipient !== undefined && isLive(recipient);
}
