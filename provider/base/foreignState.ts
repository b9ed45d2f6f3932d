import type { z } from "zod";
import { ProviderError } from "./providerError";
import { type CheckFailure, optionForms } from "./schema";

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
    `${doing} ${noun} ${id}: what the state has for this resource is not a ${noun} of this package\ntake it out of the state (pulumi state delete), and only then an alias of another type out of the program; the option import takes over what exists`,
  );
}

/** The ids that `get` takes, and what the classes add to them. */
const ofGet = new Set(["accountId", "shareId", "resourceAccountId", "import", ...Object.keys(optionForms)]);

/** Whether a read is of what the state has: `get` comes with ids alone. */
export function isState(properties: object): boolean {
  const given = Object.entries(properties).filter(([, value]) => value !== undefined && value !== null);
  return given.some(([name]) => !ofGet.has(name));
}

/** Whose recipient or resource it is; what it is, says the rest of its identity. */
export const namesOfShare: readonly string[] = ["accountId", "shareId"];

/** A state of @pulumi/cloudflare's may not say what it is of, after a refresh. */
export function isThinState(identity: readonly string[], state: Record<string, unknown>): boolean {
  const own = identity.filter((name) => !namesOfShare.includes(name));
  return own.every((name) => state[name] === undefined || state[name] === null);
}

/** What a thin state did not say, the live record does. */
export function refuseAnother(doing: string, differences: readonly CheckFailure[]): void {
  const other = differences.find(({ property }) => property !== "meta");
  if (!other) return;
  throw new ProviderError(
    `${doing}: ${other.reason}\nwhat the state has is of another one: take it out with \`pulumi state delete\``,
  );
}
