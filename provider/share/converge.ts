import { getShare, listExcludedRecipients, listRecipients, type ShareRef } from "../api/endpoints";
import { ApiError, describeFailure } from "../api/errors";
import { ProviderError } from "../base/providerError";
import { withoutNulls } from "../base/values";
import { type Sight, waitFor, weightOf } from "../base/waitFor";
import {
  isGone,
  type ObservedShare,
  observedShare,
  type ShareInputs,
  type Target,
  targetOf,
} from "../model/model";
import { LookSchedule, type Open, openMatters, progressOf } from "../model/openMatters";
import type { Context } from "../process";
import { applyStep } from "./apply";
import { type Declared, planShare, type Step } from "./plan";

/** Rounds of asking again for what a wait showed to be missing. */
const maxRounds = 5;
/** Reads may lag behind a write for a moment; what is still missing after so many looks was not taken in. */
const looksBeforeAskingAgain = 4;
const appearsWithinMs = 30_000;

/** One change of one share on its way. */
export interface Work {
  context: Context;
  ref: ShareRef;
  inputs: ShareInputs;
  /** What the state declared before; undefined for a new share. */
  before: Declared | undefined;
  deadline: number;
  /** Whether a request that changes the share was sent. */
  isBegun: boolean;
  /** How many requests have changed the share so far. */
  changed: number;
}

export interface Outcome {
  observed: ObservedShare;
  /** What is not as declared; empty when all is. */
  open: Open[];
}

/**
 * The live share with everything that belongs to it, asked for at the same time; undefined if it is gone.
 *
 * @param target what the share is known to be for; if that is not known, it is asked first
 */
export async function observe(
  context: Context,
  ref: ShareRef,
  target: Target["kind"] | undefined,
): Promise<ObservedShare | undefined> {
  const { client } = context;
  const share = getShare(client, ref);
  const parts = Promise.all([
    listRecipients(client, ref),
    target === "organization" ? listExcludedRecipients(client, ref) : [],
  ]);
  // Whether they failed matters only once it is known that the share is there.
  parts.catch(() => undefined);
  try {
    if (isGone(await share)) return undefined;
  } catch (error) {
    if (error instanceof ApiError && error.isMissing) return undefined;
    throw error;
  }
  const [recipients, known] = await parts;
  const isOrganization = (await share).target_type === "organization";
  const excluded = target === undefined && isOrganization ? await listExcludedRecipients(client, ref) : known;
  return observedShare(await share, recipients, excluded, ref.accountId);
}

/**
 * Makes the live share what is declared, and waits until it is so for every recipient. What a wait shows to be
 * missing (a recipient that was still leaving when it was added anew) is asked for again.
 *
 * @param observed the share as the steps were planned from; undefined right after its creation
 */
export async function converge(work: Work, steps: Step[], observed?: ObservedShare): Promise<Outcome> {
  let todo = steps;
  let known = observed;
  for (let round = 1; ; round++) {
    known = await applySteps(work, todo, known);
    if (known && isSettled(work, known)) return { observed: known, open: [] };
    const outcome = await waitShareAssociated(work);
    const asksAgain = outcome.open.some((open) => open.needsRequest) && round < maxRounds;
    if (!asksAgain || work.context.clock.now() >= work.deadline) return outcome;
    known = undefined;
    todo = planShare(work.inputs, outcome.observed, work.before);
  }
}

/** Carries the steps out, and returns the share after them if it is known without another look. */
async function applySteps(
  work: Work,
  steps: readonly Step[],
  before: ObservedShare | undefined,
): Promise<ObservedShare | undefined> {
  let known = before;
  for (const step of steps) {
    work.isBegun = true;
    const answer = await applyStep(work.context.client, work.ref, step);
    work.changed++;
    known = known && answer && { ...known, share: { ...known.share, ...withoutNulls(answer) } };
  }
  return known;
}

function waits(inputs: ShareInputs): boolean {
  return inputs.waitForRecipients ?? true;
}

function isSettled(work: Work, observed: ObservedShare): boolean {
  if (isGone(observed.share)) return false;
  return !waits(work.inputs) || openMatters(work.inputs, observed).length === 0;
}

/** Until all is associated and delivered, or has failed for good, or must be asked for again, or time is up. */
async function waitShareAssociated(work: Work): Promise<Outcome> {
  const { context, deadline } = work;
  const looker = new Looker(work);
  const { say } = context;
  const size = work.inputs.recipients.length;
  try {
    const look = () => looker.look();
    const done = await waitFor<Outcome>({ look, clock: context.clock, deadline, say, size });
    return done ?? (await looker.lastLook());
  } catch (error) {
    throw describeFailure(`waiting for the recipients of share ${work.ref.shareId}`, error);
  }
}

class Looker {
  private readonly schedule: LookSchedule;
  private readonly since: number;
  private readonly target: Target["kind"];
  private looks = 0;

  constructor(private readonly work: Work) {
    this.since = work.context.clock.now();
    this.schedule = new LookSchedule(this.since, weightOf(work.inputs.recipients.length));
    this.target = targetOf(work.inputs.recipients).kind;
  }

  async look(): Promise<Sight<Outcome>> {
    const { context, ref } = this.work;
    const share = await this.unlessInvisible(getShare(context.client, ref));
    if (!share) return { state: "pending", progress: `${this.work.inputs.name}: not listed yet` };
    if (isGone(share))
      throw new ProviderError(`share ${ref.shareId} was deleted meanwhile (${share.status})`);
    if (waits(this.work.inputs) && !this.schedule.isDue(share, context.clock.now())) {
      return { state: "pending", progress: progressOf(share, []) };
    }
    const recipients = await this.unlessInvisible(listRecipients(context.client, ref));
    if (!recipients) return { state: "pending", progress: `${share.name}: recipients not listed yet` };
    return this.judge(observedShare(share, recipients, [], ref.accountId));
  }

  /** At the time limit: what is missing, named. */
  async lastLook(): Promise<Outcome> {
    const { context, ref, inputs } = this.work;
    const observed = await observe(context, ref, this.target);
    if (!observed) throw new ProviderError(`share ${ref.shareId} was deleted meanwhile`);
    return { observed, open: openMatters(inputs, observed) };
  }

  private judge(observed: ObservedShare): Sight<Outcome> {
    this.looks++;
    if (!waits(this.work.inputs)) return { state: "done", value: { observed, open: [] } };
    const open = openMatters(this.work.inputs, observed);
    const failed = open.length > 0 && open.every((matter) => matter.isFinal);
    const unheard = open.some((matter) => matter.needsRequest && this.isOverdue(matter));
    if (open.length === 0)
      return { state: "done", value: { observed, open }, progress: progressOf(observed.share, open) };
    if (failed || unheard) return { state: "done", value: { observed, open } };
    return { state: "pending", progress: progressOf(observed.share, open) };
  }

  /** A recipient that has left is asked for at once; one that is not listed may only not be listed yet. */
  private isOverdue(matter: Open): boolean {
    return matter.reason === "disassociated" || this.looks >= looksBeforeAskingAgain;
  }

  /** A share may take a moment to be found by its readers. */
  private async unlessInvisible<T>(answer: Promise<T>): Promise<T | undefined> {
    try {
      return await answer;
    } catch (error) {
      const isNew = this.work.context.clock.now() - this.since < appearsWithinMs;
      if (isNew && error instanceof ApiError && error.isMissing) return undefined;
      throw error;
    }
  }
}
