import type { Call } from "../call";
import { type Answer, answer, noContent } from "../envelope";
import { wholeOrPage } from "../paging";
import { accountOfOne, accountsOf, checkNoRecipientYet } from "../rules/recipients";
import { ownShare, recipientOf, requireTarget, writableShare } from "../rules/shares";
import type { BodyOf, QueryOf } from "../schemas";
import { recipientWire } from "../shapes";

export function listRecipients(call: Call<QueryOf<"recipients">>): Answer {
  const share = ownShare(call);
  return wholeOrPage(call, share.recipients.all(), (one) =>
    recipientWire(call.store, share, one, call.query),
  );
}

export function addRecipient(call: Call<unknown, BodyOf<"recipient">>): Answer {
  const share = writableShare(call);
  requireTarget(share, "account");
  const accountId = accountOfOne(call, share, call.body);
  checkNoRecipientYet(share, accountId);
  const recipient = call.changes.addRecipient(share, accountId);
  return answer(201, recipientWire(call.store, share, recipient));
}

export function replaceRecipients(call: Call<unknown, BodyOf<"recipients">>): Answer {
  const share = writableShare(call);
  requireTarget(share, "account");
  call.changes.replaceRecipients(share, accountsOf(call, share, call.body));
  return noContent();
}

export function getRecipient(call: Call<QueryOf<"recipient">>): Answer {
  const share = ownShare(call);
  return answer(200, recipientWire(call.store, share, recipientOf(call, share), call.query));
}

export function removeRecipient(call: Call): Answer {
  const share = writableShare(call);
  requireTarget(share, "account");
  const recipient = recipientOf(call, share);
  call.changes.removeRecipient(share, recipient);
  return answer(200, recipientWire(call.store, share, recipient));
}
