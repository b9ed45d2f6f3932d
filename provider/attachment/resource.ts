import { z } from "zod";
import {
  addShareResource,
  listRecipients,
  putShareResourceMeta,
  removeShareResource,
} from "../api/endpoints";
import type { ShareResourceWire, ShareWire } from "../api/wire";
import { resourceIdForm } from "../base/importId";
import { givenPart, hasMeta } from "../base/meta";
import { ProviderError } from "../base/providerError";
import { anyId, hexId, meta, optionForms, resourceType, warningOfType } from "../base/schema";
import { canonicalMeta, isUnknown } from "../base/values";
import { resourceBody } from "../model/bodies";
import { type ResourceInput, resourceKey } from "../model/inputs";
import { liveResources, observedResource, observedShare } from "../model/observed";
import { type Open, openOfResource } from "../model/openMatters";
import { resourceStatus } from "../model/outputs";
import type { Context } from "../process";
import { type AttachmentInputs, type AttachmentKind, type Found, findShare, noShare } from "./kind";

export interface ShareResourceInputs extends AttachmentInputs, ResourceInput {}

const identity = ["accountId", "shareId", "resourceType", "resourceId", "resourceAccountId"] as const;

/** One resource of a share that someone else's program owns. */
export const resourceKind: AttachmentKind<ShareResourceInputs, ShareResourceWire> = {
  noun: "share resource",
  idForm: resourceIdForm,
  args: z.strictObject({
    ...optionForms,
    accountId: hexId("an account id"),
    shareId: hexId("a share id"),
    resourceType,
    resourceId: anyId,
    resourceAccountId: hexId("an account id").optional(),
    meta: meta.optional(),
  }),
  stateForm: z.object(Object.fromEntries([...identity, "meta"].map((name) => [name, z.string()]))),
  identity,
  inPlace: ["meta"],
  complete: (raw) => ({
    ...raw,
    resourceAccountId: raw.resourceAccountId ?? raw.accountId,
    meta: canonicalMeta(raw.meta ?? {}),
  }),
  warning: ({ resourceType }) => warningOfType(resourceType),
  nameOf: (inputs) => `${inputs.resourceType} ${inputs.resourceId}`,
  done: "delivered",
  body: resourceBody,
  find: async (context, ref, id) => foundIn(await findShare(context, ref), id),
  open: openOf,
  findLike: async (context, inputs) => {
    const share = await findShare(context, inputs);
    if (!share) throw noShare(inputs);
    const live = liveResources(share, inputs.accountId);
    return live.find((one) => resourceKey(one) === resourceKey(inputs))?.wire;
  },
  add: ({ client }, inputs, findLost) => addShareResource(client, inputs, resourceBody(inputs), findLost),
  amend: async ({ client }, inputs, wire, before) =>
    givenPart(wire.meta, [inputs.meta, before.meta]) === inputs.meta
      ? undefined
      : putShareResourceMeta(client, inputs, wire.id, resourceBody(inputs).meta),
  remove: ({ client }, ref, id) => removeShareResource(client, ref, id),
  explainRefusal: (inputs, share) =>
    liveResources(share, inputs.accountId).length > 1
      ? undefined
      : new ProviderError(
          `removing ${inputs.resourceType} ${inputs.resourceId} from share ${inputs.shareId}: Cloudflare does not let the last resource of a share go\nadd another resource first, or remove the share itself`,
        ),
  outputs: (inputs, wire) => {
    const { id, ...facts } = resourceStatus({ ...inputs, wire });
    return { ...facts, ...inputs };
  },
  liveInputs: (before, wire) => {
    const { wire: _, ...live } = observedResource(wire, before.accountId);
    return { ...before, ...live, meta: givenPart(live.meta, before.meta === undefined ? [] : [before.meta]) };
  },
  differences: (inputs, wire) => {
    const live = observedResource(wire, inputs.accountId);
    return (["resourceType", "resourceId", "resourceAccountId", "meta"] as const)
      .filter((name) => !isUnknown(inputs[name]))
      .filter((name) =>
        name === "meta" ? inputs.meta !== live.meta : inputs[name].toLowerCase() !== live[name].toLowerCase(),
      )
      .map((property) => ({ property, reason: `the live one is ${live[property]}` }));
  },
};

/** A record that has left may stay listed. */
function foundIn(share: ShareWire | undefined, id: string): Found<ShareResourceWire> | undefined {
  if (!share) return undefined;
  // It was asked for with its resources: an answer without them proves nothing.
  if (!share.resources) throw new ProviderError(`share ${share.id} came without its resources`);
  const wire = share.resources.find((one) => one.id === id);
  if (!wire) return { share, record: undefined };
  const isLive = wire.status !== "deleting" && wire.status !== "deleted";
  return { share, record: { wire, status: wire.status, isLive } };
}

async function openOf(
  { client }: Context,
  inputs: ShareResourceInputs,
  { share, record }: Found<ShareResourceWire>,
): Promise<Open[]> {
  if (!record) return [waiting("not listed yet", "unlisted")];
  const resource = observedResource(record.wire, inputs.accountId);
  const recipients = await listRecipients(client, inputs);
  const open = openOfResource(observedShare(share, recipients, [], inputs.accountId), resource);
  if (hasMeta(resource.meta, inputs.meta)) return open;
  return [...open, waiting("its meta is still the old one", "waiting")];
}

const waiting = (reason: string, state: Open["state"]): Open => ({ account: undefined, reason, state });
