/** What a share and its parts must be for a request. */
import type { Directory } from "../../world/accounts";
import type { Share } from "../../world/share";
import type { ExcludedRecord, RecipientRecord } from "../../world/state";
import type { Call } from "../call";
import { type ApiError, codes, problem } from "../envelope";
import { type Refusal, refuse, refuseAny } from "./refusal";

export const notFound = (noun: string): Refusal => refuse(404, codes.notFound, `${noun} not found`);

export const shareNotFound = (): Refusal => notFound("share");

/** The share as its owner reads it. */
export function ownShare(call: Call): Share {
  const share = call.store.view(call.params.share ?? "");
  if (!share || share.accountId !== call.params.account) throw shareNotFound();
  return share;
}

/** The share as it really is; refused unless it can be written to. */
export function writableShare(call: Call): Share {
  const share = call.store.find(call.params.share ?? "");
  if (!share || share.accountId !== call.params.account) throw shareNotFound();
  if (share.status !== "active") throw refuse(400, codes.notActive, `the share is ${share.status}`);
  return share;
}

export function checkSettled(call: Call, share: Share): void {
  const isAssociating = [...share.recipients.each()].some(({ status }) => status === "associating");
  if (!call.settings.conflictWhileAssociating || !isAssociating) return;
  throw refuse(409, codes.conflict, "recipients of the share are associating");
}

export function requireTarget(share: Share, targetType: Share["targetType"]): void {
  if (share.targetType === targetType) return;
  throw refuse(400, codes.wrongTarget, `not available for ${share.targetType}-targeted shares`);
}

export function recipientOf(call: Call, share: Share): RecipientRecord {
  const recipient = share.recipients.find(call.params.child ?? "");
  if (!recipient) throw notFound("recipient");
  return recipient;
}

export function excludedOf(call: Call, share: Share): ExcludedRecord {
  const record = share.excluded.find(({ id }) => id === call.params.child);
  if (!record) throw notFound("excluded recipient");
  return record;
}

/** Only members can be excluded: nobody else would receive the share. */
export function checkExcluded(accountIds: string[], directory: Directory, at: (i: number) => string): void {
  const seen = new Set<string>();
  const problems: ApiError[] = [];
  for (const [i, accountId] of accountIds.entries()) {
    const pointer = `${at(i)}/account_id`;
    if (!directory.isMember(accountId)) {
      problems.push(problem(codes.invalid, "the account does not belong to the organization", pointer));
    }
    if (seen.has(accountId)) problems.push(problem(codes.invalid, "the same account twice", pointer));
    seen.add(accountId);
  }
  refuseAny(problems);
}

export function checkNotExcludedYet(share: Share, accountId: string): void {
  if (!share.excluded.some((record) => record.accountId === accountId)) return;
  throw refuse(409, codes.conflict, "the account is excluded already", "/account_id");
}
