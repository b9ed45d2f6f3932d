import { ApiError, describeFailure } from "../api/errors";
import type { ShareWire } from "../api/wire";
import { parseImportId, resolveShareId } from "../base/importId";
import { InitFailure } from "../base/initFailure";
import { ProviderError } from "../base/providerError";
import type { CheckFailure } from "../base/schema";
import { limitOf } from "../base/timeouts";
import { isUnknown } from "../base/values";
import {
  factsOf,
  inputsOf,
  isExclusive,
  recipientKey,
  resourceKey,
  type ShareInputs,
  targetOf,
} from "../model/model";
import { describeOpen, summarize } from "../model/openMatters";
import { liveInputs, type ShareOutputs, shareOutputs } from "../model/outputs";
import type { ProviderProcess } from "../process";
import { checkShare } from "./check";
import { converge, type Outcome, observe, type Work } from "./converge";
import { beginShare } from "./creation";
import { requestDeletion, waitShareDeleted } from "./deletion";
import { differences, findImported, importRefOf } from "./importing";
import { compareShares, planShare, type Step } from "./plan";

type Properties = Record<string, unknown>;

/** A message travels in an HTTP/2 trailer of limited size. */
const mostNamed = 50;

/** What Pulumi asks of a share's provider; each method one story, told in order. */
export class ShareLifecycle {
  constructor(private readonly provider: ProviderProcess) {}

  async check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: CheckFailure[] }> {
    const { import: importId, ...declared } = news;
    const { inputs, failures, warnings } = checkShare(olds, declared, this.provider.accountId());
    for (const warning of warnings) this.provider.warnOnce(warning);
    const faults = [...failures, ...this.provider.settingsFailures()];
    const isNew = olds.accountId === undefined;
    if (importId !== undefined)
      faults.push(...(await this.checkImport(importId, inputs, isNew && faults.length === 0)));
    // Protobuf's Struct has no undefined.
    const plain = JSON.parse(JSON.stringify({ ...inputs, import: importId })) as Properties;
    return { inputs: plain, failures: faults };
  }

  /** The preview already compares the live share with its declaration, so that up takes it over unchanged or not at all. */
  private async checkImport(importId: unknown, inputs: ShareInputs, isDue: boolean): Promise<CheckFailure[]> {
    if (isUnknown(importId)) return [];
    const ref = importRefOf(importId, inputs.accountId);
    if ("reason" in ref) return [ref];
    if (!isDue || this.provider.claims.isReplaced(ref.shareId)) return [];
    try {
      const context = this.provider.get();
      const observed = await findImported(context, ref);
      // The create that follows in an up need not ask again.
      context.imports.set(ref.shareId, observed);
      return differences(inputs, observed);
    } catch (error) {
      return [
        { property: "import", reason: describeFailure(`importing share ${ref.shareId}`, error).message },
      ];
    }
  }

  async diff(
    id: string,
    olds: Properties,
    news: Properties,
  ): Promise<{ changes: boolean; replaces: string[]; deleteBeforeReplace: boolean }> {
    const { claims } = this.provider;
    claims.hold(id);
    const imported = parseImportId(news.import, false);
    // One that only stayed may name a share that was replaced since.
    const isOther = imported && imported.shareId !== id && news.import !== olds.import;
    if (isOther && !claims.isReplaced(imported.shareId)) {
      throw new ProviderError(
        `the option import names share ${imported.shareId}, and this resource already manages share ${id}\nremove the option, or give the other share a resource of its own`,
      );
    }
    const { changed, replaces } = compareShares(
      olds as unknown as ShareInputs,
      news as unknown as ShareInputs,
    );
    if (replaces.length > 0) claims.replace(id);
    else claims.keep(id, successorKey(news));
    return { changes: changed.length > 0, replaces, deleteBeforeReplace: false };
  }

  async create(properties: Properties): Promise<{ id: string; outs: Properties }> {
    const context = this.provider.get();
    const inputs = inputsOf(properties);
    const deadline = context.clock.now() + limitOf(inputs.timeouts, "create");
    this.provider.claims.succeed(successorKey(properties));
    const beginning = await beginShare(context, inputs, properties.import);
    const { share } = beginning;
    if (beginning.by === "import") return { id: share.id, outs: shareOutputs(inputs, beginning.observed) };
    const ref = { accountId: inputs.accountId, shareId: share.id };
    const work: Work = { context, ref, inputs, before: undefined, deadline, isBegun: true, changed: 1 };
    const outs = await keepOnFailure(work, { ...properties, ...bareOutputs(inputs, share) }, async () => {
      if (beginning.by === "post") return converge(work, stepsAfterCreation(inputs));
      return reconcile(work, `adopting share ${share.id}`);
    });
    return { id: share.id, outs };
  }

  async read(
    id: string,
    properties: Properties,
  ): Promise<{ id?: string; props?: Properties; inputs?: Properties }> {
    const context = this.provider.get();
    const before = inputsOf(properties);
    const ref = resolveShareId(id, before.accountId ?? this.provider.accountId());
    // `get` knows nothing of the share but its id.
    const target = before.recipients && targetOf(before.recipients).kind;
    const observed = await observe(context, ref, target).catch((error) => {
      throw describeFailure(`reading share ${ref.shareId} of account ${ref.accountId}`, error);
    });
    // The SDK takes an empty id for "gone": the next up creates the share anew.
    if (!observed) return { id: "" };
    // What `get` reads is not the stack's own.
    if (!id.includes("/")) context.claims.meet(ref.shareId);
    const inputs = liveInputs({ ...before, accountId: ref.accountId }, observed);
    return { id: ref.shareId, props: shareOutputs(inputs, observed), inputs: { ...inputs } };
  }

  async update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }> {
    const context = this.provider.get();
    const inputs = inputsOf(news);
    context.claims.hold(id);
    const work: Work = {
      context,
      ref: { accountId: inputs.accountId, shareId: id },
      inputs,
      before: inputsOf(olds),
      deadline: context.clock.now() + limitOf(inputs.timeouts, "update"),
      isBegun: false,
      changed: 0,
    };
    const fallback = { ...factsOf(olds), ...news, ...stillOurs(inputsOf(olds), inputs) };
    const outs = await keepOnFailure(work, fallback, () => reconcile(work, `updating share ${id}`));
    return { outs };
  }

  async delete(id: string, properties: Properties): Promise<void> {
    const context = this.provider.get();
    const inputs = inputsOf(properties);
    const ref = { accountId: inputs.accountId, shareId: id };
    if (context.claims.isAdopted(id)) {
      context.say(`share ${id} was taken over by another resource of this program and is not deleted`);
      return;
    }
    if (context.claims.isKept(id)) {
      throw new ProviderError(
        `deleting share ${id} of account ${ref.accountId}: another resource of this program holds the same share\ndrop this entry by \`pulumi state delete\`, and the share stays`,
      );
    }
    try {
      const isDeleted = await requestDeletion(context, ref);
      if (!isDeleted) await waitShareDeleted(context, ref, inputs);
    } catch (error) {
      throw describeFailure(`deleting share ${id} of account ${ref.accountId}`, error);
    }
  }
}

/** What a resource and the one that replaces it by force have in common. */
function successorKey(properties: Properties): string {
  return `${properties.accountId} ${properties.name}`;
}

/** Observe, plan, apply, wait: level-triggered, from what is there and not from what the state remembers. */
async function reconcile(work: Work, doing: string): Promise<Outcome> {
  const { context, ref, inputs, before } = work;
  const observed = await observe(context, ref, targetOf(inputs.recipients).kind).catch((error) => {
    throw describeFailure(doing, error);
  });
  if (!observed) {
    throw new ProviderError(
      `${doing}: it is deleted on Cloudflare's side\nrun \`pulumi up --refresh\` to create it anew`,
    );
  }
  return converge(work, planShare(inputs, observed, before), observed);
}

/**
 * What a share that is not exclusive may have to take away again, after an update that broke off: what was
 * declared before, and is perhaps still attached, stays known as its own.
 */
function stillOurs(before: ShareInputs, after: ShareInputs): Partial<ShareInputs> {
  if (isExclusive(after)) return {};
  const join = <T>(olds: T[] | undefined, news: T[] | undefined, key: (item: T) => string): T[] => {
    const known = new Set((news ?? []).map(key));
    return [...(news ?? []), ...(olds ?? []).filter((item) => !known.has(key(item)))];
  };
  const accounts = before.recipients.filter((one) => one.recipientAccountId !== undefined);
  const excluded = join(before.excludedRecipients, after.excludedRecipients, (one) => one.accountId);
  return {
    recipients: join(accounts, after.recipients, recipientKey),
    resources: join(before.resources, after.resources, resourceKey),
    ...(excluded.length > 0 ? { excludedRecipients: excluded } : {}),
  };
}

/** The body of the POST has no place for the accounts that an organization's share leaves out. */
function stepsAfterCreation(inputs: ShareInputs): Step[] {
  const accounts = (inputs.excludedRecipients ?? []).map(({ accountId }) => accountId);
  return accounts.length > 0 ? [{ do: "put excluded", accounts }] : [];
}

/** Until the live facts are known: what the answer of the POST says. */
function bareOutputs(inputs: ShareInputs, share: ShareWire): ShareOutputs {
  return shareOutputs(inputs, { share, recipients: [], resources: [], excluded: [] });
}

/** Runs the work; whatever fails once the share exists or was changed leaves it in the state. */
async function keepOnFailure(
  work: Work,
  fallback: Properties,
  act: () => Promise<Outcome>,
): Promise<Properties> {
  let outcome: Outcome;
  try {
    outcome = await act();
  } catch (error) {
    // Nothing was changed, as Cloudflare refused the first request: the state stays true as it is.
    const refused = error instanceof ProviderError && error.cause instanceof ApiError;
    if (!work.isBegun || (work.changed === 0 && refused)) throw error;
    const { message } = error as Error;
    throw new InitFailure(message, work.ref.shareId, fallback, { cause: error });
  }
  const outs = shareOutputs(work.inputs, outcome.observed);
  if (outcome.open.length > 0) reportOpen(work, outcome, { ...fallback, ...outs });
  return outs;
}

function reportOpen(
  { context, ref, inputs }: Work,
  { observed, open }: Outcome,
  properties: Properties,
): void {
  const associated = observed.share.associated_recipient_count;
  const head = `share "${inputs.name}" (${ref.shareId}) is there, but not everything was delivered`;
  const counted =
    associated === undefined || associated === null ? head : `${head}: ${associated} recipients associated`;
  if (inputs.onDeliveryError === "warn") {
    context.say(`warning: ${counted}`);
    for (const line of describeOpen(open)) context.say(`warning: ${line}`);
    return;
  }
  throw new InitFailure(`${counted}\n${summarize(open, mostNamed)}`, ref.shareId, properties);
}
