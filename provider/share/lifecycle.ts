import { createShare, deleteShare, getShare, type ShareRef } from "../api/endpoints";
import { ApiError, describeFailure, ProviderError } from "../api/errors";
import type { ShareWire } from "../api/wire";
import type { CheckFailure } from "../checks";
import { formatDuration, parseDuration } from "../clock";
import type { Context, Contexts } from "../context";
import { InitFailure } from "../initFailure";
import { waitFor } from "../waitFor";
import { shareBody } from "./apply";
import { checkShare } from "./check";
import { converge, type Outcome, observe, type Work } from "./converge";
import { findMade, findSame } from "./duplicates";
import { factsOf, inputsOf, isGone, type ShareInputs, targetOf } from "./model";
import { liveInputs, type ShareOutputs, shareOutputs } from "./outputs";
import { compareShares, planShare, type Step } from "./plan";
import { describeOpen, summarize } from "./wait";

type Properties = Record<string, unknown>;

/** Long enough for a thousand recipients; a share that needs more says so by customTimeouts. */
const defaultLimitMs = 20 * 60_000;
/** A message travels in an HTTP/2 trailer of limited size. */
const mostNamed = 50;

/** What Pulumi asks of a share's provider; each method one story, told in order. */
export class ShareLifecycle {
  constructor(private readonly contexts: Contexts) {}

  async check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: CheckFailure[] }> {
    const { inputs, failures, warnings } = checkShare(olds, news, this.contexts.accountId());
    for (const warning of warnings) this.contexts.warnOnce(warning);
    // Protobuf's Struct has no undefined.
    const plain = JSON.parse(JSON.stringify(inputs)) as Properties;
    return { inputs: plain, failures: [...failures, ...this.contexts.settingsFailures()] };
  }

  async diff(
    id: string,
    olds: Properties,
    news: Properties,
  ): Promise<{ changes: boolean; replaces: string[]; deleteBeforeReplace: boolean }> {
    this.contexts.claims.hold(id);
    const { changed, replaces } = compareShares(
      olds as unknown as ShareInputs,
      news as unknown as ShareInputs,
    );
    return { changes: changed.length > 0, replaces, deleteBeforeReplace: false };
  }

  async create(properties: Properties): Promise<{ id: string; outs: Properties }> {
    const context = this.contexts.get();
    const inputs = inputsOf(properties);
    const deadline = context.clock.now() + limitOf(inputs, "create");
    const { share, isNew } = await claimShare(context, inputs);
    const ref = { accountId: inputs.accountId, shareId: share.id };
    const work: Work = { context, ref, inputs, before: undefined, deadline, isBegun: true, changed: 1 };
    const outs = await keepOnFailure(work, { ...properties, ...bareOutputs(inputs, share) }, async () => {
      if (isNew) return converge(work, stepsAfterCreation(inputs));
      return reconcile(work, `adopting share ${share.id}`);
    });
    return { id: share.id, outs };
  }

  async read(
    id: string,
    properties: Properties,
  ): Promise<{ id?: string; props?: Properties; inputs?: Properties }> {
    const context = this.contexts.get();
    const before = inputsOf(properties);
    const ref = { accountId: before.accountId, shareId: id };
    const observed = await observe(context, ref, targetOf(before.recipients ?? []).kind).catch((error) => {
      throw describeFailure(`reading share ${id} of account ${ref.accountId}`, error);
    });
    // The SDK takes an empty id for "gone": the next up creates the share anew.
    if (!observed) return { id: "" };
    context.claims.hold(id);
    const inputs = liveInputs(before, observed);
    return { id, props: shareOutputs(inputs, observed), inputs: { ...inputs } };
  }

  async update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }> {
    const context = this.contexts.get();
    const inputs = inputsOf(news);
    context.claims.hold(id);
    const work: Work = {
      context,
      ref: { accountId: inputs.accountId, shareId: id },
      inputs,
      before: inputsOf(olds),
      deadline: context.clock.now() + limitOf(inputs, "update"),
      isBegun: false,
      changed: 0,
    };
    const outs = await keepOnFailure(work, { ...factsOf(olds), ...news }, () =>
      reconcile(work, `updating share ${id}`),
    );
    return { outs };
  }

  async delete(id: string, properties: Properties): Promise<void> {
    const context = this.contexts.get();
    const inputs = inputsOf(properties);
    const ref = { accountId: inputs.accountId, shareId: id };
    if (context.claims.isAdopted(id)) {
      context.say(`share ${id} was taken over by another resource of this program and is not deleted`);
      return;
    }
    try {
      const isDeleted = await requestDeletion(context, ref);
      if (!isDeleted) await waitShareDeleted(context, ref, inputs);
    } catch (error) {
      throw describeFailure(`deleting share ${id} of account ${ref.accountId}`, error);
    }
  }
}

function limitOf(inputs: ShareInputs, operation: "create" | "update" | "delete"): number {
  return parseDuration(inputs.timeouts?.[operation] ?? "") ?? defaultLimitMs;
}

/** Observe, plan, apply, wait: level-triggered, from what is there and not from what the state remembers. */
async function reconcile(work: Work, doing: string): Promise<Outcome> {
  const { context, ref, inputs, before } = work;
  const observed = await observe(context, ref, targetOf(inputs.recipients).kind).catch((error) => {
    throw describeFailure(doing, error);
  });
  if (!observed) {
    throw new ProviderError(
      `${doing}: it is deleted on Cloudflare's side\nrun \`pulumi up --refresh\` to create it anew`,
    );
  }
  return converge(work, planShare(inputs, observed, before), observed);
}

/** The body of the POST has no place for the accounts that an organization's share leaves out. */
function stepsAfterCreation(inputs: ShareInputs): Step[] {
  const accounts = (inputs.excludedRecipients ?? []).map(({ accountId }) => accountId);
  return accounts.length > 0 ? [{ do: "put excluded", accounts }] : [];
}

/** The share to work on: made by one POST, or found to be there already. */
async function claimShare(
  context: Context,
  inputs: ShareInputs,
): Promise<{ share: ShareWire; isNew: boolean }> {
  const { accountId, name } = inputs;
  const doing = `creating share "${name}" in account ${accountId}`;
  try {
    return await context.claims.inTurn(`${accountId} ${name}`, async () => {
      const leftover = await findLeftover(context, inputs);
      if (leftover) {
        context.claims.adopt(leftover.id);
        return { share: leftover, isNew: false };
      }
      const share = await postShare(context, inputs);
      context.claims.hold(share.id);
      return { share, isNew: true };
    });
  } catch (error) {
    throw describeFailure(doing, error, shareBody(inputs));
  }
}

async function postShare(context: Context, inputs: ShareInputs): Promise<ShareWire> {
  const listed =
    inputs.onDuplicate === "create" ? [] : await context.listing.before(context, inputs.accountId);
  const before = new Set(listed.map((share) => share.id));
  const since = context.clock.now();
  return createShare(context.client, inputs.accountId, shareBody(inputs), () =>
    findMade(context, inputs, since, before),
  );
}

/** A share that is the same and nobody's: most likely what an interrupted run left behind. */
async function findLeftover(context: Context, inputs: ShareInputs): Promise<ShareWire | undefined> {
  const mode = inputs.onDuplicate ?? "fail";
  if (mode === "create") return undefined;
  const same = await findSame(context, inputs, await context.listing.before(context, inputs.accountId));
  const [first] = same;
  if (!first || mode === "adopt") return first;
  const age = formatDuration(Math.max(0, context.client.serverNow() - Date.parse(first.created ?? "")));
  throw new ProviderError(
    `creating share "${inputs.name}" in account ${inputs.accountId}: share ${first.id}, ${age} old, has the same name, recipients and resources, and no resource of this stack holds it: most likely an interrupted run left it behind\n` +
      `to take it over, set onDuplicate: "adopt" or the option import: "${inputs.accountId}/${first.id}"; to have a second one, onDuplicate: "create"; if a resource was renamed in the program, give it an alias`,
  );
}

/** Until the live facts are known: what the answer of the POST says. */
function bareOutputs(inputs: ShareInputs, share: ShareWire): ShareOutputs {
  return shareOutputs(inputs, { share, recipients: [], resources: [], excluded: [] });
}

/** Runs the work; whatever fails once the share exists or was changed leaves it in the state. */
async function keepOnFailure(
  work: Work,
  fallback: Properties,
  act: () => Promise<Outcome>,
): Promise<Properties> {
  let outcome: Outcome;
  try {
    outcome = await act();
  } catch (error) {
    // Nothing was changed, as Cloudflare refused the first request: the state stays true as it is.
    const refused = error instanceof ProviderError && error.cause instanceof ApiError;
    if (!work.isBegun || (work.changed === 0 && refused)) throw error;
    const { message } = error as Error;
    throw new InitFailure(message, work.ref.shareId, fallback, { cause: error });
  }
  const outs = shareOutputs(work.inputs, outcome.observed);
  if (outcome.open.length > 0) reportOpen(work, outcome, { ...fallback, ...outs });
  return outs;
}

function reportOpen(
  { context, ref, inputs }: Work,
  { observed, open }: Outcome,
  properties: Properties,
): void {
  const associated = observed.share.associated_recipient_count;
  const head = `share "${inputs.name}" (${ref.shareId}) is there, but not everything was delivered`;
  const counted =
    associated === undefined || associated === null ? head : `${head}: ${associated} recipients associated`;
  if (inputs.onDeliveryError === "warn") {
    context.say(`warning: ${counted}`);
    for (const line of describeOpen(open)) context.say(`warning: ${line}`);
    return;
  }
  throw new InitFailure(`${counted}\n${summarize(open, mostNamed)}`, ref.shareId, properties);
}

/** Asks for the deletion; true if nothing is left to wait for. */
async function requestDeletion(context: Context, ref: ShareRef): Promise<boolean> {
  try {
    return (await deleteShare(context.client, ref)).status === "deleted";
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.isMissing) return true;
    // A share that is deleting already can't be deleted again: look whether that is why.
    const share = await findShare(context, ref).catch(() => {
      throw error;
    });
    if (share && !isGone(share)) throw error;
    return !share || share.status === "deleted";
  }
}

async function findShare(context: Context, ref: ShareRef): Promise<ShareWire | undefined> {
  try {
    return await getShare(context.client, ref);
  } catch (error) {
    if (error instanceof ApiError && error.isMissing) return undefined;
    throw error;
  }
}

async function waitShareDeleted(context: Context, ref: ShareRef, inputs: ShareInputs): Promise<void> {
  const limit = limitOf(inputs, "delete");
  const done = await waitFor<true>({
    clock: context.clock,
    deadline: context.clock.now() + limit,
    say: context.say,
    look: async () => {
      const share = await findShare(context, ref);
      if (!share || share.status === "deleted") return { state: "done", value: true };
      return { state: "pending", progress: `${inputs.name}: ${share.status}` };
    },
  });
  if (!done) {
    throw new ProviderError(
      `deleting share ${ref.shareId} of account ${ref.accountId}: still not deleted after ${formatDuration(limit)}\nrun \`pulumi destroy\` again, or allow more time by customTimeouts.delete`,
    );
  }
}
