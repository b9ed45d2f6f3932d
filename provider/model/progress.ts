import type { ShareWire } from "../api/wire";
import { cut, printable } from "../base/text";
import { longestShown, type Open } from "./openMatters";

/** "My Shared WAF Managed Rule: 412 of 500 recipients associated" */
export function progressOf(share: ShareWire, open: readonly Open[]): string {
  const associating = share.associating_recipient_count ?? 0;
  const associated = share.associated_recipient_count ?? 0;
  const counts = `${share.name}: ${associated} of ${associated + associating} recipients associated`;
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
