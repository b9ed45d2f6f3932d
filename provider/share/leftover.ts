import type { ShareWire } from "../api/wire";
import { formatDuration } from "../base/clock";
import { ProviderError } from "../base/providerError";
import { printable } from "../base/text";
import type { ShareInputs } from "../model/inputs";
import type { Context } from "../process";
import { tellOthers } from "../runNotes";
import { findSame } from "./sameShare";

/** What an interrupted run left behind is found by the next one: what is older is somebody's. */
const adoptableMs = 7 * 24 * 3_600_000;

/**
 * The share of the same content that a create takes over, as `onDuplicate: "adopt"` says; undefined if there is
 * none. It is claimed then.
 *
 * @throws ProviderError where there is one that must not be taken over, or not without being told which
 */
export async function takeLeftover(context: Context, inputs: ShareInputs): Promise<ShareWire | undefined> {
  if (inputs.onDuplicate === "create") return undefined;
  const same = await findSame(context, inputs, await context.listing.before(inputs.accountId));
  const [first, ...others] = same;
  if (!first) return undefined;
  const isAdoptable =
    inputs.onDuplicate === "adopt" &&
    others.length === 0 &&
    isYoung(context, first) &&
    context.ownership.isFree(first.id);
  if (!isAdoptable) throw refusal(context, inputs, same);
  // Another resource of this run was faster: then it is no leftover.
  if (!context.ownership.take(first.id, "adoption", inputs)) return takeLeftover(context, inputs);
  tellOthers(context, first.id);
  context.say(
    `${inputs.name}: share ${first.id}, ${ageOf(context, first)}, is taken over, as onDuplicate says`,
  );
  return first;
}

function isYoung(context: Context, share: ShareWire): boolean {
  const created = Date.parse(share.created ?? "");
  return context.client.serverNow() - created <= adoptableMs;
}

function refusal(context: Context, inputs: ShareInputs, same: readonly ShareWire[]): ProviderError {
  const { accountId, name, onDuplicate } = inputs;
  const [first] = same;
  const named = same.map((share) => `${share.id} (${ageOf(context, share)})`).join(", ");
  const has = same.length === 1 ? `share ${named} has` : `shares ${named} have`;
  const begun = inputs.rollout ? "; the recipients of a rollout's first waves count as the same" : "";
  const adopts =
    onDuplicate === "adopt"
      ? `onDuplicate: "adopt" takes over a single share, created within the last 7 days`
      : "it may be what an interrupted run left behind, another stack's, one that retainOnDelete kept, or the one that a forced replacement (--replace, taint) is to replace";
  return new ProviderError(
    `creating share "${printable(name)}" in account ${accountId}: ${has} the same name, recipients and resources, and nothing tells this run whose it is${begun}; ${adopts}\n` +
      `${waysOn(`${accountId}/${first?.id}`, onDuplicate)}`,
  );
}

function waysOn(importId: string, onDuplicate: ShareInputs["onDuplicate"]): string {
  const adopt = onDuplicate === "adopt" ? [] : ['onDuplicate: "adopt"'];
  const taking = [...adopt, `the option import: "${importId}"`].join(" or ");
  return (
    `to take it over, set ${taking}; to have a second one, onDuplicate: "create"; ` +
    `to replace a share by force, deleteBeforeReplace: true, or onDuplicate: "create" for that run; ` +
    "if a resource was renamed in the program, give it an alias"
  );
}

function ageOf({ client }: Context, { created }: ShareWire): string {
  const ms = client.serverNow() - Date.parse(created ?? "");
  return Number.isNaN(ms) ? "of unknown age" : `${formatDuration(Math.max(0, ms))} old`;
}
