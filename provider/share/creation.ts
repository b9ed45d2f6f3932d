import { describeFailure } from "../api/errors";
import type { ShareWire } from "../api/wire";
import { takeImport } from "../importOption";
import { shareBody } from "../model/bodies";
import type { ShareInputs } from "../model/inputs";
import type { ObservedShare } from "../model/observed";
import type { Context } from "../process";
import { importingOf } from "./importDifferences";
import { takeLeftover } from "./leftover";
import { type MadeShare, makeShare } from "./lostAnswer";
import { begunWith } from "./waves";

/** The share that a create goes on with, and whose it is from then on. */
export type Beginning =
  | ({ by: "creation" } & MadeShare)
  | { by: "adoption"; share: ShareWire }
  | { by: "import"; share: ShareWire; observed: ObservedShare };

/** Made by one POST, named by the option `import`, or found to be there already. */
export async function beginShare(
  context: Context,
  inputs: ShareInputs,
  importId: unknown,
): Promise<Beginning> {
  const { accountId, name } = inputs;
  const imported = await takeImport(context, importingOf(inputs), importId, inputs);
  if (imported) return { by: "import", share: imported.share, observed: imported };
  const begun = begunWith(inputs);
  // Of two creates of one content at the same time, each could take the other's share for its own, or for a twin.
  const inTurn = <T>(work: () => Promise<T>) => context.ownership.inTurn(`share ${accountId} ${name}`, work);
  try {
    return await inTurn(async () => {
      const leftover = await takeLeftover(context, inputs);
      if (leftover) return { by: "adoption", share: leftover };
      const { share, refuseTwin } = await makeShare(context, begun);
      return { by: "creation", share, refuseTwin: () => inTurn(refuseTwin) };
    });
  } catch (error) {
    throw describeFailure(`creating share "${name}" in account ${accountId}`, error, shareBody(begun));
  }
}
