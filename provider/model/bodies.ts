import type { RecipientBody, ShareBody, ShareResourceBody } from "../api/endpoints";
import { parseMeta } from "../base/values";
import type { RecipientInput, ResourceInput, ShareInputs } from "./inputs";

export function recipientBody(recipient: RecipientInput): RecipientBody {
  if (recipient.recipientAccountId !== undefined)
    return { recipient_account_id: recipient.recipientAccountId };
  return recipient.organizationId === undefined ? {} : { organization_id: recipient.organizationId };
}

export function resourceBody(resource: ResourceInput): ShareResourceBody {
  return {
    meta: parseMeta(resource.meta) ?? {},
    resource_account_id: resource.resourceAccountId,
    resource_id: resource.resourceId,
    resource_type: resource.resourceType,
  };
}

export function shareBody(inputs: ShareInputs): ShareBody {
  return {
    name: inputs.name,
    recipients: inputs.recipients.map(recipientBody),
    resources: inputs.resources.map(resourceBody),
  };
}
