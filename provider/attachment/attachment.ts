import { listRecipients, type ShareRef } from "../api/endpoints";
import { ApiError, describeFailure } from "../api/errors";
import type { ShareWire } from "../api/wire";
import { type ImportRef, parseImportId } from "../base/importId";
import { InitFailure } from "../base/initFailure";
import { ProviderError } from "../base/providerError";
import type { CheckFailure } from "../base/schema";
import { limitOf, type Timeouts } from "../base/timeouts";
import { isUnknown } from "../base/values";
import { waitFor } from "../base/waitFor";
import { isGone, type ObservedShare, observedShare } from "../model/model";
import type { Context, ProviderProcess } from "../process";
import { findShare } from "../share/deletion";

/** What a single recipient and a single resource of a share have in common. */
export type Properties = Record<string, unknown>;

export type PartRef = ImportRef & { partId: string };

/** The share that something is attached to, with all its records; undefined if it is gone. Two requests. */
export async function observeHost(context: Context, ref: ShareRef): Promise<ObservedShare | undefined> {
  const recipients = listRecipients(context.client, ref);
  recipients.catch(() => undefined);
  const share = await findShare(context, ref);
  if (!share || isGone(share)) return undefined;
  return observedShare(share, await recipients, [], ref.accountId);
}

/** The share alone, which must be there. */
export async function requireShare(context: Context, ref: ShareRef): Promise<ShareWire> {
  const share = await findShare(context, ref);
  if (share && !isGone(share)) return share;
  throw noShare(ref);
}

function noShare(ref: ShareRef): ProviderError {
  return new ProviderError(`account ${ref.accountId} has no share ${ref.shareId}, or it is deleted`);
}

/** The same with all its records. */
export async function requireHost(context: Context, ref: ShareRef): Promise<ObservedShare> {
  const host = await observeHost(context, ref);
  if (host) return host;
  throw noShare(ref);
}

/**
 * Checks the option `import`: its form, and, for a new resource whose other inputs are right, whether the live
 * record is as declared.
 */
export async function checkImport(
  provider: ProviderProcess,
  value: unknown,
  form: string,
  isDue: boolean,
  compare: (context: Context, ref: ImportRef) => Promise<CheckFailure[]>,
): Promise<CheckFailure[]> {
  if (value === undefined || isUnknown(value)) return [];
  const ref = parseImportId(value, true);
  if (!ref) return [{ property: "import", reason: `must have the form ${form}` }];
  if (!isDue || provider.claims.isReplaced(ref.partId ?? "")) return [];
  try {
    return await compare(provider.get(), ref);
  } catch (error) {
    return [{ property: "import", reason: describeFailure(`importing ${value}`, error).message }];
  }
}

/** The record that a create takes over; undefined if none, or if the option stayed while the record is replaced. */
export function importedRef(provider: ProviderProcess, properties: Properties): PartRef | undefined {
  const ref = parseImportId(properties.import, true);
  if (!ref?.partId || provider.claims.isReplaced(ref.partId)) return undefined;
  return { ...ref, partId: ref.partId };
}

/** An option `import` must name the share, and its account, that the inputs name. */
export function namesOtherShare(ref: ImportRef, inputs: ShareRef): CheckFailure[] {
  const says = { accountId: "account", shareId: "share" } as const;
  const other = (["accountId", "shareId"] as const).find(
    (name) => !isUnknown(inputs[name]) && inputs[name] !== ref[name],
  );
  if (!other) return [];
  return [
    { property: "import", reason: `names ${says[other]} ${ref[other]}, and ${other} is ${inputs[other]}` },
  ];
}

/**
 * An option `import` that names another record than the one in the state is refused, unless it only stayed: the
 * record that it named may have been replaced since, or removed and added anew.
 */
export function refuseOtherImport(value: unknown, id: string, what: string, before?: unknown): void {
  if (value === before) return;
  const ref = parseImportId(value, true);
  if (!ref || ref.partId === id || id.endsWith(`/${ref.partId}`)) return;
  throw new ProviderError(
    `the option import names ${what} ${ref.partId}, and this resource already manages ${what} ${id}\nremove the option, or give the other one a resource of its own`,
  );
}

/** Runs what follows a commit: whatever fails leaves the record in the state. */
export async function keepRecord<T>(
  doing: string,
  id: string,
  properties: Properties,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw new InitFailure(describeFailure(doing, error).message, id, properties, { cause: error });
  }
}

/**
 * Removes a record: gone already, or gone with its share, is what was asked for.
 *
 * @param explain turns a refusal into a better error, when it knows why
 */
export async function removeRecord(
  context: Context,
  ref: ShareRef,
  remove: () => Promise<unknown>,
  explain: (refusal: ApiError) => Promise<unknown> = async (refusal) => refusal,
): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.isMissing) return;
    const share = await findShare(context, ref).catch(() => {
      throw error;
    });
    if (!share || isGone(share)) return;
    throw await explain(error);
  }
}

/**
 * Until a removed record is gone.
 *
 * @param look the record's status of now; undefined when it is gone
 */
export async function waitGone(
  context: Context,
  timeouts: Timeouts | undefined,
  what: string,
  look: () => Promise<string | undefined>,
): Promise<void> {
  const gone = await waitFor<true>({
    clock: context.clock,
    deadline: context.clock.now() + limitOf(timeouts, "delete"),
    say: context.say,
    look: async () => {
      const status = await look();
      return status === undefined
        ? { state: "done", value: true, progress: `${what}: gone` }
        : { state: "pending", progress: `${what}: ${status}` };
    },
  });
  if (!gone) {
    throw new ProviderError(
      `${what} is still being removed\nrun it again, or allow more time by customTimeouts.delete`,
    );
  }
}
