import { getSentShare, listRecipients, type ShareRef } from "../api/endpoints";
import { describeFailure, unlessMissing } from "../api/errors";
import type { ShareWire } from "../api/wire";
import { ProviderError } from "../base/providerError";
import { withoutNulls } from "../base/values";
import { type Poll, waitFor, weightOf } from "../base/waitFor";
import { type ShareInputs, waitsForRecipients } from "../model/inputs";
import { KeptValues } from "../model/keptValues";
import { isGone, type ObservedShare, observedShare } from "../model/observed";
import { type Open, openMatters, openOfShare } from "../model/openMatters";
import { progressOf, type Stage } from "../model/progress";
import type { TargetKind } from "../model/target";
import type { Context } from "../process";
import { applyStep } from "./apply";
import type { Sighting } from "./listedShares";
import { observe } from "./observe";
import type { Declared, Step } from "./plan";
import { RecipientsSchedule } from "./recipientsSchedule";

/** Rounds of asking again for what a wait showed to be missing. */
const maxRounds = 5;
/** Reads may lag behind a write for a moment; what is still missing after so many polls was not taken in. */
const pollsBeforeAskingAgain = 4;
const appearsWithinMs = 30_000;

/** One change of one share on its way. */
export interface Work {
  context: Context;
  ref: ShareRef;
  inputs: ShareInputs;
  /** As requests are planned: a share that changes hands takes nothing from others. */
  exclusive: boolean | undefined;
  /** What the state declared before; undefined for a new share. */
  before: Declared | undefined;
  /** What the share is for, where it does not say so itself. */
  target: TargetKind;
  deadline: number;
  /** How far the requests that change the share have come. */
  sent: "nothing" | "unanswered" | "changes";
}

/** What the share is to be, in the end or for now. */
export interface Goal {
  inputs: ShareInputs;
  plan(observed: ObservedShare): Step[];
  /** Of a rollout. */
  stage: Stage | undefined;
}

export interface Outcome {
  observed: ObservedShare;
  /** What is not as declared; empty when all is. */
  open: Open[];
}

/**
 * Makes the live share what is declared, and waits until it is so for every recipient. What a wait shows to be
 * missing (a recipient that was still leaving when it was added anew) is asked for again.
 *
 * @param observed the share as the steps were planned from; undefined right after its creation
 */
export async function converge(
  work: Work,
  goal: Goal,
  steps: Step[],
  observed?: ObservedShare,
): Promise<Outcome> {
  let todo = steps;
  let before = observed;
  for (let round = 1; ; round++) {
    const { known, answered } = await applySteps(work, todo, before);
    if (known && isSettled(goal, known)) return { observed: known, open: [] };
    const kept = new KeptValues(before ? openOfShare(goal.inputs, before) : [], answered);
    const outcome = await waitShareAssociated(work, goal, kept);
    const asksAgain = outcome.open.some(mustBeAskedFor) && round < maxRounds;
    if (!asksAgain || work.context.clock.now() >= work.deadline) return outcome;
    before = outcome.observed;
    todo = goal.plan(outcome.observed);
  }
}

const mustBeAskedFor = ({ state }: Open) => state === "left" || state === "unlisted";

/**
 * Carries the steps out.
 *
 * @returns the share after them, if it is known without another request, and what the answers have otherwise
 */
async function applySteps(
  work: Work,
  steps: readonly Step[],
  before: ObservedShare | undefined,
): Promise<{ known: ObservedShare | undefined; answered: Open[] }> {
  const { client, clock, progress } = work.context;
  const place = { client, clock, ref: work.ref, deadline: work.deadline, progress };
  let known = before;
  const answered: Open[] = [];
  for (const step of steps) {
    if (work.sent === "nothing") work.sent = "unanswered";
    const { share, open } = await applyStep(place, step);
    work.sent = "changes";
    known = known && share && { ...known, share: { ...known.share, ...withoutNulls(share) } };
    answered.push(...open);
  }
  return { known, answered };
}

function isSettled({ inputs }: Goal, observed: ObservedShare): boolean {
  if (isGone(observed.share)) return false;
  return !waitsForRecipients(inputs) || openMatters(inputs, observed).length === 0;
}

/** Until all is associated and delivered, or has failed for good, or must be asked for again, or time is up. */
async function waitShareAssociated(work: Work, goal: Goal, kept: KeptValues): Promise<Outcome> {
  const { context, deadline } = work;
  const { clock, progress } = context;
  const poller = new SharePoller(work, goal, kept);
  const poll = () => poller.poll();
  try {
    const size = goal.inputs.recipients.length;
    const done = await waitFor<Outcome>({ poll, clock, deadline, progress, size });
    return done ?? (await poller.atDeadline());
  } catch (error) {
    throw describeFailure(`waiting for the recipients of share ${work.ref.shareId}`, error);
  }
}

class SharePoller {
  private readonly schedule: RecipientsSchedule;
  private readonly since: number;
  private readonly isAwaited: boolean;
  /** As the share says, when it was seen first. */
  private first: ShareWire | undefined;
  private judged = 0;

  constructor(
    private readonly work: Work,
    private readonly goal: Goal,
    private readonly kept: KeptValues,
  ) {
    this.since = work.context.clock.now();
    this.isAwaited = waitsForRecipients(goal.inputs);
    this.schedule = new RecipientsSchedule(this.since, weightOf(goal.inputs.recipients.length));
  }

  async poll(): Promise<Poll<Outcome>> {
    const { context, ref } = this.work;
    const seen = await this.unlessInvisible(this.see());
    if (!seen) return { state: "pending", progress: `${this.goal.inputs.name}: not listed yet` };
    const { share, isListed, isDue } = seen;
    if (isListed) return { state: "pending", progress: this.progressOf(share, []) };
    if (isGone(share))
      throw new ProviderError(`share ${ref.shareId} was deleted meanwhile (${share.status})`);
    const kept = this.isAwaited ? this.kept.noteRead(this.openIn(share)) : [];
    if (kept.length === 0 && !isDue) {
      return { state: "pending", progress: this.progressOf(share, []) };
    }
    const recipients = await this.unlessInvisible(listRecipients(context.client, ref));
    if (!recipients) return { state: "pending", progress: `${share.name}: recipients not listed yet` };
    const observed = observedShare(share, recipients, [], ref.accountId, this.work.target);
    return kept.length > 0 ? { state: "done", value: { observed, open: kept } } : this.judge(observed);
  }

  private openIn(share: ShareWire): Open[] {
    return openOfShare(this.goal.inputs, observedShare(share, [], [], this.work.ref.accountId));
  }

  /** A page of the account's list says at most that the share is on its way still: all else the share says itself. */
  private async see(): Promise<Sighting & { isDue: boolean }> {
    const { context, ref } = this.work;
    const { client, clock, lists } = context;
    const alone = async () => ({ share: await getSentShare(client, ref), isListed: false });
    // Most is over by the first poll, or soon.
    const seen = this.first ? await lists.forPolls.read(ref, this.first.created ?? undefined) : await alone();
    this.first ??= seen.share;
    const isDue = !this.isAwaited || this.schedule.isDue(seen.share, clock.now());
    return seen.isListed && isDue ? { ...(await alone()), isDue } : { ...seen, isDue };
  }

  /** At the time limit: what is missing, named. */
  async atDeadline(): Promise<Outcome> {
    const { context, ref, target } = this.work;
    const observed = await observe(context, ref, target);
    if (!observed) throw new ProviderError(`share ${ref.shareId} was deleted meanwhile`);
    return { observed, open: openMatters(this.goal.inputs, observed) };
  }

  private judge(observed: ObservedShare): Poll<Outcome> {
    this.judged++;
    if (!waitsForRecipients(this.goal.inputs)) return { state: "done", value: { observed, open: [] } };
    const open = openMatters(this.goal.inputs, observed);
    const failed = open.length > 0 && open.every(({ state }) => state === "failed");
    if (open.length === 0)
      return { state: "done", value: { observed, open }, progress: this.progressOf(observed.share, open) };
    if (failed || open.some((one) => this.isOverdue(one)))
      return { state: "done", value: { observed, open } };
    return { state: "pending", progress: this.progressOf(observed.share, open) };
  }

  private progressOf(share: ShareWire, open: readonly Open[]): string {
    return progressOf(share, open, this.goal.stage);
  }

  /** A recipient that has left is asked for at once; one that is not listed may only not be listed yet. */
  private isOverdue({ state }: Open): boolean {
    return state === "left" || (state === "unlisted" && this.judged >= pollsBeforeAskingAgain);
  }

  /** A share may take a moment to be found by its readers. */
  private async unlessInvisible<T>(answer: Promise<T>): Promise<T | undefined> {
    const isNew = this.work.context.clock.now() - this.since < appearsWithinMs;
    return isNew ? unlessMissing(answer) : answer;
  }
}
