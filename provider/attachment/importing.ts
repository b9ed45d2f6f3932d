import { isNamed } from "../base/changeOptions";
import { type ImportRef, namedElsewhere } from "../base/importId";
import { ProviderError } from "../base/providerError";
import type { CheckFailure } from "../base/schema";
import { isUnknown } from "../base/values";
import type { Named } from "../importOption";
import { noShare } from "../model/liveShare";
import type { Context } from "../process";
import type { AttachmentInputs, AttachmentKind } from "./kind";

/** The record that an option `import` names. */
export function namedRecord<I extends AttachmentInputs, W extends { id: string }>(
  context: Context,
  kind: AttachmentKind<I, W>,
  inputs: I,
  ref: ImportRef,
): Named<W> {
  const id = ref.recordId ?? "";
  const name = `${kind.noun} ${id} of share ${ref.shareId}`;
  const find = async () => {
    const elsewhere = namedElsewhere(ref, inputs);
    if (elsewhere) return { differences: [elsewhere] };
    if (kind.identity.some((one) => isUnknown(inputs[one]))) return { differences: [] };
    const found = await kind.find(context, inputs, id);
    if (!found) throw noShare(inputs);
    const { record } = found;
    if (!record)
      throw new ProviderError(`importing ${name}: there is none\nto add one, remove the option import`);
    if (!record.isLive) return { left: record.status };
    const isIgnored = ({ property }: CheckFailure) =>
      kind.inPlace.some((name) => name === property && isNamed(inputs.ignoreChanges, name));
    const differences = kind.differences(inputs, record.wire).filter((one) => !isIgnored(one));
    return { there: record.wire, differences };
  };
  return { name, id, instead: "a new one is added", find };
}
