import type { ShareWire } from "../api/wire";
import { cut, printable } from "../base/text";
import { longestShown, type Open } from "./openMatters";

/** Where a rollout is. */
export interface Stage {
  wave: number;
  of: number;
  /** Recipients that are not declared. */
  others: number;
  /** Those that are declared. */
  total: number;
}

/** "My Shared WAF Managed Rule: 412 of 500 recipients associated", and of a rollout with its wave after the name. */
export function progressOf(share: ShareWire, open: readonly Open[], stage?: Stage): string {
  const associating = share.associating_recipient_count ?? 0;
  const associated = share.associated_recipient_count ?? 0;
  const wave = stage ? `wave ${stage.wave} of ${stage.of}: ` : "";
  const [reached, all] = stage
    ? [Math.max(0, associated - stage.others), stage.total]
    : [associated, associated + associating];
  const counts = `${share.name}: ${wave}${reached} of ${all} recipients associated`;
  return associating === 0 && open[0] ? `${counts}; waiting: ${summarize(open, 1)}` : counts;
}

const longest = 2 * longestShown + 200;

/** The open matters for a person, one each, at most so many. */
export function describeOpen(open: readonly Open[]): string[] {
  return open.map(({ account, reason }) =>
    printable(account ? `account ${account}: ${cut(reason, longest)}` : cut(reason, longest)),
  );
}

export function summarize(open: readonly Open[], most: number): string {
  const shown = describeOpen(open.slice(0, most)).join("; ");
  return open.length > most ? `${shown}; and ${open.length - most} more` : shown;
}
