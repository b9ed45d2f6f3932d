import { ProviderError } from "../base/providerError";
import type { Entry, Ownership } from "../ownership";

/** What diff has found, comparing the program with the state. */
export interface Comparison {
  id: string;
  noun: string;
  olds: Entry;
  news: object;
  isReplaced: boolean;
  /** An option can make the engine replace it without telling diff. */
  mayBeReplaced: boolean;
}

/**
 * Notes what the program does with it. A refresh compares too, and says nothing of the program.
 *
 * @throws ProviderError if another resource of the program has it as well
 */
export function noteComparison(ownership: Ownership, comparison: Comparison): void {
  const { id, noun, olds, news, isReplaced, mayBeReplaced } = comparison;
  if (ownership.noteIfOfRefresh(id, news)) return;
  if (isReplaced ? ownership.giveUp(id, olds) : ownership.keep(id, olds, mayBeReplaced)) return;
  throw new ProviderError(
    `comparing ${noun} ${id}: another resource of this program has it as well\nremove one of the two from the program: its entry then leaves the state, and the ${noun} stays`,
  );
}
