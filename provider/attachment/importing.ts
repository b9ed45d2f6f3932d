import { describeFailure } from "../api/errors";
import { heldByAnother, type ImportRef, parseImportId } from "../base/importId";
import { ProviderError } from "../base/providerError";
import { type CheckFailure, describeFault } from "../base/schema";
import { isUnknown } from "../base/values";
import type { Context, ProviderProcess } from "../process";
import { type AttachmentInputs, type AttachmentKind, noShare } from "./kind";

/**
 * Checks the option `import`: its form, and, for a new resource whose other inputs are right, whether the live
 * record is as declared.
 */
export async function checkImportedRecord<I extends AttachmentInputs, W extends { id: string }>(
  provider: ProviderProcess,
  kind: AttachmentKind<I, W>,
  value: unknown,
  inputs: I,
  isDue: boolean,
): Promise<CheckFailure[]> {
  if (value === undefined || isUnknown(value)) return [];
  const ref = parseImportId(value, true);
  if (!ref) return [{ property: "import", reason: `must have the form ${kind.idForm}` }];
  const { ownership } = provider;
  if (!isDue || ownership.isGivenUp(ref.recordId ?? "", value)) return [];
  if (ownership.isHeld(ref.recordId ?? "")) return [{ property: "import", reason: heldByAnother }];
  try {
    const context = provider.get();
    const { faults, left } = await findImported(context, kind, inputs, ref);
    if (left === undefined) return faults;
    // The option only stayed in the program: the create adds a new record.
    context.ownership.noteGone(ref.recordId ?? "");
    context.say(
      `${kind.noun} ${ref.recordId}, which the option import names, is ${left}: a new one is added`,
    );
    return [];
  } catch (error) {
    return [{ property: "import", reason: describeFailure(`importing ${value}`, error).message }];
  }
}

/** The record that a create takes over as it is; undefined without the option, or for one that only stayed. */
export async function importRecord<I extends AttachmentInputs, W extends { id: string }>(
  context: Context,
  kind: AttachmentKind<I, W>,
  inputs: I,
  doing: string,
): Promise<W | undefined> {
  const ref = parseImportId(inputs.import, true);
  if (!ref?.recordId || context.ownership.isGivenUp(ref.recordId, inputs.import)) return undefined;
  try {
    const { wire, faults, left } = await findImported(context, kind, inputs, ref);
    if (left !== undefined) throw new ProviderError(`${doing}: ${kind.noun} ${ref.recordId} is ${left}`);
    if (faults.length > 0) throw new ProviderError(`${doing}: ${faults.map(describeFault).join("\n")}`);
    if (!wire || context.ownership.take(wire.id, "import", inputs)) return wire;
    throw new ProviderError(`${doing}: ${heldByAnother}`);
  } catch (error) {
    throw describeFailure(doing, error);
  }
}

/** The record that is named with its faults, or what has become of it if it has left. */
async function findImported<I extends AttachmentInputs, W extends { id: string }>(
  context: Context,
  kind: AttachmentKind<I, W>,
  inputs: I,
  ref: ImportRef,
): Promise<{ wire?: W; faults: CheckFailure[]; left?: string }> {
  const elsewhere = namesOtherShare(ref, inputs);
  const isKnown = kind.identity.every((name) => !isUnknown(inputs[name]));
  if (elsewhere.length > 0 || !isKnown) return { faults: elsewhere };
  const id = ref.recordId ?? "";
  const found = await kind.find(context, inputs, id);
  if (!found) throw noShare(inputs);
  const { record } = found;
  if (!record) {
    const reason = `share ${inputs.shareId} has no ${kind.noun} ${id}: to add one, remove the option import`;
    return { faults: [{ property: "import", reason }] };
  }
  if (!record.isLive) return { faults: [], left: record.status };
  return { wire: record.wire, faults: kind.differences(inputs, record.wire) };
}

/** An option `import` must name the share, and its account, that the inputs name. */
function namesOtherShare(ref: ImportRef, inputs: AttachmentInputs): CheckFailure[] {
  const says = { accountId: "account", shareId: "share" } as const;
  const other = (["accountId", "shareId"] as const).find(
    (name) => !isUnknown(inputs[name]) && inputs[name] !== ref[name],
  );
  if (!other) return [];
  return [
    { property: "import", reason: `names ${says[other]} ${ref[other]}, and ${other} is ${inputs[other]}` },
  ];
}
