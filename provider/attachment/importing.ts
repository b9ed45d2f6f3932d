import { isNamed } from "../base/changeOptions";
import type { ImportRef } from "../base/importId";
import { ProviderError } from "../base/providerError";
import type { CheckFailure } from "../base/schema";
import { isUnknown } from "../base/values";
import type { Named } from "../importOption";
import type { Context } from "../process";
import { type AttachmentInputs, type AttachmentKind, noShare } from "./kind";

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
    const elsewhere = namesOtherShare(ref, inputs);
    if (elsewhere.length > 0 || kind.identity.some((one) => isUnknown(inputs[one])))
      return { differences: elsewhere };
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

/** An option `import` must name the share, and its account, that the inputs name. */
function namesOtherShare(ref: ImportRef, inputs: AttachmentInputs): CheckFailure[] {
  const says = { accountId: "account", shareId: "share" } as const;
  const other = (["accountId", "shareId"] as const).find(
    (name) => !isUnknown(inputs[name]) && inputs[name] !== ref[name],
  );
  if (!other) return [];
  const reason = `names ${says[other]} ${ref[other]}, and ${other} is ${inputs[other]}`;
  return [{ property: "import", reason }];
}
