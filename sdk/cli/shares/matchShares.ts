import type { ShareWire } from "../../../provider/api/wire";
import { canonicalId } from "../../../provider/base/values";
import { isGone } from "../../../provider/model/model";

/** Those of the shares that a SHARE on the command line may mean: by id, its beginning, or the name. */
export function matchShares(shares: readonly ShareWire[], text: string): ShareWire[] {
  const id = canonicalId(text);
  const exact = shares.filter((share) => share.id === id);
  if (exact.length > 0) return exact;
  const named = shares.filter((share) => share.name === text);
  if (named.length > 0) {
    const present = named.filter((share) => !isGone(share));
    return present.length > 0 ? present : named;
  }
  const isBeginning = /^[0-9a-f]{4,31}$/i.test(text);
  return isBeginning ? shares.filter((share) => share.id.startsWith(text.toLowerCase())) : [];
}
