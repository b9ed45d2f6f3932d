import type { ShareWire } from "../api/wire";
import { type Open, summarize } from "./openMatters";

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
