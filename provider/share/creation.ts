import { createShare } from "../api/endpoints";
import { describeFailure } from "../api/errors";
import type { ShareWire } from "../api/wire";
import { formatDuration } from "../base/clock";
import { parseImportId } from "../base/importId";
import { ProviderError } from "../base/providerError";
import { describeFault } from "../base/schema";
import type { ObservedShare, ShareInputs } from "../model/model";
import type { Context } from "../process";
import { shareBody } from "./apply";
import { findMade, findSame } from "./duplicates";
import { differences, findImported } from "./importing";

/** The share that a create goes on with. */
export type Beginning =
  | { by: "post" | "adoption"; share: ShareWire }
  | { by: "import"; share: ShareWire; observed: ObservedShare };

/** Made by one POST, named by the option `import`, or found to be there already. */
export async function beginShare(
  context: Context,
  inputs: ShareInputs,
  importId: unknown,
): Promise<Beginning> {
  const { accountId, name } = inputs;
  const imported = await importShare(context, inputs, importId);
  if (imported) return imported;
  const doing = `creating share "${name}" in account ${accountId}`;
  try {
    return await context.claims.inTurn(`${accountId} ${name}`, async () => {
      const leftover = await findLeftover(context, inputs);
      if (leftover) {
        context.claims.adopt(leftover.id);
        context.say(
          `${name}: share ${leftover.id}, ${ageOf(context, leftover)} old, is taken over, as onDuplicate says`,
        );
        return { by: "adoption", share: leftover };
      }
      const share = await postShare(context, inputs);
      context.claims.hold(share.id);
      return { by: "post", share };
    });
  } catch (error) {
    throw describeFailure(doing, error, shareBody(inputs));
  }
}

/** Takes the named share over as it is: what differs was to be seen in the preview, and is refused here too. */
async function importShare(
  context: Context,
  inputs: ShareInputs,
  importId: unknown,
): Promise<Beginning | undefined> {
  const ref = parseImportId(importId, false);
  // An option that stayed in the program, when the share that it once named is being replaced.
  if (!ref || context.claims.isReplaced(ref.shareId)) return undefined;
  const doing = `importing share ${ref.shareId}`;
  if (context.claims.isHeld(ref.shareId)) {
    throw new ProviderError(`${doing}: another resource of this program already holds it`);
  }
  context.claims.hold(ref.shareId);
  try {
    const observed = context.imports.get(ref.shareId) ?? (await findImported(context, ref));
    context.imports.delete(ref.shareId);
    const different = differences(inputs, observed).map(describeFault);
    if (different.length > 0)
      throw new ProviderError(`${doing}: it differs from its declaration\n${different.join("\n")}`);
    context.claims.adopt(ref.shareId);
    return { by: "import", share: observed.share, observed };
  } catch (error) {
    context.claims.release(ref.shareId);
    throw describeFailure(doing, error);
  }
}

async function postShare(context: Context, inputs: ShareInputs): Promise<ShareWire> {
  const listed =
    inputs.onDuplicate === "create" ? [] : await context.listing.before(context, inputs.accountId);
  const before = new Set(listed.map((share) => share.id));
  const since = context.clock.now();
  return createShare(context.client, inputs.accountId, shareBody(inputs), () =>
    findMade(context, inputs, since, before),
  );
}

/** A share that is the same and nobody's: most likely what an interrupted run left behind. */
async function findLeftover(context: Context, inputs: ShareInputs): Promise<ShareWire | undefined> {
  const mode = inputs.onDuplicate ?? "fail";
  if (mode === "create") return undefined;
  const same = await findSame(context, inputs, await context.listing.before(context, inputs.accountId));
  const [first] = same;
  if (!first || mode === "adopt") return first;
  const age = ageOf(context, first);
  throw new ProviderError(
    `creating share "${inputs.name}" in account ${inputs.accountId}: share ${first.id}, ${age} old, has the same name, recipients and resources, and no resource of this stack holds it: most likely an interrupted run left it behind\n` +
      `to take it over, set onDuplicate: "adopt" or the option import: "${inputs.accountId}/${first.id}"; to have a second one, onDuplicate: "create"; if a resource was renamed in the program, give it an alias`,
  );
}

function ageOf({ client }: Context, { created }: ShareWire): string {
  return formatDuration(Math.max(0, client.serverNow() - Date.parse(created ?? "")));
}
