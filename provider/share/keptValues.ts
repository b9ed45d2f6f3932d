import type { ShareInputs } from "../model/inputs";
import type { ObservedShare } from "../model/observed";
import { type Kept, type Open, openOfShare } from "../model/openMatters";

/**
 * Tells what Cloudflare has made something else of (a name without its end, a meta with another value) from what its
 * readers don't show yet. Of the first, two reads in a row show the same value, and it is not the one from before the
 * change, unless the change was answered with it.
 */
export class KeptValues {
  private readonly before: ReadonlyMap<string, string>;
  private last: ReadonlyMap<string, string> = new Map();

  /**
   * @param before the share as it was before the change; undefined for a new one
   * @param answeredName what the change of the name was answered with
   */
  constructor(
    private readonly inputs: ShareInputs,
    before: ObservedShare | undefined,
    private readonly answeredName: string | undefined,
  ) {
    this.before = valuesOf(before ? keptOf(inputs, before) : []);
  }

  /** @returns what is known not to become as declared any more */
  noteRead(observed: ObservedShare): Open[] {
    const kept = keptOf(this.inputs, observed);
    const settled = kept.filter((one) => this.last.get(one.what) === one.value && !this.mayBeLate(one));
    this.last = valuesOf(kept);
    return settled.map(({ reason }) => ({ account: undefined, reason, state: "failed" }));
  }

  private mayBeLate({ what, value }: Kept): boolean {
    return this.before.get(what) === value && !(what === "name" && this.answeredName === value);
  }
}

const keptOf = (inputs: ShareInputs, observed: ObservedShare) =>
  openOfShare(inputs, observed).flatMap(({ kept }) => kept ?? []);

const valuesOf = (kept: readonly Kept[]) => new Map(kept.map(({ what, value }) => [what, value]));
