import { hasFailed } from "./initFailure";

/**
 * The resource option replaceOnChanges, which the engine can't apply to a dynamic resource: it never learns which
 * properties have changed. The class hands it over, and diff obeys it.
 */
export function replacesOn(paths: readonly string[] | undefined, property: string): boolean {
  return (paths ?? []).some((path) => path === "*" || path === property);
}

/**
 * With "*" the engine also replaces a resource whose last create or update failed, and asks nobody.
 *
 * @param olds what the state has of it
 */
export function engineMayReplace(paths: readonly string[] | undefined, olds: object): boolean {
  return (paths ?? []).includes("*") && hasFailed(olds);
}
