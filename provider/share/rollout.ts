import type { ShareInputs } from "../model/inputs";
import { liveRecipients, type ObservedShare } from "../model/observed";
import type { Open } from "../model/openMatters";
import type { Stage } from "../model/progress";
import { converge, type Goal, type Outcome, type Work } from "./converge";
import type { Step } from "./plan";
import { planWave, type Wave, wavesOf } from "./waves";

/** What a rollout ends with; stopped ones say why, in words. */
export interface Rolled extends Outcome {
  stopped?: string;
}

/**
 * Makes the live share what is declared, wave by wave: the next one only when those before it have arrived. Without the
 * option `rollout` it is one wave.
 *
 * @param observed undefined right after the creation, whose POST has begun the first wave
 * @param steps that follow the POST
 */
export async function rollOut(work: Work, observed?: ObservedShare, steps: Step[] = []): Promise<Rolled> {
  const waves = wavesOf(work.inputs, observed);
  let there = observed;
  for (const [index, wave] of waves.entries()) {
    const goal = goalOf(work, wave, stageOf(work.inputs, [index + 1, waves.length], there));
    const outcome = await converge(work, goal, there ? goal.plan(there) : steps, there);
    const stopped = reasonToStop(wave.declared, outcome.open);
    if (stopped)
      return { ...outcome, stopped: `${place(index, waves)}: ${stopped}${unreached(work.inputs, wave)}` };
    if (wave.isLast) return outcome;
    there = outcome.observed;
  }
  throw new Error("no wave");
}

const goalOf = (work: Work, wave: Wave, stage: Stage | undefined): Goal => ({
  inputs: wave.declared,
  plan: (observed) => {
    const declared = { ...wave.declared, exclusive: work.exclusive };
    return planWave({ ...wave, declared }, observed, work.before);
  },
  stage,
});

function stageOf(
  { rollout, recipients }: ShareInputs,
  [wave, of]: [number, number],
  observed: ObservedShare | undefined,
): Stage | undefined {
  if (!rollout) return undefined;
  const declared = new Set(recipients.map((one) => one.recipientAccountId));
  const live = observed ? liveRecipients(observed) : [];
  const others = live.filter(({ accountId }) => !declared.has(accountId)).length;
  return { wave, of, others, total: recipients.length };
}

/** Undefined where the next wave may follow, or the last is as good as the rollout asks for. */
function reasonToStop({ rollout }: ShareInputs, open: readonly Open[]): string | undefined {
  if (!rollout || open.length === 0) return undefined;
  if (open.some(({ account }) => account === undefined)) return "the share is not as declared";
  if (open.some(({ state }) => state !== "failed")) return "not everything was delivered in time";
  const { failureTolerance = 0 } = rollout;
  const failed = new Set(open.map(({ account }) => account)).size;
  if (failed <= failureTolerance) return undefined;
  return `${failed} failed for good, and failureTolerance is ${failureTolerance}`;
}

const place = (index: number, waves: readonly Wave[]) => `wave ${index + 1} of ${waves.length}`;

function unreached({ recipients }: ShareInputs, { declared }: Wave): string {
  const left = recipients.length - declared.recipients.length;
  return left === 0 ? "" : `; ${left} of ${recipients.length} recipients are not reached`;
}
