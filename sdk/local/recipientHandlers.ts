import { bodies, parse, queries } from "./bodies";
import { type Call, ownShare, requireTarget, wholeOrPage, writableShare } from "./call";
import { type Answer, answer, codes, noContent, notFound, problem, Refusal, refuse } from "./envelope";
import { targetOf } from "./rules";
import { recipientWire } from "./shapes";
import { isLive, type RecipientRecord } from "./state";
import type { Share } from "./store";

export function listRecipients(call: Call): Answer {
  const query = parse(queries.recipients, call.query);
  const share = ownShare(call);
  return wholeOrPage(call, share.recipients.all(), query, (one) =>
    recipientWire(call.store, share, one, query),
  );
}

export function addRecipient(call: Call): Answer {
  parse(queries.none, call.query);
  const body = parse(bodies.recipient, call.body);
  const share = writableShare(call);
  requireTarget(share, "account");
  const [accountId = ""] = accountsOf(call, share, [body], true);
  const old = share.recipients.newestOf(accountId);
  if (old && isLive(old)) {
    throw refuse(409, codes.conflict, "the account is a recipient already", "/recipient_account_id");
  }
  const recipient = call.changes.addRecipient(share, accountId);
  return answer(201, recipientWire(call.store, share, recipient));
}

export function replaceRecipients(call: Call): Answer {
  parse(queries.none, call.query);
  const body = parse(bodies.recipients, call.body);
  const share = writableShare(call);
  requireTarget(share, "account");
  call.changes.replaceRecipients(share, accountsOf(call, share, body, false));
  return noContent();
}

/** The accounts asked for; an account share can't turn into an organization share. */
function accountsOf(
  call: Call,
  share: Share,
  list: Parameters<typeof targetOf>[1],
  alone: boolean,
): string[] {
  try {
    const target = targetOf(share.accountId, list, call.store.directory, "");
    if (target.targetType === "account") return target.accountIds;
    throw refuse(400, codes.wrongTarget, "an account-targeted share takes account recipients only", "/0");
  } catch (error) {
    if (!alone || !(error instanceof Refusal)) throw error;
    // A single recipient is the whole body, so its pointers carry no index.
    const errors = error.errors.map(({ code, message, source }) =>
      problem(code, message, source?.pointer.replace(/^\/0/, "")),
    );
    throw new Refusal(error.status, errors);
  }
}

export function getRecipient(call: Call): Answer {
  const query = parse(queries.recipient, call.query);
  const share = ownShare(call);
  return answer(200, recipientWire(call.store, share, recipientOf(call, share), query));
}

export function removeRecipient(call: Call): Answer {
  parse(queries.none, call.query);
  const share = writableShare(call);
  requireTarget(share, "account");
  const recipient = recipientOf(call, share);
  call.changes.removeRecipient(share, recipient);
  return answer(200, recipientWire(call.store, share, recipient));
}

function recipientOf(call: Call, share: Share): RecipientRecord {
  const recipient = share.recipients.find(call.params.child ?? "");
  if (!recipient) throw notFound("recipient");
  return recipient;
}
