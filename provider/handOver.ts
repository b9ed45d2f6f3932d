import type { Properties } from "./base/values";

interface Comparison {
  changes?: boolean;
  replaces?: string[];
}

/**
 * States that no dynamic provider wrote: an alias has put them under the resource. They lack the provider's text, and
 * the engine asks an old state's text to read and to delete. An update puts it there, and one that is asked for nothing
 * else sends nothing to Cloudflare.
 */
export class HandOver {
  private readonly unchanged = new Set<string>();

  /** What diff answers, with the change in it that the text is. */
  compared<T extends Comparison>(id: string, olds: Properties, comparison: T): T {
    this.unchanged.delete(id);
    if ("__provider" in olds || comparison.changes) return comparison;
    this.unchanged.add(id);
    return { ...comparison, changes: true };
  }

  /** Nothing but the text is missing. */
  isAll(id: string): boolean {
    return this.unchanged.delete(id);
  }
}
