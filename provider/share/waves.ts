import { isExclusive, type Rollout, resourceKey, type ShareInputs } from "../model/inputs";
import { liveRecipients, type ObservedShare } from "../model/observed";
import { openMatters } from "../model/openMatters";
import { declaredTarget } from "../model/target";
import { type Declared, planShare, type Step } from "./plan";

/** One part of a rollout. Without one, a change is a single wave. */
export interface Wave {
  /** The declaration, with the recipients that have the share after this wave. */
  declared: ShareInputs;
  isLast: boolean;
}

/**
 * The waves that lead from what is live to what is declared, by the option `rollout`. Pure.
 *
 * @param observed undefined for a share that is still to be made
 */
export function wavesOf(inputs: ShareInputs, observed?: ObservedShare): Wave[] {
  const { rollout, recipients } = inputs;
  const target = declaredTarget(recipients);
  if (!rollout || target.kind === "organization") return [{ declared: inputs, isLast: true }];
  const soFar = new Set(observed ? liveAccounts(observed) : []);
  const declaredSoFar = (): ShareInputs => ({
    ...inputs,
    recipients: recipients.filter((one) => soFar.has(one.recipientAccountId ?? "")),
  });
  const groups = groupsOf(
    rollout,
    target.accounts.filter((account) => !soFar.has(account)),
  );
  // What an earlier run has begun ends first: with canaries that fail, nobody else gets it.
  const isBegun = observed !== undefined && isOpen(declaredSoFar(), observed);
  if (groups.length === 0 || isBegun) groups.unshift([]);
  return groups.map((group, index) => {
    for (const account of group) soFar.add(account);
    const isLast = index === groups.length - 1;
    return { declared: isLast ? inputs : declaredSoFar(), isLast };
  });
}

/** Of those who have the share, not all have what is in it. */
function isOpen(soFar: ShareInputs, observed: ObservedShare): boolean {
  const isAny = soFar.recipients.length > 0;
  return isAny && openMatters(soFar, observed).some(({ account }) => account !== undefined);
}

/** The accounts that are to be added, in the order in which they get it. */
function groupsOf({ first = [], batchSize }: Rollout, missing: readonly string[]): string[][] {
  const isFirst = new Set(first);
  const rest = missing.filter((account) => !isFirst.has(account));
  const size = batchSize ?? rest.length;
  const groups = [missing.filter((account) => isFirst.has(account))];
  for (let at = 0; at < rest.length; at += size) groups.push(rest.slice(at, at + size));
  return groups.filter((group) => group.length > 0);
}

const liveAccounts = (observed: ObservedShare): string[] =>
  liveRecipients(observed).map(({ accountId }) => accountId);

/**
 * The requests of one wave, from what is live by then: whatever is to be removed stays until the last. Without a
 * rollout, all of them. Pure.
 *
 * @param before what the state remembers; only a share that is not exclusive needs it
 */
export function planWave({ declared, isLast }: Wave, observed: ObservedShare, before?: Declared): Step[] {
  if (isLast) return planShare(declared, observed, before);
  const accounts = new Set(declared.recipients.map((one) => one.recipientAccountId));
  const others = liveAccounts(observed).filter((account) => !accounts.has(account));
  const keys = new Set(declared.resources.map(resourceKey));
  const kept = observed.resources.filter((one) => !keys.has(resourceKey(one)));
  const desired = {
    ...declared,
    recipients: [...declared.recipients, ...others.map((account) => ({ recipientAccountId: account }))],
    resources: [...declared.resources, ...kept.map(({ wire, ...resource }) => resource)],
  };
  return planShare(desired, observed, before);
}

/** What the POST of a new share declares: its first wave. */
export function begunWith(inputs: ShareInputs): ShareInputs {
  const { rollout, ...declared } = wavesOf(inputs)[0]?.declared ?? inputs;
  return declared;
}

/** Whether these are the recipients of a share that was interrupted between the waves of its creation, or after them. */
export function isOfWaves(inputs: ShareInputs, accounts: readonly string[]): boolean {
  const live = new Set(accounts);
  const isReached = (one: readonly string[]) =>
    one.length === live.size && one.every((account) => live.has(account));
  const waves = wavesOf(inputs).map(({ declared }) => accountsOf(declared));
  if (inputs.rollout === undefined || isExclusive(inputs)) return waves.some(isReached);
  // Added one by one, they may be a part of a wave.
  const [first = []] = waves;
  const inOrder = [...new Set(waves.flat())];
  return live.size >= first.length && isReached(inOrder.slice(0, live.size));
}

const accountsOf = ({ recipients }: ShareInputs) => recipients.flatMap((one) => one.recipientAccountId ?? []);
