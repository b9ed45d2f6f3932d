import type { Kept, Open } from "./openMatters";

/**
 * Tells what Cloudflare has made something else of (a name without its end, a meta with another value) from what its
 * readers don't show yet. Of the first, two reads in a row show the same value, and it is not the one from before the
 * change, unless the change was answered with it.
 */
export class KeptValues {
  private readonly before: ReadonlyMap<string, string>;
  private last: ReadonlyMap<string, string> = new Map();

  /**
   * @param before what was not as declared before the change
   * @param answeredName what the change of the name was answered with
   */
  constructor(
    before: readonly Open[],
    private readonly answeredName?: string,
  ) {
    this.before = valuesOf(keptIn(before));
  }

  /** @returns what is known not to become as declared any more */
  noteRead(open: readonly Open[]): Open[] {
    const kept = keptIn(open);
    const settled = kept.filter((one) => this.last.get(one.what) === one.value && !this.mayBeLate(one));
    this.last = valuesOf(kept);
    return settled.map(({ reason }) => ({ account: undefined, reason, state: "failed" }));
  }

  private mayBeLate({ what, value }: Kept): boolean {
    return this.before.get(what) === value && !(what === "name" && this.answeredName === value);
  }
}

const keptIn = (open: readonly Open[]) => open.flatMap(({ kept }) => kept ?? []);

const valuesOf = (kept: readonly Kept[]) => new Map(kept.map(({ what, value }) => [what, value]));
