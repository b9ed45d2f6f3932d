import { ProviderError } from "../base/providerError";
import type { DeletionVerdict, Entry, Ownership } from "../ownership";

/** What is to be deleted, in words: "share S". */
export interface Deletable {
  name: string;
  /** Ways to have it replaced by force. */
  ways: string;
}

/**
 * Obeys the verdict about a deletion: true if it is to be deleted, false if it stays and its entry alone
 * leaves the state.
 *
 * @throws ProviderError where neither is right
 */
export function isToBeDeleted(
  verdict: DeletionVerdict,
  { name, ways }: Deletable,
  say: (line: string) => void,
): boolean {
  switch (verdict) {
    case "delete":
      return true;
    case "spare-held":
      say(`${name} is managed by another resource of this program and is not deleted`);
      return false;
    case "spare-imported":
      say(`${name} was taken over by another resource of this program and is not deleted`);
      return false;
    case "refuse-read":
      throw new ProviderError(
        `${name} is not deleted: this program reads it by get\ntake the get out of the program, or run \`pulumi destroy\` without --run-program`,
      );
    case "refuse-taken":
      throw new ProviderError(
        `${name} is not deleted: a resource that this run created has taken it over, so nothing was replaced\n` +
          `to replace by force (--replace, taint), ${ways}; after a rename in the program, the next \`pulumi up\` drops this entry, and ${name} stays`,
      );
  }
}

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
 * Notes what the program does with the thing. A refresh compares too, and says nothing of the program.
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
