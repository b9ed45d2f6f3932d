import { z } from "zod";
import { addRecipient, getRecipient, listRecipients, removeRecipient, type ShareRef } from "./api/endpoints";
import { ApiError, describeFailure, ProviderError } from "./api/errors";
import type { RecipientWire } from "./api/wire";
import {
  checkImport,
  keepRecord,
  type Properties,
  refuseOtherImport,
  removeRecord,
  requireHost,
  waitGone,
} from "./attachment";
import {
  type CheckFailure,
  canonicalValue,
  failuresOfForm,
  flag,
  hexId,
  timeouts,
  withAccountHelp,
} from "./checks";
import type { Context, Contexts } from "./context";
import { recipientIdForm, resolvePartId } from "./importId";
import { recipientBody } from "./share/apply";
import { findShare } from "./share/deletion";
import { isGone, isLiveRecipient, type ObservedShare, type RecipientInput } from "./share/model";
import { recipientStatus } from "./share/outputs";
import { type Open, openOfRecipient, summarize } from "./share/wait";
import { haveTimeoutsChanged, limitOf, type Timeouts } from "./timeouts";
import { canonicalId, isUnknown, pick } from "./values";
import { type Sight, waitFor } from "./waitFor";

interface Inputs extends ShareRef, RecipientInput {
  timeouts?: Timeouts;
}

const args = z.strictObject({
  __provider: z.unknown().optional(),
  accountId: hexId("an account id"),
  shareId: hexId("a share id"),
  recipientAccountId: hexId("an account id").optional(),
  organizationId: hexId("an organization id").optional(),
  // Taken for compatibility with @pulumi/cloudflare and ignored.
  includeResources: flag,
  timeouts,
});

const identity = ["accountId", "shareId", "recipientAccountId", "organizationId"] as const;

function inputsOf(properties: Properties): Inputs {
  return pick(properties, [...identity, "timeouts"]) as unknown as Inputs;
}

/** One recipient of a share that someone else's program owns; the same story as a share's, in small. */
export class ShareRecipientLifecycle {
  constructor(private readonly contexts: Contexts) {}

  async check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: CheckFailure[] }> {
    const { import: importId, ...declared } = news;
    const raw = { ...declared, accountId: declared.accountId ?? this.contexts.accountId() };
    const failures = [
      ...failuresOfForm(args, raw).map(withAccountHelp(raw)),
      ...oneOfTwo(raw),
      ...this.contexts.settingsFailures(),
    ];
    const inputs = inputsOf(canonicalValue(raw, identity));
    const isDue = olds.accountId === undefined && failures.length === 0;
    failures.push(
      ...(await checkImport(this.contexts, importId, recipientIdForm, isDue, (context, ref) =>
        compare(context, ref.partId ?? "", inputs),
      )),
    );
    return { inputs: { ...inputs, ...(importId === undefined ? {} : { import: importId }) }, failures };
  }

  async diff(id: string, olds: Properties, news: Properties) {
    refuseOtherImport(news.import, id, "recipient");
    const replaces = identity.filter((name) => olds[name] !== news[name]);
    const changed = haveTimeoutsChanged(olds.timeouts as Timeouts, news.timeouts as Timeouts);
    return { changes: replaces.length > 0 || changed, replaces: [...replaces], deleteBeforeReplace: false };
  }

  async create(properties: Properties): Promise<{ id: string; outs: Properties }> {
    const context = this.contexts.get();
    const inputs = inputsOf(properties);
    const importId = properties.import as string | undefined;
    const doing = `${importId ? "importing" : "adding"} recipient ${nameOf(inputs)} ${importId ? "of" : "to"} share ${inputs.shareId}`;
    const deadline = context.clock.now() + limitOf(inputs.timeouts, "create");
    try {
      const wire = importId ? await takeOver(context, inputs, importId) : await add(context, inputs);
      const bare = { ...properties, ...outputs(inputs, wire) };
      const outs = importId
        ? bare
        : await keepRecord(doing, wire.id, bare, () => settle(context, inputs, deadline));
      return { id: wire.id, outs: { ...outs } };
    } catch (error) {
      throw describeFailure(doing, error, recipientBody(inputs));
    }
  }

  async read(
    id: string,
    properties: Properties,
  ): Promise<{ id: string; props?: Properties; inputs?: Properties }> {
    const context = this.contexts.get();
    const ref = resolvePartId(id, properties as Partial<Inputs>, recipientIdForm);
    try {
      const [share, wire] = await Promise.all([
        findShare(context, ref),
        findLive(context, ref, ref.partId, properties),
      ]);
      if (!share || isGone(share) || !wire) return { id: "" };
      const live: Inputs = { ...inputsOf(properties), accountId: ref.accountId, shareId: ref.shareId };
      if (!live.organizationId && wire.account_id) live.recipientAccountId = canonicalId(wire.account_id);
      return { id: wire.id, props: outputs(live, wire), inputs: { ...live } };
    } catch (error) {
      throw describeFailure(`reading recipient ${ref.partId} of share ${ref.shareId}`, error);
    }
  }

  /** Only what the state keeps has changed: the wait goes on, if it had failed. */
  async update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }> {
    const context = this.contexts.get();
    const inputs = inputsOf(news);
    const deadline = context.clock.now() + limitOf(inputs.timeouts, "update");
    const doing = `waiting for recipient ${nameOf(inputs)} of share ${inputs.shareId}`;
    const outs = await keepRecord(doing, id, { ...olds, ...news }, () => settle(context, inputs, deadline));
    return { outs };
  }

  async delete(id: string, properties: Properties): Promise<void> {
    const context = this.contexts.get();
    const inputs = inputsOf(properties);
    try {
      const wire = await findLive(context, inputs, id, properties);
      if (!wire) return;
      await removeRecord(context, inputs, () => removeRecipient(context.client, inputs, wire.id));
      const what = `recipient ${nameOf(inputs)} of share ${inputs.shareId}`;
      await waitGone(context, inputs.timeouts, what, () => statusOf(context, inputs, wire.id));
    } catch (error) {
      throw describeFailure(`removing recipient ${nameOf(inputs)} from share ${inputs.shareId}`, error);
    }
  }
}

function nameOf(inputs: Inputs): string {
  return inputs.recipientAccountId ?? inputs.organizationId ?? "";
}

function oneOfTwo(raw: Properties): CheckFailure[] {
  const given = [raw.recipientAccountId, raw.organizationId].filter((value) => value !== undefined).length;
  const reason =
    given === 0
      ? "is missing: name the account, or the organization, to share with"
      : "and organizationId are both given: name one of them";
  return given === 1 ? [] : [{ property: "recipientAccountId", reason }];
}

function outputs(inputs: Inputs, wire: RecipientWire): Properties {
  const { id, accountId, resources, ...facts } = recipientStatus({ accountId: nameOf(inputs), wire });
  // As @pulumi/cloudflare has them: a delivery without a fault says so in full.
  const deliveries = (resources as Properties[]).map((delivery) => ({
    error: "",
    terminal: false,
    resourceVersion: 0,
    ...delivery,
  }));
  return { ...inputs, ...facts, resources: deliveries };
}

function isOurs(inputs: RecipientInput) {
  return (wire: RecipientWire) =>
    isLiveRecipient(wire) &&
    (inputs.recipientAccountId
      ? canonicalId(wire.account_id ?? "") === inputs.recipientAccountId
      : !wire.account_id);
}

/** The record by its id or, when it was removed and added anew, the live one of the same account. */
async function findLive(
  context: Context,
  ref: ShareRef,
  id: string,
  properties: Properties,
): Promise<RecipientWire | undefined> {
  try {
    const wire = await getRecipient(context.client, ref, id);
    if (isLiveRecipient(wire)) return wire;
    const { recipientAccountId = canonicalId(wire.account_id ?? "") } = properties as RecipientInput;
    return (await listRecipients(context.client, ref)).find(isOurs({ recipientAccountId }));
  } catch (error) {
    if (error instanceof ApiError && error.isMissing) return undefined;
    throw error;
  }
}

async function add(context: Context, inputs: Inputs): Promise<RecipientWire> {
  const host = await requireHost(context, inputs);
  const there = host.recipients.find(({ wire }) => isOurs(inputs)(wire));
  if (there) {
    throw new ProviderError(
      `recipient ${nameOf(inputs)} is on share ${inputs.shareId} already\nto manage it here, set the option import: "${inputs.accountId}/${inputs.shareId}/${there.wire.id}"`,
    );
  }
  return post(context, inputs);
}

function post(context: Context, inputs: Inputs): Promise<RecipientWire> {
  const find = async () => (await listRecipients(context.client, inputs)).find(isOurs(inputs));
  return addRecipient(context.client, inputs, recipientBody(inputs), find);
}

async function takeOver(context: Context, inputs: Inputs, importId: string): Promise<RecipientWire> {
  const id = importId.split("/")[2] ?? "";
  const [fault] = await compare(context, id, inputs);
  if (fault) throw new ProviderError(`${fault.property}: ${fault.reason}`);
  return getRecipient(context.client, inputs, canonicalId(id));
}

/** Where the live record differs from its declaration. */
async function compare(context: Context, id: string, inputs: Inputs): Promise<CheckFailure[]> {
  if (identity.some((name) => isUnknown(inputs[name]))) return [];
  const wire = await getRecipient(context.client, inputs, canonicalId(id));
  if (!isLiveRecipient(wire))
    return [{ property: "import", reason: `recipient ${id} is ${wire.association_status}` }];
  if (isOurs(inputs)(wire)) return [];
  return [{ property: "recipientAccountId", reason: `the live recipient is account ${wire.account_id}` }];
}

/** Until the recipient is associated and has every resource; one that was still leaving is asked for again. */
async function settle(context: Context, inputs: Inputs, deadline: number): Promise<Properties> {
  let last: { open: Open[]; wire?: RecipientWire } = { open: [] };
  const look = async (): Promise<Sight<RecipientWire>> => {
    const host = await requireHost(context, inputs);
    last = lookAt(host, inputs);
    if (last.wire && last.open.length === 0) return { state: "done", value: last.wire };
    if (last.open.length > 0 && last.open.every((open) => open.isFinal)) throw undelivered(inputs, last.open);
    if (last.open.some((open) => open.reason === "disassociated")) await post(context, inputs);
    return { state: "pending", progress: `${host.share.name}: ${summarize(last.open, 1)}` };
  };
  const wire = await waitFor({ look, clock: context.clock, deadline, say: context.say });
  if (!wire) throw undelivered(inputs, last.open);
  return outputs(inputs, wire);
}

function lookAt(host: ObservedShare, inputs: Inputs) {
  const accountId = inputs.recipientAccountId ?? "";
  const wire = host.recipients.find((one) => one.accountId === accountId)?.wire;
  return { wire, open: openOfRecipient({ accountId: nameOf(inputs), wire }, host.resources) };
}

function undelivered(inputs: Inputs, open: Open[]): ProviderError {
  return new ProviderError(
    `recipient ${nameOf(inputs)} is on share ${inputs.shareId}, but not everything was delivered\n${summarize(open, 50)}`,
  );
}

/** The status of a record that is still leaving; undefined once it has left. */
async function statusOf(context: Context, ref: ShareRef, id: string): Promise<string | undefined> {
  try {
    const { association_status } = await getRecipient(context.client, ref, id);
    return association_status === "disassociated" ? undefined : association_status;
  } catch (error) {
    if (error instanceof ApiError && error.isMissing) return undefined;
    throw error;
  }
}
