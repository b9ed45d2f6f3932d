import { parseDuration } from "./clock";

/** The resource option customTimeouts, which the engine does not hand to a dynamic provider. */
export interface Timeouts {
  create?: string;
  update?: string;
  delete?: string;
}

/** Long enough for a thousand recipients; a share that needs more says so by customTimeouts. */
export const defaultLimitMs = 20 * 60_000;

export function limitOf(timeouts: Timeouts | undefined, operation: keyof Timeouts): number {
  return parseDuration(timeouts?.[operation] ?? "") ?? defaultLimitMs;
}

/** Recorded in the state by an update that sends nothing, so that a later delete knows its limit. */
export function haveTimeoutsChanged(olds: Timeouts | undefined, news: Timeouts | undefined): boolean {
  return (["create", "update", "delete"] as const).some((limit) => olds?.[limit] !== news?.[limit]);
}
