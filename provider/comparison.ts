import { refuseOtherImport } from "./base/importId";
import { ProviderError } from "./base/providerError";
import type { Properties } from "./base/values";
import type { ProviderProcess } from "./process";

/** What diff has found, comparing the program with the state. */
interface Comparison {
  id: string;
  noun: string;
  olds: Properties;
  news: Properties;
  isReplaced: boolean;
}

/**
 * Ends every diff: notes what the program does with the thing. A refresh compares too, and says nothing of the program.
 *
 * @returns whether it is the program's, and whether an option can make the engine replace it without telling diff
 * @throws ProviderError if another resource of the program has it as well, or the option `import` names another thing
 */
export function noteComparison(
  provider: ProviderProcess,
  comparison: Comparison,
): { isOfProgram: boolean; mayBeReplaced: boolean } {
  const { id, noun, olds, news, isReplaced } = comparison;
  const { ownership, door } = provider;
  refuseOtherImport(news.import, id, noun, olds.import);
  const mayBeReplaced = door.mayReplaceUnasked(news.replaceOnChanges as string[] | undefined, olds);
  if (ownership.noteIfOfRefresh(id, news)) return { isOfProgram: false, mayBeReplaced };
  if (isReplaced ? ownership.giveUp(id, olds) : ownership.keep(id, olds, mayBeReplaced))
    return { isOfProgram: true, mayBeReplaced };
  throw new ProviderError(
    `comparing ${noun} ${id}: another resource of this program has it as well\nremove one of the two from the program: its entry then leaves the state, and the ${noun} stays`,
  );
}
