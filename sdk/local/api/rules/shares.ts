/** What a share and its parts must be for a request. */
import type { Directory } from "../../world/accounts";
import type { Share } from "../../world/share";
import type { ExcludedRecord, RecipientRecord, ResourceRecord } from "../../world/state";
import type { Call } from "../call";
import { type ApiError, codes, problem } from "../envelope";
import type { BodyOf } from "../schemas";
import { type Refusal, refuse, refuseAny } from "./refusal";

const notFound = (noun: string): Refusal => refuse(404, codes.notFound, `${noun} not found`);

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

export function resourceOf(call: Call, share: Share): ResourceRecord {
  const resource = share.resources.find(({ id }) => id === call.params.child);
  if (!resource) throw notFound("share resource");
  return resource;
}

export function excludedOf(call: Call, share: Share): ExcludedRecord {
  const record = share.excluded.find(({ id }) => id === call.params.child);
  if (!record) throw notFound("excluded recipient");
  return record;
}

const keyOf = (type: string, account: string, id: string): string => `${type} ${account} ${id}`;

/** A share can't have the same live resource twice. */
export function checkNewResources(
  present: ResourceRecord[],
  added: BodyOf<"resource">[],
  at: (i: number) => string,
): void {
  const taken = new Set(
    present
      .filter((resource) => resource.status === "active")
      .map((resource) => keyOf(resource.resourceType, resource.resourceAccountId, resource.resourceId)),
  );
  const problems: ApiError[] = [];
  for (const [i, body] of added.entries()) {
    const key = keyOf(body.resource_type, body.resource_account_id, body.resource_id);
    if (taken.has(key)) {
      problems.push(problem(codes.invalid, "the share has this resource already", `${at(i)}/resource_id`));
    }
    taken.add(key);
  }
  refuseAny(problems);
}

export function checkActive(resource: ResourceRecord): void {
  if (resource.status === "active") return;
  throw refuse(400, codes.notActive, `the share resource is ${resource.status}`);
}

export function checkNotLast(share: Share, resource: ResourceRecord): void {
  const live = share.resources.filter((one) => one.status === "active");
  if (live.length !== 1 || live[0] !== resource) return;
  throw refuse(400, codes.lastResource, "the last resource of a share cannot be deleted");
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
