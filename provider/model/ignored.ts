import { isNamed } from "../base/changeOptions";
import type { OptionInputs } from "./inputs";

/**
 * What the option ignoreChanges names, as it is live: inputs with these values in them ask for no change of it. The
 * engine puts the state's values in the program's place, and since then what is live may have changed.
 *
 * @param changeable what somebody else may see to, and a request of ours would change
 */
export function ignoredAsLive<I extends OptionInputs>(
  inputs: I,
  changeable: readonly (keyof I & string)[],
  readLive: () => I,
): Partial<I> {
  const ignored = changeable.filter((property) => isNamed(inputs.ignoreChanges, property));
  if (ignored.length === 0) return {};
  const live = readLive();
  return Object.fromEntries(ignored.map((property) => [property, live[property]])) as Partial<I>;
}
