import type { Call } from "../call";
import { type Answer, answer, noContent } from "../envelope";
import { wholeOrPage } from "../paging";
import {
  checkExcluded,
  checkNotExcludedYet,
  excludedOf,
  ownShare,
  requireTarget,
  writableShare,
} from "../rules/shares";
import type { BodyOf, QueryOf } from "../schemas";
import { excludedWire } from "../shapes";

export function listExcluded(call: Call<QueryOf<"excluded">>): Answer {
  const share = ownShare(call);
  requireTarget(share, "organization");
  return wholeOrPage(call, share.excluded, excludedWire);
}

export function addExcluded(call: Call<unknown, BodyOf<"excluded">>): Answer {
  const { account_id } = call.body;
  const share = writableShare(call);
  requireTarget(share, "organization");
  checkExcluded([account_id], call.store.directory, () => "");
  checkNotExcludedYet(share, account_id);
  return answer(201, excludedWire(call.changes.exclude(share, account_id)));
}

/** Unlike a list of recipients this one may be empty: that is how to exclude nobody. */
export function replaceExcluded(call: Call<unknown, BodyOf<"excludedList">>): Answer {
  const accountIds = call.body.map((entry) => entry.account_id);
  const share = writableShare(call);
  requireTarget(share, "organization");
  checkExcluded(accountIds, call.store.directory, (i) => `/${i}`);
  call.changes.replaceExcluded(share, accountIds);
  return noContent();
}

export function getExcluded(call: Call): Answer {
  const share = ownShare(call);
  requireTarget(share, "organization");
  return answer(200, excludedWire(excludedOf(call, share)));
}

export function removeExcluded(call: Call): Answer {
  const share = writableShare(call);
  requireTarget(share, "organization");
  const record = excludedOf(call, share);
  call.changes.include(share, record.accountId);
  return answer(200, excludedWire(record));
}
