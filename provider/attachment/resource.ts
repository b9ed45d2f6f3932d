import { z } from "zod";
import {
  addShareResource,
  listRecipients,
  putShareResourceMeta,
  removeShareResource,
} from "../api/endpoints";
import type { ShareResourceWire } from "../api/wire";
import { resourceIdForm } from "../base/importId";
import { differentPaths, givenPart, hasMeta, withKeysOf } from "../base/meta";
import { ProviderError } from "../base/providerError";
import { anyId, hexId, meta, optionForms, resourceType, warningOfType } from "../base/schema";
import { canonicalMeta, isSameId, isUnknown } from "../base/values";
import { resourceBody } from "../model/bodies";
import type { ResourceInput } from "../model/inputs";
import { findLiveShare, liveShare } from "../model/liveShare";
import {
  findLiveResource,
  isLiveResource,
  liveResources,
  observedResource,
  observedShare,
} from "../model/observed";
import { openOfContent, openOfResource } from "../model/openMatters";
import { resourceStatus } from "../model/outputs";
import type { AttachmentInputs, AttachmentKind } from "./kind";

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
  stateForm: z.union([
    z.object(Object.fromEntries([...identity, "meta"].map((name) => [name, z.string()]))),
    // A thin state of @pulumi/cloudflare's.
    z.object({ accountId: z.string(), shareId: z.string(), resourceVersion: z.number(), status: z.string() }),
  ]),
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
  find: async ({ client }, ref, id) => {
    const share = await findLiveShare(client, ref);
    if (!share) return undefined;
    // It was asked for with its resources: an answer without them proves nothing.
    if (!share.resources) throw new ProviderError(`share ${share.id} came without its resources`);
    return { share, wire: share.resources.find((one) => one.id === id) };
  },
  statusOf: ({ status }) => status,
  isLive: isLiveResource,
  differing: (inputs, wire) => openOfContent(inputs, observedResource(wire, inputs.accountId)),
  open: async ({ client }, inputs, { share, wire }) => {
    const live = wire && observedResource(wire, inputs.accountId);
    const content = openOfContent(inputs, live);
    if (!live) return content;
    const recipients = await listRecipients(client, inputs);
    return [...openOfResource(observedShare(share, recipients, [], inputs.accountId), live), ...content];
  },
  findLike: async ({ client }, inputs) =>
    findLiveResource(await liveShare(client, inputs), inputs.accountId, inputs),
  add: ({ client }, inputs, findLost) => addShareResource(client, inputs, resourceBody(inputs), findLost),
  amend: async ({ client }, inputs, wire, before) =>
    givenPart(wire.meta, [inputs.meta, before.meta]) === inputs.meta
      ? undefined
      : putShareResourceMeta(client, inputs, wire.id, resourceBody(inputs).meta),
  either: (inputs, before) => ({ ...inputs, meta: withKeysOf(inputs.meta, before.meta ?? "{}") }),
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
    const live = resourceKind.liveInputs(inputs, wire);
    const ids = identity
      .filter((name) => !isSameId(inputs[name], live[name]))
      .map((property) => ({ property, reason: `the live one is ${live[property]}` }));
    if (isUnknown(inputs.meta) || hasMeta(live.meta, inputs.meta)) return ids;
    const reason = `the live one differs at ${differentPaths(live.meta, inputs.meta)}`;
    return [...ids, { property: "meta", reason }];
  },
};
