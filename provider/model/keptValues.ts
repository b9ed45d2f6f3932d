import type { Kept, Open } from "./openMatters";

/**
 * Tells what Cloudflare has made something else of (a name without its end, a meta with another value) from what its
 * readers don't show yet. Of the first, two reads in a row show the same value, and it is not the one from before the
 * change, unless the change was answered with it.
 */
export class KeptValues {
  private readonly before: ReadonlyMap<string, string>;
  private readonly answered: ReadonlyMap<string, string>;
  private last: ReadonlyMap<string, string> = new Map();

  /**
   * @param before what was not as declared before the change
   * @param answered what is not as declared in that which the change was answered with
   */
  constructor(before: readonly Open[], answered: readonly Open[]) {
    this.before = valuesOf(keptIn(before));
    this.answered = valuesOf(keptIn(answered));
  }

  /** @returns what is known not to become as declared any more */
  noteRead(open: readonly Open[]): Open[] {
    const kept = keptIn(open);
    const settled = kept.filter((one) => this.last.get(one.what) === one.value && !this.mayBeLate(one));
    this.last = valuesOf(kept);
    return settled.map(({ reason }) => ({ account: undefined, reason, state: "failed" }));
  }

  private mayBeLate({ what, value }: Kept): boolean {
    return this.before.get(what) === value && this.answered.get(what) !== value;
  }
}

const keptIn = (open: readonly Open[]) => open.flatMap(({ kept }) => kept ?? []);

const valuesOf = (kept: readonly Kept[]) => new Map(kept.map(({ what, value }) => [what, value]));
