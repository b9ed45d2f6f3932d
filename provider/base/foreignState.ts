import type { z } from "zod";
import { ProviderError } from "./providerError";
import { optionForms } from "./schema";

/**
 * Refuses a state that another kind of resource has written: an alias, or an edit of the state, can put one under a
 * resource's name. Compared with it, nothing would be right, and a replacement would delete what it names.
 *
 * @param doing "comparing share 0123…"
 * @param noun of what the state should have: "share"
 */
export function refuseForeignState(doing: string, noun: string, form: z.ZodType, state: object): void {
  if (form.safeParse(state).success) return;
  throw new ProviderError(
    `${doing}: what the state has for this resource is not a ${noun} of this package\nif the resource has an alias of another type, remove it; the option import takes over what exists`,
  );
}

/** The ids that `get` takes, and what the classes add to them. */
const ofGet = new Set(["accountId", "shareId", "resourceAccountId", "import", ...Object.keys(optionForms)]);

/** Whether a read is of what the state has: `get` comes with ids alone. */
export function isState(properties: object): boolean {
  const given = Object.entries(properties).filter(([, value]) => value !== undefined && value !== null);
  return given.some(([name]) => !ofGet.has(name));
}
