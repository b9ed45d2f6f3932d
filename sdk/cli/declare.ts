import { canonicalId, isHexId } from "../../provider/base/values";
import {
  isGone,
  isLiveRecipient,
  type ObservedShare,
  resourceKey,
  type ShareInputs,
} from "../../provider/model/model";
import { checkShare } from "../../provider/share/check";
import { printable } from "./text";

/** A live share as a program declares it. */
export function declaredInputs(accountId: string, observed: ObservedShare): ShareInputs {
  const { share, recipients, resources, excluded } = observed;
  const accounts = recipients
    .filter(({ wire }) => isLiveRecipient(wire))
    .map((recipient) => ({ recipientAccountId: recipient.accountId }))
    // Cloudflare promises no order, and the same estate should give the same program.
    .sort((a, b) => (a.recipientAccountId < b.recipientAccountId ? -1 : 1));
  const once = new Map(resources.map(({ wire, ...resource }) => [resourceKey(resource), resource]));
  const toOrganization = share.target_type === "organization";
  return {
    accountId,
    name: share.name,
    // {}: a share with an organization is always for the owner's own.
    recipients: toOrganization ? [{}] : accounts,
    resources: [...once.values()],
    ...(toOrganization && excluded.length > 0
      ? { excludedRecipients: excluded.map(({ account_id }) => ({ accountId: canonicalId(account_id) })) }
      : {}),
  };
}

/** Why a share can't be declared by a program; undefined if it can. */
export function obstacle(inputs: ShareInputs, { share }: ObservedShare): string | undefined {
  if (isGone(share)) return share.status === "deleting" ? "it is being deleted" : "it is deleted";
  if (share.kind === "received") return "it is received: only the account that sends it can declare it";
  // It goes into the program as it is, and the option import would refuse it.
  if (!isHexId(share.id)) return "its id does not have 32 hexadecimal digits";
  if (inputs.resources.length === 0) return "it has no live resource";
  if (inputs.recipients.length === 0) return "it has no live recipient";
  // What the provider would refuse must not get into the program.
  const [fault] = checkShare({}, { ...inputs }, inputs.accountId).failures;
  return fault && printable(`${fault.property} ${fault.reason}`);
}
