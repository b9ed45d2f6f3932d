import { ProviderError } from "../base/providerError";
import type { DeletionVerdict, Entry, Ownership } from "../ownership";

/** What is to be deleted, in words: "share S". */
export interface Thing {
  name: string;
  /** Ways to have it replaced by force. */
  ways: string;
}

/**
 * Obeys the verdict about a deletion: true if the thing is to be deleted, false if it stays and its entry alone
 * leaves the state.
 *
 * @throws ProviderError where neither is right
 */
export function isToBeDeleted(
  verdict: DeletionVerdict,
  { name, ways }: Thing,
  say: (line: string) => void,
): boolean {
  switch (verdict) {
    case "delete":
      return true;
    case "spare-read":
      say(`${name} is read by this program's get and is not deleted`);
      return false;
    case "spare-held":
      say(`${name} is managed by another resource of this program and is not deleted`);
      return false;
    case "spare-imported":
      say(`${name} was taken over by another resource of this program and is not deleted`);
      return false;
    case "refuse-taken":
      throw new ProviderError(
        `${name} is not deleted: a resource that this run created has taken it over, so nothing was replaced\n` +
          `to replace by force (--replace, taint), ${ways}; after a rename in the program, the next \`pulumi up\` drops this entry, and ${name} stays`,
      );
  }
}

/** What a comparison of the program's with the state has found. */
export interface Comparison {
  id: string;
  noun: string;
  olds: Entry;
  news: object;
  isReplaced: boolean;
  /** An option lets the engine replace it all the same. */
  mayBeReplaced: boolean;
}

/**
 * Notes what becomes of the thing by the program's word. A refresh compares too, which is no word of the program's.
 *
 * @throws ProviderError if a create of this run has taken it
 */
export function noteComparison(ownership: Ownership, comparison: Comparison): void {
  const { id, noun, olds, news, isReplaced, mayBeReplaced } = comparison;
  if (!ownership.isDeclared(news)) return;
  if (isReplaced ? ownership.giveUp(id, olds) : ownership.keep(id, olds, mayBeReplaced)) return;
  throw new ProviderError(
    `comparing ${noun} ${id}: another resource of this program took it over in this run\nremove one of the two from the program: its entry then leaves the state, and the ${noun} stays`,
  );
}
