import type { ShareWire } from "../api/wire";
import { isGone } from "../model/observed";

/**
 * Says when the counts of the share, one cheap request, are worth asking for every recipient: when nothing is
 * associating any more, or nothing has moved for half as long as the wait has lasted, but 30 s at most (a delivery
 * may have failed for good). Pure but for what it remembers of earlier counts.
 */
export class RecipientsSchedule {
  private last: number | undefined;
  private stillSince: number;

  /** @param weight of the answer: many recipients are asked for less often */
  constructor(
    private readonly since: number,
    private readonly weight = 1,
  ) {
    this.stillSince = since;
  }

  isDue(share: ShareWire, now: number): boolean {
    const associating = share.associating_recipient_count;
    if (isGone(share) || !associating) return true;
    if (associating !== this.last) this.stillSince = now;
    this.last = associating;
    const patience = Math.max(1_500, Math.min(30_000, (now - this.since) / 2)) * this.weight;
    if (now - this.stillSince < patience) return false;
    this.stillSince = now;
    return true;
  }
}
