import type { ShareWire } from "../../../provider/api/wire";
import { formatDuration } from "../../../provider/base/clock";

export function ageOf(share: Pick<ShareWire, "created">, now: number): string {
  const created = Date.parse(share.created ?? "");
  return Number.isNaN(created) ? "" : formatDuration(Math.max(0, now - created));
}

const states = ["associated", "associating", "disassociating", "disassociated"] as const;

/** "68 associated", "2 associating": one entry for each state that occurs. */
export function recipientCounts(share: ShareWire): string[] {
  return states.flatMap((state) => {
    const count = share[`${state}_recipient_count`];
    return count ? [`${count} ${state}`] : [];
  });
}
