import { createShare, listNewShares } from "../api/endpoints";
import type { ShareWire } from "../api/wire";
import { findWithinListLag, listLagMs } from "../base/listLag";
import { ProviderError } from "../base/providerError";
import { shareBody } from "../model/bodies";
import type { ShareInputs } from "../model/inputs";
import type { Context } from "../process";
import { findSame } from "./sameShare";

/** A share that a POST has made, and whether the answer came. */
export interface MadeShare {
  share: ShareWire;
  /** Names what else a POST with a lost answer has made; does nothing where every answer came. */
  refuseTwin(): Promise<void>;
}

/**
 * Makes a share by one POST. Where the answer is lost, the share is recognised by what it is: it was not listed
 * before, has the declared content and is nobody's. No clock decides. Lists lag, so it is looked for again and
 * again before a second POST.
 */
export async function makeShare(context: Context, inputs: ShareInputs): Promise<MadeShare> {
  const { client, clock, ownership, listing } = context;
  const before = new Set((await listing.before(inputs.accountId)).map(({ id }) => id));
  const isNew = (id: string) => !before.has(id) && ownership.isFree(id);
  const findMade = async (name: string) => {
    const listed = await listNewShares(client, inputs.accountId, before);
    const fresh = listed.filter(({ id }) => isNew(id));
    return findSame(context, { ...inputs, name }, fresh);
  };
  let wasLost = false;
  const find = () => {
    wasLost = true;
    return findWithinListLag(clock, async () => (await findMade(inputs.name))[0]);
  };
  const share = await createShare(client, inputs.accountId, shareBody(inputs), find, isNew);
  if (!ownership.take(share.id, "creation", inputs))
    throw new ProviderError(`share ${share.id} is another resource's already`);
  const madeAt = clock.now();
  const refuseTwin = async () => {
    if (!wasLost) return;
    await clock.sleep(Math.max(0, madeAt + listLagMs - clock.now()));
    // What Cloudflare makes of a name, only an answer tells.
    refuseTwins(share.id, await findMade(share.name));
  };
  return { share, refuseTwin };
}

function refuseTwins(id: string, twins: readonly ShareWire[]): void {
  if (twins.length === 0) return;
  const named = twins.map((twin) => twin.id).join(", ");
  throw new ProviderError(
    `share ${id} is there, and because an answer of Cloudflare's was lost it is there twice: ${named} has the same name, recipients and resources, and is no resource's\ndelete ${named} in Cloudflare's dashboard, if no other program made it at the same moment`,
  );
}
