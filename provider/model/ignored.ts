import { isNamed } from "../base/changeOptions";
import type { ShareInputs } from "./inputs";
import type { ObservedShare } from "./observed";
import { liveInputs } from "./outputs";

/** What somebody else may see to, and a request of ours would change. */
const changeable = ["name", "recipients", "resources", "excludedRecipients"] as const;

/**
 * What the option ignoreChanges names, as the live share has it: inputs with these values in them ask for no change
 * of it. The engine puts the state's values in the program's place, and since then the share may have changed.
 */
export function ignoredAsLive(inputs: ShareInputs, observed: ObservedShare): Partial<ShareInputs> {
  const ignored = changeable.filter((property) => isNamed(inputs.ignoreChanges, property));
  if (ignored.length === 0) return {};
  const live = liveInputs(inputs, observed);
  return Object.fromEntries(ignored.map((property) => [property, live[property]]));
}
