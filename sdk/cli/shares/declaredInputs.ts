import { canonicalId } from "../../../provider/base/values";
import { resourceKey, type ShareInputs } from "../../../provider/model/inputs";
import { isLiveRecipient, type ObservedShare } from "../../../provider/model/observed";

/** The inputs with which a program declares a live share. */
export function declaredInputs(accountId: string, observed: ObservedShare): ShareInputs {
  const { share, recipients, resources, excluded } = observed;
  const accounts = recipients
    .filter(({ wire }) => isLiveRecipient(wire))
    .map((recipient) => ({ recipientAccountId: recipient.accountId }))
    // Cloudflare promises no order, but the same shares should give the same program.
    .sort((a, b) => (a.recipientAccountId < b.recipientAccountId ? -1 : 1));
  const once = new Map(resources.map(({ wire, ...resource }) => [resourceKey(resource), resource]));
  const toOrganization = share.target_type === "organization";
  return {
    accountId,
    name: share.name,
    // {}: an organization share is always for the owner's own organization.
    recipients: toOrganization ? [{}] : accounts,
    resources: [...once.values()],
    ...(toOrganization && excluded.length > 0
      ? { excludedRecipients: excluded.map(({ account_id }) => ({ accountId: canonicalId(account_id) })) }
      : {}),
  };
}
