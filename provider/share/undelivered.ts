import { isRefused } from "../api/errors";
import { InitFailure } from "../base/initFailure";
import { withKeysOf } from "../base/meta";
import { printable } from "../base/text";
import type { Properties } from "../base/values";
import type { ShareInputs } from "../model/inputs";
import { describeOpen, summarize } from "../model/openMatters";
import { shareOutputs } from "../model/outputs";
import type { Work } from "./converge";
import type { Rolled } from "./rollout";

/** A message travels in an HTTP/2 trailer of limited size. */
const mostNamed = 50;

/**
 * Runs the work; whatever fails once the share exists or was changed leaves it in the state.
 *
 * @param properties what the state has then, as declared
 * @param ours what is known as the share's own until all of it is as declared
 */
export async function keepOnFailure(
  work: Work,
  properties: Properties,
  act: () => Promise<Rolled>,
  ours: Properties = {},
): Promise<Properties> {
  let outcome: Rolled;
  try {
    outcome = await act();
  } catch (error) {
    // Nothing was changed, as Cloudflare refused the first request: the state stays true as it is.
    if (work.sent === "nothing" || (work.sent !== "changes" && isRefused(error))) throw error;
    const { message } = error as Error;
    const kept = { ...withoutFormerMeta(properties, work.inputs), ...ours };
    throw new InitFailure(message, work.ref.shareId, kept, { cause: error });
  }
  const outs = shareOutputs(work.inputs, outcome.observed);
  if (outcome.open.length === 0) return outs;
  const kept = withoutFormerMeta(outs, work.inputs);
  // What goes with the last wave is still there.
  if (outcome.stopped) throw stoppedRollout(work, outcome, { ...properties, ...kept, ...ours });
  reportOpen(work, outcome, { ...properties, ...kept });
  return kept;
}

/**
 * Of a live `meta` that is not the declared one, the keys alone: it may be the former, and that a secret, which would
 * stand in the state in plain text where the new one is not marked as secret.
 */
function withoutFormerMeta(outputs: Properties, { resources }: ShareInputs): Properties {
  const statuses = outputs.resourceStatuses;
  if (!Array.isArray(statuses)) return outputs;
  const isDeclared = ({ resourceId, meta }: Properties) =>
    resources.some((one) => one.resourceId === resourceId && one.meta === meta);
  const resourceStatuses = statuses.map((status: Properties) =>
    isDeclared(status) ? status : { ...status, meta: withKeysOf("{}", String(status.meta)) },
  );
  return { ...outputs, resourceStatuses };
}

function stoppedRollout(
  { ref, inputs }: Work,
  { open, stopped }: Rolled,
  properties: Properties,
): InitFailure {
  const head = `share "${printable(inputs.name)}" (${ref.shareId}) is there, but its rollout has stopped in ${stopped}`;
  const wayOn = "mend or remove what failed, and run `pulumi up` again: it goes on from what is live";
  return new InitFailure(`${head}\n${summarize(open, mostNamed)}\n${wayOn}`, ref.shareId, properties);
}

function reportOpen(
  { context, ref, inputs }: Work,
  { observed, open }: Rolled,
  properties: Properties,
): void {
  const associated = observed.share.associated_recipient_count;
  const head = `share "${printable(inputs.name)}" (${ref.shareId}) is there, but not everything was delivered`;
  const counted =
    associated === undefined || associated === null ? head : `${head}: ${associated} recipients associated`;
  if (inputs.onDeliveryError === "warn") {
    context.warn(counted);
    for (const line of describeOpen(open)) context.warn(line);
    return;
  }
  throw new InitFailure(`${counted}\n${summarize(open, mostNamed)}`, ref.shareId, properties);
}
