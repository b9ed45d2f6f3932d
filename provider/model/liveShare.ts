import type { CloudflareClient } from "../api/client";
import { getSentShare, type ShareRef } from "../api/endpoints";
import { unlessMissing } from "../api/errors";
import type { ShareWire } from "../api/wire";
import { ProviderError } from "../base/providerError";
import { isGone } from "./observed";

/** Undefined if it is gone, or on its way out. */
export async function findLiveShare(client: CloudflareClient, ref: ShareRef): Promise<ShareWire | undefined> {
  const share = await unlessMissing(getSentShare(client, ref));
  return share && !isGone(share) ? share : undefined;
}

/** @throws ProviderError if it is gone, or on its way out */
export async function liveShare(client: CloudflareClient, ref: ShareRef): Promise<ShareWire> {
  const share = await findLiveShare(client, ref);
  if (share) return share;
  throw noShare(ref);
}

export function noShare({ accountId, shareId }: ShareRef): ProviderError {
  return new ProviderError(`account ${accountId} has no share ${shareId}, or it is deleted`);
}
