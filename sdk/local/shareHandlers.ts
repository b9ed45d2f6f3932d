import { bodies, parse, queries, type ResourceBody, type ShareQuery } from "./bodies";
import { type Call, pageAnswer, writableShare } from "./call";
import type { ResourceSpec } from "./changes";
import { type Answer, answer, notAllowed, notFound } from "./envelope";
import { checkNewResources, targetOf } from "./rules";
import { shareWire } from "./shapes";
import { isLive } from "./state";
import { isReceivedBy, type Share } from "./store";

export function listShares(call: Call): Answer {
  const query = parse(queries.shares, call.query);
  const { account = "" } = call.params;
  const kind = query.kind ?? "sent";
  const shares = kind === "sent" ? call.store.sentBy(account) : call.store.receivedBy(account);
  return pageAnswer(call, chosen(shares, query), query, (share) => shareWire(call.store, share, kind, query));
}

export function listOrganizationShares(call: Call): Answer {
  const query = parse(queries.organizationShares, call.query);
  const { directory } = call.store;
  if (call.params.organization !== directory.organization.id) throw notAllowed();
  const kind = query.kind ?? "sent";
  const received = (share: Share) => [...share.recipients.each()].some(isLive);
  const shares = call.store.all().filter((share) => directory.isMember(share.accountId));
  const ofKind = kind === "sent" ? shares : shares.filter(received);
  return pageAnswer(call, chosen(ofKind, query), query, (share) => shareWire(call.store, share, kind));
}

function chosen(shares: Share[], query: ShareQuery): Share[] {
  const wanted = shares.filter(
    (share) =>
      (query.status ?? share.status) === share.status &&
      (query.target_type ?? share.targetType) === share.targetType &&
      hasTypes(share, query.resource_types) &&
      (query.tag ?? []).every((tag) => hasTag(share, tag)),
  );
  // The last three digits of a date come from a counter that starts over; the stable sort decides there.
  const key = (share: Share) => (query.order === "name" ? share.name : share.created.slice(0, 23));
  wanted.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  return query.direction === "desc" ? wanted.reverse() : wanted;
}

const hasTypes = (share: Share, types?: string[]): boolean =>
  types === undefined || share.resources.some((one) => types.includes(one.resourceType));

/** `key` or `key=value`; the value may hold further equals signs. */
function hasTag(share: Share, tag: string): boolean {
  const [key = "", ...rest] = tag.split("=");
  const value = share.tags[key];
  return value !== undefined && (rest.length === 0 || value === rest.join("="));
}

export function createShare(call: Call): Answer {
  parse(queries.none, call.query);
  const body = parse(bodies.createShare, call.body);
  const { account: accountId = "" } = call.params;
  const { targetType, accountIds } = targetOf(
    accountId,
    body.recipients,
    call.store.directory,
    "/recipients",
  );
  checkNewResources([], body.resources, (i) => `/resources/${i}`);
  const resources = body.resources.map(resourceSpec);
  const share = call.changes.createShare({ accountId, name: body.name, targetType, accountIds, resources });
  return answer(201, shareWire(call.store, share, "sent"));
}

export const resourceSpec = (body: ResourceBody): ResourceSpec => ({
  resourceType: body.resource_type,
  resourceId: body.resource_id,
  resourceAccountId: body.resource_account_id,
  meta: body.meta,
});

/** A receiving account may look at the share too. */
export function getShare(call: Call): Answer {
  const query = parse(queries.share, call.query);
  const { account = "", share: id = "" } = call.params;
  const share = call.store.view(id);
  if (share?.accountId === account) return answer(200, shareWire(call.store, share, "sent", query));
  if (!share || !isReceivedBy(share, account)) throw notFound("share");
  return answer(200, shareWire(call.store, share, "received", query));
}

export function renameShare(call: Call): Answer {
  parse(queries.none, call.query);
  const { name } = parse(bodies.renameShare, call.body);
  const share = writableShare(call);
  call.changes.rename(share, name);
  return answer(200, shareWire(call.store, share, "sent"));
}

export function deleteShare(call: Call): Answer {
  parse(queries.none, call.query);
  const share = writableShare(call);
  call.changes.deleteShare(share);
  return answer(200, shareWire(call.store, share, "sent"));
}
