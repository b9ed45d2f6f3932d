import { type ImportRef, namedElsewhere, notOfForm, parseImportId } from "../base/importId";
import { ProviderError } from "../base/providerError";
import { isUnknown, type Properties } from "../base/values";
import type { Importing, Sight } from "../importOption";
import { ignoredAsLive } from "../model/ignored";
import { noShare } from "../model/liveShare";
import type { Context } from "../process";
import type { AttachmentInputs, AttachmentKind } from "./kind";

type Imported = { id: string; outs: Properties };

/** How a recipient or resource with these inputs understands the option. */
export function importingOf<I extends AttachmentInputs, W extends { id: string }>(
  kind: AttachmentKind<I, W>,
  inputs: I,
): Importing<Imported> {
  const named = (context: Context, ref: ImportRef) => {
    const id = ref.recordId ?? "";
    const name = `${kind.noun} ${id} of share ${ref.shareId}`;
    const find = async (): Promise<Sight<Imported>> => {
      const elsewhere = namedElsewhere(ref, inputs);
      if (elsewhere) return { differences: [elsewhere] };
      if (kind.identity.some((one) => isUnknown(inputs[one]))) return { differences: [] };
      const found = await kind.find(context, inputs, id);
      if (!found) throw noShare(inputs);
      const { wire } = found;
      if (!wire)
        throw new ProviderError(`importing ${name}: there is none\nto add one, remove the option import`);
      if (!kind.isLive(wire)) return { left: kind.statusOf(wire) };
      const ignored = ignoredAsLive(inputs, kind.inPlace, () => kind.liveInputs(inputs, wire));
      const wanted = { ...inputs, ...ignored };
      const there = { id: wire.id, outs: kind.outputs(wanted, wire) };
      return { there, differences: kind.differences(wanted, wire) };
    };
    return { name, id, instead: "a new one is added", find };
  };
  return { read: (value) => parseImportId(value, true) ?? notOfForm(kind.idForm), named };
}
