import { z } from "zod";
import { addRecipient, getRecipient, listRecipients, removeRecipient } from "../api/endpoints";
import { unlessMissing } from "../api/errors";
import type { RecipientWire } from "../api/wire";
import { recipientIdForm } from "../base/importId";
import { type CheckFailure, flag, hexId, optionForms } from "../base/schema";
import type { Properties } from "../base/values";
import { recipientBody } from "../model/bodies";
import type { RecipientInput } from "../model/inputs";
import { findLiveShare, liveShare } from "../model/liveShare";
import { isLiveRecipient, liveResources } from "../model/observed";
import { openOfRecipient } from "../model/openMatters";
import { recipientStatus } from "../model/outputs";
import type { AttachmentInputs, AttachmentKind } from "./kind";

export interface ShareRecipientInputs extends AttachmentInputs, RecipientInput {}

const shareIds = { accountId: z.string(), shareId: z.string() };

const identity = ["accountId", "shareId", "recipientAccountId", "organizationId"] as const;

/** One recipient of a share that someone else's program owns. */
export const recipientKind: AttachmentKind<ShareRecipientInputs, RecipientWire> = {
  noun: "recipient",
  idForm: recipientIdForm,
  args: z.strictObject({
    ...optionForms,
    accountId: hexId("an account id"),
    shareId: hexId("a share id"),
    recipientAccountId: hexId("an account id").optional(),
    organizationId: hexId("an organization id").optional(),
    // Taken for compatibility with @pulumi/cloudflare and ignored.
    includeResources: flag,
  }),
  stateForm: z.union([
    z.object({ ...shareIds, recipientAccountId: z.string() }),
    z.object({ ...shareIds, organizationId: z.string() }),
    // `get` of an organization's own recipient: its record names neither.
    z.object({ ...shareIds, associationStatus: z.string() }),
  ]),
  identity,
  inPlace: [],
  faults: oneOfTwo,
  nameOf: (inputs) => `recipient ${accountOf(inputs)}`,
  done: "associated",
  body: recipientBody,
  find: async ({ client }, ref, id) => {
    const record = unlessMissing(getRecipient(client, ref, id));
    const [share, wire] = await Promise.all([findLiveShare(client, ref), record]);
    return share && { share, wire };
  },
  statusOf: (wire) => wire.association_status,
  isLive: isLiveRecipient,
  open: async (_, inputs, { share, wire }) =>
    openOfRecipient({ accountId: accountOf(inputs), wire }, liveResources(share, inputs.accountId)),
  findLike: async (context, inputs) => {
    const recipients = listRecipients(context.client, inputs);
    recipients.catch(() => undefined);
    await liveShare(context.client, inputs);
    return (await recipients).find((wire) => isLiveRecipient(wire) && isFor(inputs, wire));
  },
  add: ({ client }, inputs, findLost) => addRecipient(client, inputs, recipientBody(inputs), findLost),
  remove: ({ client }, ref, id) => removeRecipient(client, ref, id),
  outputs: (inputs, wire) => {
    const { id, accountId, resources, ...facts } = recipientStatus({ accountId: accountOf(inputs), wire });
    // As @pulumi/cloudflare has them: a delivery without a fault says so in full.
    const complete = { error: "", terminal: false, resourceVersion: 0 };
    const deliveries = (resources as Properties[]).map((delivery) => ({ ...complete, ...delivery }));
    return { ...inputs, ...facts, resources: deliveries };
  },
  liveInputs: (before, wire) =>
    before.organizationId || !wire.account_id ? before : { ...before, recipientAccountId: wire.account_id },
  differences: (inputs, wire) =>
    isFor(inputs, wire)
      ? []
      : [{ property: "recipientAccountId", reason: `the live recipient is account ${wire.account_id}` }],
};

function accountOf(inputs: RecipientInput): string {
  return inputs.recipientAccountId ?? inputs.organizationId ?? "";
}

function isFor(inputs: RecipientInput, wire: RecipientWire): boolean {
  return inputs.recipientAccountId ? wire.account_id === inputs.recipientAccountId : !wire.account_id;
}

function oneOfTwo(raw: Properties): CheckFailure[] {
  const given = [raw.recipientAccountId, raw.organizationId].filter((value) => value !== undefined).length;
  const reason =
    given === 0
      ? "is missing: name the account, or the organization, to share with"
      : "and organizationId are both given: name one of them";
  return given === 1 ? [] : [{ property: "recipientAccountId", reason }];
}
