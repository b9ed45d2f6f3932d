import { printable } from "../../../../provider/base/text";
import { isHexId } from "../../../../provider/base/values";
import { resourceKey, type ShareInputs } from "../../../../provider/model/inputs";
import { isGone, type ObservedShare } from "../../../../provider/model/observed";
import { checkShare } from "../../../../provider/share/check";

/** The reason why a program can't declare the share. Undefined if it can. */
export function obstacle(inputs: ShareInputs, observed: ObservedShare): string | undefined {
  const { share } = observed;
  if (isGone(share)) return share.status === "deleting" ? "it is being deleted" : "it is deleted";
  if (share.kind === "received") return "it is received: only the account that sends it can declare it";
  // The id is written into the program as it is, and the import option would refuse it.
  if (!isHexId(share.id)) return "its id does not have 32 hexadecimal digits";
  if (inputs.resources.length === 0) return "it has no live resource";
  if (inputs.recipients.length === 0) return "it has no live recipient";
  // The program must not declare anything that the provider would refuse.
  const [fault] = checkShare({}, asLive(inputs, observed), inputs.accountId).failures;
  return fault && printable(`${fault.property} ${fault.reason}`);
}

/** The inputs with each meta as it was read: in its canonical form, 1e400 has become null, and a list {}. */
function asLive(inputs: ShareInputs, { resources }: ObservedShare): Record<string, unknown> {
  const metas = new Map(resources.map((resource) => [resourceKey(resource), resource.wire.meta]));
  return {
    ...inputs,
    resources: inputs.resources.map((one) => ({ ...one, meta: metas.get(resourceKey(one)) ?? {} })),
  };
}
