import type { Limit } from "../base/limit";
import { ProviderError } from "../base/providerError";
import type { CheckFailure, Loose } from "../base/schema";
import { isUnknown } from "../base/values";
import type { ShareInputs, ShareState } from "../model/inputs";
import type { ObservedShare } from "../model/observed";
import type { ProviderProcess } from "../process";
import { canonicalInputs } from "./check";
import type { Step } from "./plan";
import {
  excess,
  type Removal,
  removalsBetween,
  removalsOf,
  standingOfInputs,
  standingOfState,
} from "./removals";

/** Stops what takes away more than `removalLimit` allows: in the preview, before an update's first request, and where an old share is to go. */
export class RemovalGuard {
  /** What this run's program declares, by the resource. */
  private readonly declared = new Map<string, ShareInputs[]>();

  constructor(private readonly provider: ProviderProcess) {}

  /**
   * A preview's first word, by inputs alone.
   *
   * @param olds the inputs in the state; empty for a new share
   */
  check(olds: Loose, inputs: ShareInputs): CheckFailure[] {
    if (this.limitOf(inputs) === undefined) return [];
    this.note(inputs);
    if (olds.accountId === undefined) return [];
    // In the same form: an alias may have put @pulumi/cloudflare's own under the resource.
    const before = standingOfInputs(canonicalInputs({}, olds));
    const reason = this.excess(() => removalsBetween(before, inputs), inputs);
    return reason === undefined ? [] : [{ property: "", reason }];
  }

  /** @throws ProviderError where the outputs, which tell who an organization's accounts are, show more */
  refuseChange(doing: string, olds: ShareState, news: ShareInputs): void {
    this.refuse(doing, () => removalsBetween(standingOfState(olds), news), news);
  }

  /** @throws ProviderError where the plan takes too much from the live share */
  refusePlan(doing: string, steps: readonly Step[], observed: ObservedShare, inputs: ShareInputs): void {
    this.refuse(doing, () => removalsOf(steps, observed), inputs);
  }

  /**
   * Of a forced replacement the engine tells nobody before the old share is to go: then what the program declares under its name takes its place.
   *
   * @throws ProviderError where that leaves out too many
   */
  refuseDeletion(state: ShareState): void {
    const successors = this.declared.get(this.provider.door.nameOf(state)) ?? [];
    const over = successors.map((one) =>
      this.excess(() => removalsBetween(standingOfState(state), one), one),
    );
    const [first] = over;
    // Two shares of a program may have one name.
    if (first === undefined || over.includes(undefined)) return;
    throw new ProviderError(`the share that is to replace it leaves out too many, and both stay: ${first}`);
  }

  private refuse(doing: string, removals: () => readonly Removal[], inputs: ShareInputs): void {
    const reason = this.excess(removals, inputs);
    if (reason !== undefined) throw new ProviderError(`${doing}: ${reason}`);
  }

  /** @param removals counted where there is a limit */
  private excess(removals: () => readonly Removal[], inputs: ShareInputs): string | undefined {
    const limit = this.limitOf(inputs);
    if (limit === undefined) return undefined;
    const isOwn = inputs.removalLimit !== undefined;
    return excess(removals(), limit, isOwn ? undefined : this.provider.door.hints.removalLimit);
  }

  /** Undefined where there is none, or it is not known yet. */
  private limitOf({ removalLimit }: ShareInputs): Limit | undefined {
    return isUnknown(removalLimit) ? undefined : (removalLimit ?? this.provider.removalLimit());
  }

  private note(inputs: ShareInputs): void {
    const name = this.provider.door.nameOf(inputs);
    this.declared.set(name, [...(this.declared.get(name) ?? []), inputs]);
  }
}
