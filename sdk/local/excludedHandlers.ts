import { bodies, parse, queries } from "./bodies";
import { type Call, ownShare, requireTarget, wholeOrPage, writableShare } from "./call";
import { type Answer, answer, codes, noContent, notFound, refuse } from "./envelope";
import { checkExcluded } from "./rules";
import { excludedWire } from "./shapes";
import type { ExcludedRecord } from "./state";
import type { Share } from "./store";

export function listExcluded(call: Call): Answer {
  const query = parse(queries.excluded, call.query);
  const share = ownShare(call);
  requireTarget(share, "organization");
  return wholeOrPage(call, share.excluded, query, excludedWire);
}

export function addExcluded(call: Call): Answer {
  parse(queries.none, call.query);
  const { account_id } = parse(bodies.excluded, call.body);
  const share = writableShare(call);
  requireTarget(share, "organization");
  checkExcluded([account_id], call.store.directory, () => "");
  if (share.excluded.some((record) => record.accountId === account_id)) {
    throw refuse(409, codes.conflict, "the account is excluded already", "/account_id");
  }
  return answer(201, excludedWire(call.changes.exclude(share, account_id)));
}

/** Unlike a recipient list this one may be empty: that is how nobody is excluded any more. */
export function replaceExcluded(call: Call): Answer {
  parse(queries.none, call.query);
  const accountIds = parse(bodies.excludedList, call.body).map((entry) => entry.account_id);
  const share = writableShare(call);
  requireTarget(share, "organization");
  checkExcluded(accountIds, call.store.directory, (i) => `/${i}`);
  call.changes.replaceExcluded(share, accountIds);
  return noContent();
}

export function getExcluded(call: Call): Answer {
  parse(queries.none, call.query);
  const share = ownShare(call);
  requireTarget(share, "organization");
  return answer(200, excludedWire(excludedOf(call, share)));
}

export function removeExcluded(call: Call): Answer {
  parse(queries.none, call.query);
  const share = writableShare(call);
  requireTarget(share, "organization");
  const record = excludedOf(call, share);
  call.changes.include(share, record.accountId);
  return answer(200, excludedWire(record));
}

function excludedOf(call: Call, share: Share): ExcludedRecord {
  const record = share.excluded.find(({ id }) => id === call.params.child);
  if (!record) throw notFound("excluded recipient");
  return record;
}
