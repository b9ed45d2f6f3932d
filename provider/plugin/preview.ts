import { type Properties, unknownValue } from "../base/values";

/** Facts that no update changes. */
const lasting = ["accountName", "created", "kind", "organizationId", "status", "targetType"];

/** Facts of a share that its declaration tells. */
function declaredFacts({ recipients }: Properties): Properties {
  if (!Array.isArray(recipients) || recipients.length === 0 || recipients.includes(unknownValue)) return {};
  return { kind: "sent", targetType: recipients[0]?.recipientAccountId ? "account" : "organization" };
}

/**
 * The outputs of a create or update, as far as they are known before it. Pure.
 *
 * @param computed the outputs that repeat no input
 * @param olds what the state has; undefined for a create
 */
export function previewOutputs(
  computed: readonly string[],
  inputs: Properties,
  olds?: Properties,
): Properties {
  const known = { ...declaredFacts(inputs), ...pickLasting(olds ?? {}) };
  const facts = computed.map((name) => [name, known[name] ?? unknownValue]);
  return { ...Object.fromEntries(facts), ...inputs };
}

function pickLasting(olds: Properties): Properties {
  return Object.fromEntries(lasting.filter((name) => name in olds).map((name) => [name, olds[name]]));
}
