import type { ShareWire } from "../../../provider/api/wire";
import { canonicalId } from "../../../provider/base/values";
import { isGone } from "../../../provider/model/observed";

/** The shares that a SHARE argument may mean: by id, by name, or by the beginning of the id. */
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
