import type { CloudflareClient } from "../api/client";
import {
  addRecipient,
  addShareResource,
  getShare,
  listRecipients,
  putExcludedRecipients,
  putRecipients,
  putShareResourceMeta,
  type RecipientBody,
  removeRecipient,
  removeShareResource,
  renameShare,
  type ShareBody,
  type ShareRef,
  type ShareResourceBody,
} from "../api/endpoints";
import { ApiError, describeFailure } from "../api/errors";
import type { ShareWire } from "../api/wire";
import { parseMeta } from "../base/values";
import {
  isLiveRecipient,
  observedShare,
  type RecipientInput,
  type ResourceInput,
  resourceKey,
  type ShareInputs,
} from "../model/model";
import type { Step } from "./plan";

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

/**
 * Carries one step out; decides nothing. Throws an error that names what was being done.
 *
 * @returns the share as the answer has it, where that tells all that the step changes
 */
export async function applyStep(
  client: CloudflareClient,
  ref: ShareRef,
  step: Step,
): Promise<ShareWire | undefined> {
  if (step.do === "rename") {
    const { name } = step;
    return attempt(`renaming share ${ref.shareId}`, "", { name }, () => renameShare(client, ref, name));
  }
  await applyToChild(client, ref, step);
  return undefined;
}

/** A step on the share's recipients or resources: what comes of it shows in time. */
async function applyToChild(
  client: CloudflareClient,
  ref: ShareRef,
  step: Exclude<Step, { do: "rename" }>,
): Promise<unknown> {
  switch (step.do) {
    case "put recipients": {
      const body = step.accounts.map((account) => ({ recipient_account_id: account }));
      const doing = `setting the recipients of share ${ref.shareId}`;
      return attempt(doing, "recipients", body, () => putRecipients(client, ref, body));
    }
    case "add recipient": {
      const body = { recipient_account_id: step.account };
      const doing = `adding recipient ${step.account} to share ${ref.shareId}`;
      const find = async () =>
        (await listRecipients(client, ref)).find(
          (one) => one.account_id === step.account && isLiveRecipient(one),
        );
      return attempt(doing, "recipients", body, () => addRecipient(client, ref, body, find));
    }
    case "remove recipient":
      return attempt(
        `removing recipient ${step.account} from share ${ref.shareId}`,
        "recipients",
        undefined,
        () => unlessMissing(() => removeRecipient(client, ref, step.id)),
      );
    case "put excluded": {
      const body = step.accounts.map((account_id) => ({ account_id }));
      const doing = `setting the excluded recipients of share ${ref.shareId}`;
      return attempt(doing, "excludedRecipients", body, () =>
        putExcludedRecipients(client, ref, step.accounts),
      );
    }
    case "add resource":
      return applyAddResource(client, ref, step.resource);
    case "put meta": {
      const body = resourceBody(step.resource);
      const doing = `setting the meta of ${resourceKey(step.resource)} in share ${ref.shareId}`;
      return attempt(doing, "resources", { meta: body.meta }, () =>
        putShareResourceMeta(client, ref, step.id, body.meta),
      );
    }
    case "remove resource":
      return attempt(
        `removing ${resourceKey(step.resource)} from share ${ref.shareId}`,
        "resources",
        undefined,
        () => unlessMissing(() => removeShareResource(client, ref, step.id)),
      );
  }
}

function applyAddResource(
  client: CloudflareClient,
  ref: ShareRef,
  resource: ResourceInput,
): Promise<unknown> {
  const body = resourceBody(resource);
  const find = async () => {
    const { resources } = observedShare(await getShare(client, ref), [], [], ref.accountId);
    return resources.find((there) => resourceKey(there) === resourceKey(resource))?.wire;
  };
  return attempt(`adding ${resourceKey(resource)} to share ${ref.shareId}`, "resources", body, () =>
    addShareResource(client, ref, body, find),
  );
}

async function attempt<T>(doing: string, base: string, body: unknown, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw describeFailure(doing, error, body, base);
  }
}

/** What was to be removed is gone already: that is what was asked for. */
async function unlessMissing(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof ApiError && error.isMissing)) throw error;
  }
}
