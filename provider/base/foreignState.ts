import type { z } from "zod";
import { ProviderError } from "./providerError";
import { optionForms } from "./schema";

/** A kind of resource, as its states show it. */
export interface StateKind {
  /** "recipient" */
  noun: string;
  /** What the state of every one has, so that it is known from that of another kind of resource. */
  stateForm: z.ZodType;
}

/**
 * Refuses a state that another kind of resource has written: an alias, or an edit of the state, can put one under a
 * resource's name. Compared with it, nothing would be right, and a replacement would delete what it names.
 */
export function refuseForeignState(doing: string, kind: StateKind, id: string, state: object): void {
  const { noun, stateForm } = kind;
  if (stateForm.safeParse(state).success) return;
  throw new ProviderError(
    `${doing} ${noun} ${id}: what the state has for this resource is not a ${noun} of this package\nif the resource has an alias of another type, remove it; the option import takes over what exists`,
  );
}

/** The ids that `get` takes, and what the classes add to them. */
const ofGet = new Set(["accountId", "shareId", "resourceAccountId", "import", ...Object.keys(optionForms)]);

/** Whether a read is of what the state has: `get` comes with ids alone. */
export function isState(properties: object): boolean {
  const given = Object.entries(properties).filter(([, value]) => value !== undefined && value !== null);
  return given.some(([name]) => !ofGet.has(name));
}
