import { inWords } from "./api/errors";
import { ProviderError } from "./base/providerError";
import type { Context } from "./process";
import { tellOthers } from "./runNotes";

/** What the engine asks to read. */
interface Readable {
  id: string;
  /** The state has it; otherwise `get` or `pulumi import` names it. */
  isOfState: boolean;
  /** "reading share 0123…" */
  doing: string;
  /** The error where what is named is not there. */
  missing: string;
}

/**
 * Reads, and notes what that says of its owner. Undefined for what the state has, and has left Cloudflare.
 *
 * @throws ProviderError where a program or a person names what is not there
 */
export async function readNoted<T>(
  context: Context,
  { id, isOfState, doing, missing }: Readable,
  live: Promise<T | undefined>,
): Promise<T | undefined> {
  const { ownership } = context;
  const found = await inWords(doing, live);
  if (!found && !isOfState) throw new ProviderError(missing);
  if (!found) ownership.noteGone(id);
  else if (isOfState) ownership.noteRefresh(id);
  else {
    ownership.noteGet(id);
    tellOthers(context, id);
  }
  return found;
}
