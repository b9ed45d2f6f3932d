import type { ResourceSpec } from "../../world/changes";
import { isReceivedBy, type Share } from "../../world/share";
import { isLive } from "../../world/state";
import type { Call } from "../call";
import { type Answer, answer } from "../envelope";
import { pageAnswer } from "../paging";
import { targetOf } from "../rules/recipients";
import { notAllowed } from "../rules/requests";
import { checkNewResources } from "../rules/resources";
import { checkSettled, shareNotFound, writableShare } from "../rules/shares";
import type { BodyOf, QueryOf } from "../schemas";
import { shareWire } from "../shapes";

export function listShares(call: Call<QueryOf<"shares">>): Answer {
  const { account = "" } = call.params;
  const { kind = "sent" } = call.query;
  const kindOf = (share: Share) => {
    if (call.ignoring !== "kind") return kind;
    return share.accountId === account ? "sent" : "received";
  };
  return pageAnswer(call, chosen(call, ofAccount(call, account, kind)), (share) =>
    shareWire(call.store, share, kindOf(share), call.query),
  );
}

function ofAccount({ store, ignoring }: Call, account: string, kind: "sent" | "received"): Share[] {
  if (ignoring === "account") return store.all();
  if (ignoring === "kind") return [...store.sentBy(account), ...store.receivedBy(account)];
  return kind === "sent" ? store.sentBy(account) : store.receivedBy(account);
}

export function listOrganizationShares(call: Call<QueryOf<"organizationShares">>): Answer {
  const { directory } = call.store;
  if (call.params.organization !== directory.organization.id) throw notAllowed();
  const { kind = "sent" } = call.query;
  const isReceived = (share: Share) => [...share.recipients.each()].some(isLive);
  const shares = call.store.all().filter((share) => directory.isMember(share.accountId));
  const ofKind = kind === "sent" ? shares : shares.filter(isReceived);
  return pageAnswer(call, chosen(call, ofKind), (share) => shareWire(call.store, share, kind));
}

function chosen({ query, ignoring }: Call<QueryOf<"shares">>, shares: Share[]): Share[] {
  const status = ignoring === "status" ? undefined : query.status;
  const wanted = shares.filter(
    (share) =>
      (status ?? share.status) === share.status &&
      (query.target_type ?? share.targetType) === share.targetType &&
      hasTypes(share, query.resource_types) &&
      (query.tag ?? []).every((tag) => hasTag(share, tag)),
  );
  // The last three digits of a date come from a counter that wraps; within a millisecond the stable sort decides.
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

export function createShare(call: Call<unknown, BodyOf<"createShare">>): Answer {
  const { store, body } = call;
  const { account: accountId = "" } = call.params;
  const { targetType, accountIds } = targetOf(accountId, body.recipients, store.directory, "/recipients");
  checkNewResources([], body.resources, (i) => `/resources/${i}`);
  const resources = body.resources.map(resourceSpec);
  const share = call.changes.createShare({ accountId, name: body.name, targetType, accountIds, resources });
  return answer(201, shareWire(store, share, "sent"));
}

export const resourceSpec = (body: BodyOf<"resource">): ResourceSpec => ({
  resourceType: body.resource_type,
  resourceId: body.resource_id,
  resourceAccountId: body.resource_account_id,
  meta: body.meta,
});

/** A receiving account may read the share too. */
export function getShare(call: Call<QueryOf<"share">>): Answer {
  const { account = "", share: id = "" } = call.params;
  const share = call.store.view(id);
  if (share?.accountId === account) return answer(200, shareWire(call.store, share, "sent", call.query));
  if (!share || !isReceivedBy(share, account)) throw shareNotFound();
  return answer(200, shareWire(call.store, share, "received", call.query));
}

export function renameShare(call: Call<unknown, BodyOf<"renameShare">>): Answer {
  const share = writableShare(call);
  call.changes.rename(share, call.body.name);
  return answer(200, shareWire(call.store, share, "sent"));
}

export function deleteShare(call: Call): Answer {
  const share = writableShare(call);
  checkSettled(call, share);
  call.changes.deleteShare(share);
  return answer(200, shareWire(call.store, share, "sent"));
}
