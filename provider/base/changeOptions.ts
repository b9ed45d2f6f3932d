import { hasFailed } from "./initFailure";

/**
 * The resource options replaceOnChanges and ignoreChanges, which the engine keeps from a dynamic provider: the class
 * hands them over, as names of whole properties or "*".
 */
export function isNamed(names: readonly string[] | undefined, property: string): boolean {
  return (names ?? []).some((name) => name === "*" || name === property);
}

/**
 * With "*" the engine also replaces a resource whose last create or update failed, and asks nobody.
 *
 * @param olds what the state has of it
 */
export function engineMayReplace(replaceOnChanges: readonly string[] | undefined, olds: object): boolean {
  return (replaceOnChanges ?? []).includes("*") && hasFailed(olds);
}
