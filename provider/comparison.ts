import { otherImport } from "./base/importId";
import { ProviderError } from "./base/providerError";
import { describeFault } from "./base/schema";
import type { Properties } from "./base/values";
import { checkImport, type Importing } from "./importOption";
import type { ProviderProcess } from "./process";

/** What diff has found, comparing the program with the state. */
interface Comparison {
  id: string;
  noun: string;
  olds: Properties;
  news: Properties;
  isReplaced: boolean;
  importing: Importing<unknown>;
}

/**
 * Ends every diff: notes what the program does with the thing. A refresh compares too, and says nothing of the program.
 *
 * @returns whether it is the program's, and whether an option can make the engine replace it without telling diff
 * @throws ProviderError if another resource of the program has it as well, or the option `import` names another thing
 */
export async function noteComparison(
  provider: ProviderProcess,
  comparison: Comparison,
): Promise<{ isOfProgram: boolean; mayBeReplaced: boolean }> {
  const { id, noun, olds, news, isReplaced } = comparison;
  const { ownership, door } = provider;
  await checkOtherImport(provider, comparison);
  const mayBeReplaced = door.mayReplaceUnasked(news.replaceOnChanges as string[] | undefined, olds);
  if (ownership.noteIfOfRefresh(id, news)) return { isOfProgram: false, mayBeReplaced };
  if (isReplaced ? ownership.giveUp(id, olds, news) : ownership.keep(id, olds, mayBeReplaced, news))
    return { isOfProgram: true, mayBeReplaced };
  throw new ProviderError(
    `comparing ${noun} ${id}: another resource of this program has it as well\nremove one of the two from the program: its entry then leaves the state, and the ${noun} stays`,
  );
}

/** Only a replacement may take over what the option names: it is what an interrupted run has left in the old one's place. */
async function checkOtherImport(
  provider: ProviderProcess,
  { id, noun, olds, news, isReplaced, importing }: Comparison,
): Promise<void> {
  const ref = otherImport(news.import, id, noun === "share", olds.import);
  if (!ref) return;
  const named = ref.recordId ?? ref.shareId;
  if (!isReplaced)
    throw new ProviderError(
      `the option import names ${noun} ${named}, and this resource already manages ${noun} ${id}\nremove the option, or give the other ${noun} a resource of its own`,
    );
  const context = provider.get();
  const [fault] = await checkImport(context, importing.named(context, ref), news.import);
  if (fault) throw new ProviderError(`comparing ${noun} ${id}: ${describeFault(fault)}`);
}
