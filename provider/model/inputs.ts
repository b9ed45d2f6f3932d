import { z } from "zod";
import type { Limit } from "../base/limit";
import { withKeysOf } from "../base/meta";
import type { Timeouts } from "../base/timeouts";
import { pick } from "../base/values";

/** The options of a resource that its class hands over. */
export interface OptionInputs {
  timeouts?: Timeouts;
  /** The option replaceOnChanges, and others that make the engine replace the resource. */
  replaceOnChanges?: string[];
  /** The option: what it names is left as it is. */
  ignoreChanges?: string[];
  /** The option: kept, so that one that stays in the program is known from one that is new. */
  import?: string;
}

export const optionNames = [
  "timeouts",
  "replaceOnChanges",
  "ignoreChanges",
  "import",
] as const satisfies (keyof OptionInputs)[];

/** A share as the program declares it: what `check` makes of the inputs and what the state keeps of them. */
export interface ShareInputs extends OptionInputs {
  accountId: string;
  name: string;
  recipients: RecipientInput[];
  resources: ResourceInput[];
  excludedRecipients?: ExcludedInput[];
  exclusive?: boolean;
  waitForRecipients?: boolean;
  onDeliveryError?: "fail" | "warn";
  onDuplicate?: "fail" | "adopt" | "create";
  removalLimit?: Limit;
  rollout?: Rollout;
}

const inputNames = [
  "accountId",
  "name",
  "recipients",
  "resources",
  "excludedRecipients",
  "exclusive",
  "waitForRecipients",
  "onDeliveryError",
  "onDuplicate",
  "removalLimit",
  "rollout",
  ...optionNames,
] as const satisfies (keyof ShareInputs)[];

/** The inputs among the properties that the engine hands over: outputs repeat them. */
export function inputsOf(properties: object): ShareInputs {
  return pick<ShareInputs>(properties, inputNames);
}

/** What the state has of a share: what was declared, what the share turned out to be for, and who has it. */
export interface ShareState extends ShareInputs {
  organizationId?: string;
  targetType?: string;
  recipientStatuses?: { accountId?: string }[];
  associatedRecipientCount?: number;
  associatingRecipientCount?: number;
}

const factNames = [
  "organizationId",
  "targetType",
  "recipientStatuses",
  "associatedRecipientCount",
  "associatingRecipientCount",
] as const satisfies (keyof ShareState)[];

export function stateOf(properties: object): ShareState {
  const state = pick<ShareState>(properties, [...inputNames, ...factNames]);
  return Array.isArray(state.recipients) ? { ...state, recipients: state.recipients.map(asDeclared) } : state;
}

/** @pulumi/cloudflare takes an account under its old name too. */
function asDeclared({
  recipientAccountId,
  organizationId,
  accountId,
}: RecipientInput & { accountId?: string }): RecipientInput {
  const account = recipientAccountId ?? accountId;
  if (account) return { recipientAccountId: account };
  return organizationId ? { organizationId } : {};
}

/**
 * Whether an alias has put a state of @pulumi/cloudflare under the resource. It may be thin: after a refresh it has
 * neither recipients nor resources. What is live, the first update reads.
 */
export function isOfOfficialPackage(properties: object): boolean {
  return "targetType" in properties && !("recipientStatuses" in properties);
}

const text = z.string();
const noText = z.string().nullish();
const recipients = z.array(z.object({ recipientAccountId: noText, organizationId: noText }));
const resources = z.array(
  z.object({ resourceType: text, resourceId: text, resourceAccountId: text, meta: text }),
);

/** What the state of every share has, so that it is known from that of another kind of resource. */
export const shareStateForm = z.union([
  z.object({
    accountId: text,
    name: text,
    recipients,
    resources,
    excludedRecipients: z.array(z.object({ accountId: text })).nullish(),
  }),
  z.object({
    accountId: text,
    name: text,
    targetType: text,
    status: text,
    recipients: recipients.nullish(),
    resources: resources.nullish(),
  }),
]);

/** The live facts among the properties: all but the inputs. */
export function factsOf(properties: object): Record<string, unknown> {
  const names = new Set<string>(inputNames);
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.has(name)));
}

/** Exactly one of the two, or neither: the caller's own organization. */
export interface RecipientInput {
  recipientAccountId?: string;
  organizationId?: string;
}

/** How recipients that are added come in waves. */
export interface Rollout {
  /** The accounts of the first wave. */
  first?: string[];
  batchSize?: number;
  /** So many recipients may fail for good before it stops. */
  failureTolerance?: number;
}

export interface ResourceInput {
  resourceType: string;
  resourceId: string;
  resourceAccountId: string;
  /** JSON text with sorted keys. */
  meta: string;
}

export interface ExcludedInput {
  accountId: string;
}

export function recipientKey(recipient: RecipientInput): string {
  if (recipient.recipientAccountId !== undefined) return `account ${recipient.recipientAccountId}`;
  return `organization ${recipient.organizationId ?? ""}`;
}

/** At most one live resource of a share has this key. */
export function resourceKey(resource: Omit<ResourceInput, "meta">): string {
  const { resourceType, resourceAccountId, resourceId } = resource;
  return `${resourceType}/${resourceAccountId}/${resourceId.toLowerCase()}`;
}

/** What a share's options are where the program leaves them out. */
export const optionDefaults = {
  exclusive: true,
  waitForRecipients: true,
  onDeliveryError: "fail",
  onDuplicate: "fail",
  removalLimit: undefined,
} as const;

/** An exclusive share answers for everything that is attached to it; another one for what it declares. */
export function isExclusive({ exclusive }: Pick<ShareInputs, "exclusive">): boolean {
  return exclusive ?? optionDefaults.exclusive;
}

export function waitsForRecipients({ waitForRecipients }: Pick<ShareInputs, "waitForRecipients">): boolean {
  return waitForRecipients ?? optionDefaults.waitForRecipients;
}

/**
 * The resources of both, and the keys of the metas of both: after an update that broke off, either may be there, and
 * only what the state knows as declared is taken away. Of what was before there are no values, which may be secret.
 */
export function resourcesOfBoth(before: ShareInputs, after: readonly ResourceInput[]): ResourceInput[] {
  const former = new Map((before.resources ?? []).map((one) => [resourceKey(one), one]));
  const known = after.map((one) => {
    const { meta = "{}" } = former.get(resourceKey(one)) ?? {};
    former.delete(resourceKey(one));
    return { ...one, meta: withKeysOf(one.meta, meta) };
  });
  return [...known, ...[...former.values()].map((one) => ({ ...one, meta: withKeysOf("{}", one.meta) }))];
}
