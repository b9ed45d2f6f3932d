import { describeFailure } from "./api/errors";
import type { ImportRef } from "./base/importId";
import { ProviderError } from "./base/providerError";
import { type CheckFailure, describeFault } from "./base/schema";
import type { Context } from "./process";
import { tellOthers } from "./runNotes";

/** What the option `import` names: a share, or one recipient or resource in one. */
export interface Named<T> {
  /** "share 0123…" */
  name: string;
  id: string;
  /** What happens when it has left: "a new one is created". */
  instead: string;
  find(): Promise<Sight<T>>;
}

/** How a kind of resource understands the option. */
export interface Importing<T> {
  /** A fault that says what is right, where it is of another form. */
  read(option: unknown): ImportRef | CheckFailure;
  named(context: Context, ref: ImportRef): Named<T>;
}

/** What is there, and where it differs from its declaration; or what has become of it. */
export type Sight<T> = { there?: T; differences: CheckFailure[] } | { left: string };

const held = "another resource of this program already holds it";

/**
 * What a preview already tells: the differences that the create would refuse. An option that names what was given
 * up, or has left, only stayed in the program.
 */
export async function checkImport<T>(
  { ownership, say }: Context,
  { name, id, instead, find }: Named<T>,
  option: unknown,
): Promise<CheckFailure[]> {
  const fault = (reason: string) => [{ property: "import", reason }];
  if (ownership.isGivenUp(id, option)) return [];
  if (ownership.isHeld(id)) return fault(held);
  try {
    const sight = await find();
    if (!("left" in sight)) return sight.differences;
    ownership.noteGone(id);
    say(`${name}, which the option import names, is ${sight.left}: ${instead}`);
    return [];
  } catch (error) {
    return fault(describeFailure(`importing ${name}`, error).message);
  }
}

/** Takes over what the option names, unchanged or not at all. Undefined for none, and for one that only stayed in the program. */
export async function takeImport<T>(
  context: Context,
  importing: Importing<T>,
  option: unknown,
  inputs: object,
): Promise<T | undefined> {
  if (option === undefined) return undefined;
  const { ownership } = context;
  const ref = importing.read(option);
  if ("reason" in ref) throw new ProviderError(describeFault(ref));
  const { name, id, find } = importing.named(context, ref);
  if (ownership.isGivenUp(id, option)) return undefined;
  const doing = `importing ${name}`;
  try {
    const sight = await find();
    if ("left" in sight)
      throw new ProviderError(`${doing}: it is ${sight.left}\nto have a new one, remove the option import`);
    const { there, differences } = sight;
    if (differences.length > 0)
      throw new ProviderError(
        `${doing}: it differs from its declaration\n${differences.map(describeFault).join("\n")}`,
      );
    if (!ownership.take(id, "import", inputs)) throw new ProviderError(`${doing}: ${held}`);
    tellOthers(context, id);
    return there;
  } catch (error) {
    throw describeFailure(doing, error);
  }
}
