import { z } from "zod";
import { addRecipient, getRecipient, listRecipients, removeRecipient, type ShareRef } from "../api/endpoints";
import { ApiError, describeFailure } from "../api/errors";
import type { RecipientWire } from "../api/wire";
import { type ImportRef, recipientIdForm, resolvePartId } from "../base/importId";
import { ProviderError } from "../base/providerError";
import {
  type CheckFailure,
  canonicalValue,
  describeFault,
  failuresOfForm,
  flag,
  hexId,
  timeouts,
  withAccountHelp,
} from "../base/schema";
import { haveTimeoutsChanged, limitOf, type Timeouts } from "../base/timeouts";
import { canonicalId, isUnknown, pick } from "../base/values";
import { type Sight, waitFor } from "../base/waitFor";
import { isGone, isLiveRecipient, observedShare, type RecipientInput } from "../model/model";
import { type Open, openOfRecipient, summarize } from "../model/openMatters";
import { recipientStatus } from "../model/outputs";
import type { Context, ProviderProcess } from "../process";
import { recipientBody } from "../share/apply";
import { findShare } from "../share/deletion";
import {
  checkImport,
  importedRef,
  keepRecord,
  namesOtherShare,
  type PartRef,
  type Properties,
  refuseOtherImport,
  removeRecord,
  requireHost,
  requireShare,
  waitGone,
} from "./attachment";

interface Inputs extends ShareRef, RecipientInput {
  timeouts?: Timeouts;
  /** Kept, so that an option that only stays in the program is known from one that is new. */
  import?: string;
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
  return pick(properties, [...identity, "timeouts", "import"]) as unknown as Inputs;
}

/** One recipient of a share that someone else's program owns; the same story as a share's, in small. */
export class ShareRecipientLifecycle {
  constructor(private readonly provider: ProviderProcess) {}

  async check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: CheckFailure[] }> {
    const { import: importId, ...declared } = news;
    const raw = { ...declared, accountId: declared.accountId ?? this.provider.accountId() };
    const failures = [
      ...failuresOfForm(args, raw).map(withAccountHelp(raw)),
      ...oneOfTwo(raw),
      ...this.provider.settingsFailures(),
    ];
    const inputs = inputsOf(canonicalValue(raw, identity));
    const isDue = olds.accountId === undefined && failures.length === 0;
    failures.push(
      ...(await checkImport(this.provider, importId, recipientIdForm, isDue, (context, ref) =>
        compare(context, ref, inputs),
      )),
    );
    return { inputs: { ...inputs, ...(importId === undefined ? {} : { import: importId }) }, failures };
  }

  async diff(id: string, olds: Properties, news: Properties) {
    refuseOtherImport(news.import, id, "recipient", olds.import);
    const replaces = identity.filter((name) => olds[name] !== news[name]);
    if (replaces.length > 0) this.provider.claims.replace(id);
    const changed = haveTimeoutsChanged(olds.timeouts as Timeouts, news.timeouts as Timeouts);
    return { changes: replaces.length > 0 || changed, replaces: [...replaces], deleteBeforeReplace: false };
  }

  async create(properties: Properties): Promise<{ id: string; outs: Properties }> {
    const context = this.provider.get();
    const inputs = inputsOf(properties);
    const imported = importedRef(this.provider, properties);
    const doing = `${imported ? "importing" : "adding"} recipient ${nameOf(inputs)} ${imported ? "of" : "to"} share ${inputs.shareId}`;
    const deadline = context.clock.now() + limitOf(inputs.timeouts, "create");
    try {
      const wire = imported ? await takeOver(context, inputs, imported) : await add(context, inputs);
      const bare = { ...properties, ...outputs(inputs, wire) };
      const outs = imported
        ? bare
        : await keepRecord(doing, wire.id, bare, () => settle(context, inputs, wire.id, deadline));
      return { id: wire.id, outs: { ...outs } };
    } catch (error) {
      throw describeFailure(doing, error, recipientBody(inputs));
    }
  }

  async read(
    id: string,
    properties: Properties,
  ): Promise<{ id: string; props?: Properties; inputs?: Properties }> {
    const context = this.provider.get();
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
    const context = this.provider.get();
    const inputs = inputsOf(news);
    const deadline = context.clock.now() + limitOf(inputs.timeouts, "update");
    const doing = `waiting for recipient ${nameOf(inputs)} of share ${inputs.shareId}`;
    const outs = await keepRecord(doing, id, { ...olds, ...news }, () =>
      settle(context, inputs, id, deadline),
    );
    return { outs };
  }

  async delete(id: string, properties: Properties): Promise<void> {
    const context = this.provider.get();
    const inputs = inputsOf(properties);
    try {
      const wire = await findLive(context, inputs, id, properties);
      if (wire) await removeRecord(context, inputs, () => removeRecipient(context.client, inputs, wire.id));
      const what = `recipient ${nameOf(inputs)} of share ${inputs.shareId}`;
      await waitGone(context, inputs.timeouts, what, () => statusOf(context, inputs, wire?.id ?? id));
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
  const wire = await findRecord(context, ref, id);
  if (!wire || isLiveRecipient(wire)) return wire;
  const { recipientAccountId = canonicalId(wire.account_id ?? "") } = properties as RecipientInput;
  return (await listRecipients(context.client, ref)).find(isOurs({ recipientAccountId }));
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
  return addRecipient(context.client, inputs, recipientBody(inputs), () => findOurs(context, inputs));
}

async function findOurs(context: Context, inputs: Inputs): Promise<RecipientWire | undefined> {
  return (await listRecipients(context.client, inputs)).find(isOurs(inputs));
}

async function takeOver(context: Context, inputs: Inputs, ref: PartRef): Promise<RecipientWire> {
  const [fault] = await compare(context, ref, inputs);
  if (fault) throw new ProviderError(describeFault(fault));
  return getRecipient(context.client, inputs, ref.partId);
}

/** Where the live record differs from its declaration. */
async function compare(context: Context, ref: ImportRef, inputs: Inputs): Promise<CheckFailure[]> {
  const elsewhere = namesOtherShare(ref, inputs);
  if (elsewhere.length > 0 || identity.some((name) => isUnknown(inputs[name]))) return elsewhere;
  const id = ref.partId ?? "";
  const wire = await getRecipient(context.client, inputs, id);
  if (!isLiveRecipient(wire))
    return [{ property: "import", reason: `recipient ${id} is ${wire.association_status}` }];
  if (isOurs(inputs)(wire)) return [];
  return [{ property: "recipientAccountId", reason: `the live recipient is account ${wire.account_id}` }];
}

/** Until the recipient is associated and has every resource; one that has left is asked for again. */
async function settle(context: Context, inputs: Inputs, id: string, deadline: number): Promise<Properties> {
  let record = id;
  let open: Open[] = [];
  const look = async (): Promise<Sight<RecipientWire>> => {
    const [share, wire] = await Promise.all([
      requireShare(context, inputs),
      findRecord(context, inputs, record),
    ]);
    const { resources } = observedShare(share, [], [], inputs.accountId);
    open = openOfRecipient({ accountId: nameOf(inputs), wire }, resources);
    if (wire && open.length === 0)
      return { state: "done", value: wire, progress: `${share.name}: ${nameOf(inputs)} associated` };
    if (open.length > 0 && open.every((one) => one.isFinal)) throw undelivered(inputs, open);
    if (wire?.association_status === "disassociated")
      record = ((await findOurs(context, inputs)) ?? (await post(context, inputs))).id;
    return { state: "pending", progress: `${share.name}: ${summarize(open, 1)}` };
  };
  const wire = await waitFor({ look, clock: context.clock, deadline, say: context.say });
  if (!wire) throw undelivered(inputs, open);
  return outputs(inputs, wire);
}

function undelivered(inputs: Inputs, open: Open[]): ProviderError {
  return new ProviderError(
    `recipient ${nameOf(inputs)} is on share ${inputs.shareId}, but not everything was delivered\n${summarize(open, 50)}; customTimeouts.create allows more time`,
  );
}

/** The status of a record that is still leaving; undefined once it has left, or its share is gone. */
async function statusOf(context: Context, ref: ShareRef, id: string): Promise<string | undefined> {
  const [share, wire] = await Promise.all([findShare(context, ref), findRecord(context, ref, id)]);
  const status = wire?.association_status;
  return !share || isGone(share) || status === "disassociated" ? undefined : status;
}

/** The record as it is, whatever its status; undefined if there is none. */
async function findRecord(context: Context, ref: ShareRef, id: string): Promise<RecipientWire | undefined> {
  try {
    return await getRecipient(context.client, ref, id);
  } catch (error) {
    if (error instanceof ApiError && error.isMissing) return undefined;
    throw error;
  }
}
