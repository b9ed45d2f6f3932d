import { isDeepStrictEqual } from "node:util";
import { deleteShare, getSentShare, type ShareRef } from "../api/endpoints";
import { inWords, unlessMissing } from "../api/errors";
import type { ShareWire } from "../api/wire";
import { formatDuration } from "../base/clock";
import { isState, refuseForeignState } from "../base/foreignState";
import { resolveShareId } from "../base/importId";
import { ProviderError } from "../base/providerError";
import type { CheckFailure } from "../base/schema";
import { type Properties, withoutNulls } from "../base/values";
import { completeCheck } from "../check";
import { noteComparison } from "../comparison";
import { type Doomed, deleteOwned } from "../deletion";
import { ignoredAsLive } from "../model/ignored";
import {
  factsOf,
  inputsOf,
  isExclusive,
  isOfOfficialPackage,
  recipientKey,
  resourcesOfBoth,
  type ShareInputs,
  shareStateForm,
  stateOf,
} from "../model/inputs";
import { hasAssociating, isGone, type ObservedShare, observedShare } from "../model/observed";
import { liveInputs, type ShareOutputs, shareOutputs } from "../model/outputs";
import { declaredTarget, knownTarget, type TargetKind } from "../model/target";
import type { Context, ProviderProcess } from "../process";
import { readNoted } from "../read";
import { checkShare } from "./check";
import type { Work } from "./converge";
import { beginShare } from "./creation";
import { importingOf } from "./importDifferences";
import { observe, observeAmongMany } from "./observe";
import { compareShares, planExcluded, planShare, type Step } from "./plan";
import { RemovalGuard } from "./removalGuard";
import { rollOut } from "./rollout";
import { keepOnFailure } from "./undelivered";

const kind = { noun: "share", stateForm: shareStateForm };

/** What somebody else may see to, and a request of ours would change. */
const changeable = ["name", "recipients", "resources", "excludedRecipients"] as const;

const waysToReplace =
  'set deleteBeforeReplace: true, or for that run onDuplicate: "create" and no option import';

/** What Pulumi asks of a share's provider; each method one story, told in order. */
export class ShareLifecycle {
  private readonly removals: RemovalGuard;

  constructor(private readonly provider: ProviderProcess) {
    this.removals = new RemovalGuard(provider);
  }

  async check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: CheckFailure[] }> {
    const { import: option, ...declared } = news;
    const checked = checkShare(olds, declared, this.provider.accountId());
    const { inputs } = checked;
    const isRight = checked.failures.length + this.provider.settingsFailures().length === 0;
    const failures = isRight ? this.removals.check(olds, inputs) : checked.failures;
    const isNew = olds.accountId === undefined;
    return completeCheck(this.provider, { ...checked, failures, option, isNew }, importingOf(inputs));
  }

  async diff(
    id: string,
    olds: Properties,
    news: Properties,
  ): Promise<{ changes: boolean; replaces: string[]; deleteBeforeReplace: boolean }> {
    refuseForeignState("comparing", kind, id, olds);
    const [state, wanted] = [stateOf(olds), inputsOf(news)];
    const { changed, replaces } = compareShares(state, wanted);
    const isReplaced = replaces.length > 0;
    const isOfOfficial = isOfOfficialPackage(olds);
    const importing = importingOf(wanted);
    const comparison = { id, noun: kind.noun, olds, news, isReplaced, importing };
    const { isOfProgram } = await noteComparison(this.provider, comparison);
    if (isOfProgram && !isOfOfficial) this.removals.refuseChange(`comparing share ${id}`, state, wanted);
    return { changes: changed.length > 0 || isOfOfficial, replaces, deleteBeforeReplace: false };
  }

  async create(properties: Properties): Promise<{ id: string; outs: Properties }> {
    const context = this.provider.get();
    const inputs = inputsOf(properties);
    const deadline = context.clock.now() + this.provider.door.limitOf("create", inputs.timeouts);
    const beginning = await beginShare(context, inputs, properties.import);
    const { share } = beginning;
    if (beginning.by === "import") {
      const { observed } = beginning;
      return {
        id: share.id,
        outs: shareOutputs({ ...inputs, ...ignoredOf(inputs, observed) }, observed),
      };
    }
    const ref = { accountId: inputs.accountId, shareId: share.id };
    const { kind: target } = declaredTarget(inputs.recipients);
    const { exclusive } = inputs;
    const work: Work = {
      context,
      ref,
      inputs,
      exclusive,
      before: undefined,
      target,
      deadline,
      sent: "changes",
    };
    const outs = await keepOnFailure(work, { ...properties, ...bareOutputs(inputs, share) }, async () => {
      if (beginning.by === "adoption") {
        const there = await observeThere(context, ref, target, `adopting share ${share.id}`);
        return rollOut(work, there);
      }
      const outcome = await rollOut(work, undefined, stepsAfterCreation(inputs, share));
      await beginning.refuseTwin();
      return outcome;
    });
    return { id: share.id, outs };
  }

  async read(
    id: string,
    properties: Properties,
  ): Promise<{ id?: string; props?: Properties; inputs?: Properties }> {
    const isOfState = isState(properties);
    if (isOfState) refuseForeignState("reading", kind, id, properties);
    const context = this.provider.get();
    const before = inputsOf(properties);
    const ref = resolveShareId(id, before.accountId ?? this.provider.accountId());
    const target = knownTarget(stateOf(properties));
    const doing = `reading share ${ref.shareId} of account ${ref.accountId}`;
    const missing = `reading share ${ref.shareId}: account ${ref.accountId} has no such share, or it is deleted`;
    const readable = { id: ref.shareId, isOfState, doing, missing };
    const inputsAsLive = (live: ObservedShare) => liveInputs({ ...before, accountId: ref.accountId }, live);
    const { __provider, ...state } = withoutNulls(properties);
    const created = typeof state.created === "string" ? state.created : undefined;
    const isExpected = (live: ObservedShare) =>
      isDeepStrictEqual(shareOutputs(inputsAsLive(live), live), state);
    const live = isOfState
      ? observeAmongMany(context, ref, target, { created, isExpected })
      : observe(context, ref, target);
    const observed = await readNoted(context, readable, live);
    // The SDK takes an empty id for "gone": the next up creates the share anew.
    if (!observed) return { id: "" };
    const inputs = inputsAsLive(observed);
    return { id: ref.shareId, props: shareOutputs(inputs, observed), inputs: { ...inputs } };
  }

  /** Level-triggered: from what is there, and not from what the state remembers. */
  async update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }> {
    const doing = `updating share ${id}`;
    refuseForeignState("updating", kind, id, olds);
    const context = this.provider.get();
    const declared = inputsOf(news);
    const ref = { accountId: declared.accountId, shareId: id };
    const deadline = context.clock.now() + this.provider.door.limitOf("update", declared.timeouts);
    const target = knownTarget(stateOf(olds)) ?? declaredTarget(declared.recipients).kind;
    const observed = await observeThere(context, ref, target, doing);
    const ignored = ignoredOf(declared, observed);
    const inputs = { ...declared, ...ignored };
    const before = { ...stateOf(olds), ...ignored };
    // What others attach, a share that just changes hands takes from nobody: a refresh shows it, as drift.
    const planned = isOfOfficialPackage(olds) ? { ...inputs, exclusive: false } : inputs;
    const { exclusive } = planned;
    const work: Work = { context, ref, inputs, exclusive, before, target, deadline, sent: "nothing" };
    const properties = { ...factsOf(olds), ...news, ...inputs };
    const ours = stillOurs(before, inputs);
    this.removals.refusePlan(doing, planShare(planned, observed, before), observed, declared);
    return { outs: await keepOnFailure(work, properties, () => rollOut(work, observed), ours) };
  }

  async delete(id: string, properties: Properties): Promise<void> {
    refuseForeignState("deleting", kind, id, properties);
    const context = this.provider.get();
    const inputs = inputsOf(properties);
    const ref = { accountId: inputs.accountId, shareId: id };
    const doing = `deleting share ${id} of account ${ref.accountId}`;
    const limit = this.provider.door.limitOf("delete", inputs.timeouts);
    const deadline = context.clock.now() + limit;
    const late = `${doing}: still not deleted after ${formatDuration(limit)}`;
    const refuse = () => this.removals.refuseDeletion(stateOf(properties));
    const share = { id, entry: properties, name: `share ${id}`, ways: waysToReplace, deadline, late, refuse };
    await inWords(doing, deleteOwned(context, share, doomedShare(context, ref, inputs.name ?? id)));
  }
}

const ignoredOf = (inputs: ShareInputs, observed: ObservedShare): Partial<ShareInputs> =>
  ignoredAsLive(inputs, changeable, () => liveInputs(inputs, observed));

const doomedShare = ({ client }: Context, ref: ShareRef, name: string): Doomed => ({
  name,
  send: async () => (await deleteShare(client, ref))?.status === "deleted",
  find: async () => {
    const share = await unlessMissing(getSentShare(client, ref));
    if (!share || share.status === "deleted") return undefined;
    return { status: share.status, isLeaving: isGone(share), isBusy: hasAssociating(share) };
  },
});

/** The live share, which must be there. */
async function observeThere(
  context: Context,
  ref: ShareRef,
  target: TargetKind,
  doing: string,
): Promise<ObservedShare> {
  const observed = await inWords(doing, observe(context, ref, target));
  if (observed) return observed;
  throw new ProviderError(
    `${doing}: it is deleted on Cloudflare's side\nrun \`pulumi up --refresh\` to create it anew`,
  );
}

/**
 * What the next update may have to take away again, after one that broke off: what was declared before, and is
 * perhaps still attached, stays known as the share's own. A share that was to answer for all, or no longer, does not yet.
 */
function stillOurs(before: ShareInputs, after: ShareInputs): Partial<ShareInputs> {
  const resources = resourcesOfBoth(before, after.resources);
  if (isExclusive(before) && isExclusive(after)) return { resources };
  const join = <T>(olds: T[] | undefined, news: T[] | undefined, key: (item: T) => string): T[] => {
    const known = new Set((news ?? []).map(key));
    return [...(news ?? []), ...(olds ?? []).filter((item) => !known.has(key(item)))];
  };
  const accounts = (before.recipients ?? []).filter((one) => one.recipientAccountId !== undefined);
  const excluded = join(before.excludedRecipients, after.excludedRecipients, (one) => one.accountId);
  return {
    recipients: join(accounts, after.recipients, recipientKey),
    resources,
    exclusive: false,
    ...(excluded.length > 0 ? { excludedRecipients: excluded } : {}),
  };
}

/** The body of the POST has no place for the accounts that an organization's share leaves out. */
function stepsAfterCreation(inputs: ShareInputs, share: ShareWire): Step[] {
  return planExcluded(inputs, observedShare(share, [], [], inputs.accountId));
}

/** Until the live facts are known: what the answer of the POST says. */
function bareOutputs(inputs: ShareInputs, share: ShareWire): ShareOutputs {
  return shareOutputs(inputs, observedShare({ ...share, resources: [] }, [], [], inputs.accountId));
}
