import { z } from "zod";
import {
  addShareResource,
  getShare,
  putShareResourceMeta,
  removeShareResource,
  type ShareRef,
} from "../api/endpoints";
import { type ApiError, describeFailure } from "../api/errors";
import type { ShareResourceWire } from "../api/wire";
import { type ImportRef, resolvePartId, resourceIdForm } from "../base/importId";
import { ProviderError } from "../base/providerError";
import {
  anyId,
  type CheckFailure,
  canonicalValue,
  describeFault,
  failuresOfForm,
  hexId,
  meta,
  resourceType,
  timeouts,
  warningOfType,
  withAccountHelp,
} from "../base/schema";
import { haveTimeoutsChanged, limitOf, type Timeouts } from "../base/timeouts";
import { canonicalMeta, isUnknown, pick } from "../base/values";
import { type Sight, waitFor } from "../base/waitFor";
import {
  isGone,
  type ObservedResource,
  observedShare,
  type ResourceInput,
  resourceKey,
} from "../model/model";
import { type Open, openOfResource, summarize } from "../model/openMatters";
import { resourceStatus } from "../model/outputs";
import type { Context, ProviderProcess } from "../process";
import { resourceBody } from "../share/apply";
import { findShare } from "../share/deletion";
import {
  checkImport,
  importedRef,
  keepRecord,
  namesOtherShare,
  observeHost,
  type PartRef,
  type Properties,
  refuseOtherImport,
  removeRecord,
  requireHost,
  waitGone,
} from "./attachment";

interface Inputs extends ShareRef, ResourceInput {
  timeouts?: Timeouts;
  /** Kept, so that an option that only stays in the program is known from one that is new. */
  import?: string;
}

const args = z.strictObject({
  __provider: z.unknown().optional(),
  accountId: hexId("an account id"),
  shareId: hexId("a share id"),
  resourceType,
  resourceId: anyId,
  resourceAccountId: hexId("an account id").optional(),
  meta: meta.optional(),
  timeouts,
});

const identity = ["accountId", "shareId", "resourceType", "resourceId", "resourceAccountId"] as const;
const compared = ["resourceType", "resourceId", "resourceAccountId", "meta"] as const;
const ids = ["accountId", "shareId", "resourceId", "resourceAccountId"] as const;

function inputsOf(properties: Properties): Inputs {
  return pick(properties, [...identity, "meta", "timeouts", "import"]) as unknown as Inputs;
}

/** One resource of a share that someone else's program owns; the same story as a share's, in small. */
export class ShareResourceLifecycle {
  constructor(private readonly provider: ProviderProcess) {}

  async check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: CheckFailure[] }> {
    const { import: importId, ...declared } = news;
    const raw: Properties = { ...declared, accountId: declared.accountId ?? this.provider.accountId() };
    const failures = [
      ...failuresOfForm(args, raw).map(withAccountHelp(raw)),
      ...this.provider.settingsFailures(),
    ];
    const warning = warningOfType(raw.resourceType);
    if (warning && !failures.some(({ property }) => property === "resourceType"))
      this.provider.warnOnce(warning);
    const owned = {
      ...raw,
      resourceAccountId: raw.resourceAccountId ?? raw.accountId,
      meta: canonicalMeta(raw.meta ?? {}),
    };
    const inputs = inputsOf(canonicalValue(owned, ids));
    const isDue = olds.accountId === undefined && failures.length === 0;
    failures.push(
      ...(await checkImport(this.provider, importId, resourceIdForm, isDue, (context, ref) =>
        compare(context, ref, inputs),
      )),
    );
    return { inputs: { ...inputs, ...(importId === undefined ? {} : { import: importId }) }, failures };
  }

  async diff(id: string, olds: Properties, news: Properties) {
    refuseOtherImport(news.import, id, "share resource", olds.import);
    // As the key of a resource: an id's capitals are no difference.
    const same = (name: string) => String(olds[name]).toLowerCase() === String(news[name]).toLowerCase();
    const replaces = identity.filter((name) => !same(name));
    if (replaces.length > 0) this.provider.claims.replace(id);
    const changed =
      olds.meta !== news.meta || haveTimeoutsChanged(olds.timeouts as Timeouts, news.timeouts as Timeouts);
    return { changes: replaces.length > 0 || changed, replaces: [...replaces], deleteBeforeReplace: false };
  }

  async create(properties: Properties): Promise<{ id: string; outs: Properties }> {
    const context = this.provider.get();
    const inputs = inputsOf(properties);
    const imported = importedRef(this.provider, properties);
    const doing = `${imported ? "importing" : "adding"} ${nameOf(inputs)} ${imported ? "of" : "to"} share ${inputs.shareId}`;
    const deadline = context.clock.now() + limitOf(inputs.timeouts, "create");
    try {
      const wire = imported ? await takeOver(context, inputs, imported) : await add(context, inputs);
      const bare = { ...properties, ...outputs(inputs, wire) };
      const outs = imported
        ? bare
        : await keepRecord(doing, wire.id, bare, () => settle(context, inputs, deadline));
      return { id: wire.id, outs: { ...outs } };
    } catch (error) {
      throw describeFailure(doing, error, resourceBody(inputs));
    }
  }

  async read(
    id: string,
    properties: Properties,
  ): Promise<{ id: string; props?: Properties; inputs?: Properties }> {
    const context = this.provider.get();
    const ref = resolvePartId(id, properties as Partial<Inputs>, resourceIdForm);
    try {
      const share = await findShare(context, ref);
      if (!share || isGone(share)) return { id: "" };
      // It was asked for with its resources: an answer without them proves nothing.
      if (!share.resources) throw new ProviderError(`share ${ref.shareId} came without its resources`);
      const { resources } = observedShare(share, [], [], ref.accountId);
      const there =
        resources.find((one) => one.wire.id === ref.partId) ?? resources.find(isOurs(inputsOf(properties)));
      if (!there) return { id: "" };
      const { wire, ...live } = there;
      const inputs: Inputs = {
        ...inputsOf(properties),
        ...live,
        accountId: ref.accountId,
        shareId: ref.shareId,
      };
      return { id: wire.id, props: outputs(inputs, wire), inputs: { ...inputs } };
    } catch (error) {
      throw describeFailure(`reading resource ${ref.partId} of share ${ref.shareId}`, error);
    }
  }

  async update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }> {
    const context = this.provider.get();
    const inputs = inputsOf(news);
    const doing = `updating ${nameOf(inputs)} of share ${inputs.shareId}`;
    const deadline = context.clock.now() + limitOf(inputs.timeouts, "update");
    try {
      const there = (await requireHost(context, inputs)).resources.find(isOurs(inputs));
      if (!there)
        throw new ProviderError(
          `${doing}: it is removed on Cloudflare's side\nrun \`pulumi up --refresh\` to add it anew`,
        );
      if (there.meta !== inputs.meta)
        await putShareResourceMeta(context.client, inputs, there.wire.id, resourceBody(inputs).meta);
      return {
        outs: await keepRecord(doing, id, { ...olds, ...news }, () => settle(context, inputs, deadline)),
      };
    } catch (error) {
      throw describeFailure(doing, error);
    }
  }

  async delete(id: string, properties: Properties): Promise<void> {
    const context = this.provider.get();
    const inputs = inputsOf(properties);
    try {
      const there = (await observeHost(context, inputs))?.resources.find(
        (one) => one.wire.id === id || isOurs(inputs)(one),
      );
      if (there)
        await removeRecord(
          context,
          inputs,
          () => removeShareResource(context.client, inputs, there.wire.id),
          (refusal) => explainLast(context, inputs, refusal),
        );
      const what = `${nameOf(inputs)} of share ${inputs.shareId}`;
      await waitGone(context, inputs.timeouts, what, () => statusOf(context, inputs, there?.wire.id ?? id));
    } catch (error) {
      throw describeFailure(`removing ${nameOf(inputs)} from share ${inputs.shareId}`, error);
    }
  }
}

function nameOf(inputs: Inputs): string {
  return `${inputs.resourceType} ${inputs.resourceId}`;
}

function isOurs(inputs: Inputs) {
  return (there: ObservedResource) =>
    inputs.resourceType !== undefined && resourceKey(there) === resourceKey(inputs);
}

function outputs(inputs: Inputs, wire: ShareResourceWire): Properties {
  const { id, ...facts } = resourceStatus({ ...inputs, wire });
  return { ...facts, ...inputs };
}

async function add(context: Context, inputs: Inputs): Promise<ShareResourceWire> {
  const there = (await requireHost(context, inputs)).resources.find(isOurs(inputs));
  if (there) {
    throw new ProviderError(
      `${nameOf(inputs)} is on share ${inputs.shareId} already\nto manage it here, set the option import: "${inputs.accountId}/${inputs.shareId}/${there.wire.id}"`,
    );
  }
  const find = async () => (await requireHost(context, inputs)).resources.find(isOurs(inputs))?.wire;
  return addShareResource(context.client, inputs, resourceBody(inputs), find);
}

async function takeOver(context: Context, inputs: Inputs, ref: PartRef): Promise<ShareResourceWire> {
  const faults = await compare(context, ref, inputs);
  if (faults.length > 0) throw new ProviderError(faults.map(describeFault).join("\n"));
  const there = (await requireHost(context, inputs)).resources.find((one) => one.wire.id === ref.partId);
  if (!there) throw new ProviderError(`it is not on share ${inputs.shareId}`);
  return there.wire;
}

/** Where the live record differs from its declaration. */
async function compare(context: Context, ref: ImportRef, inputs: Inputs): Promise<CheckFailure[]> {
  const elsewhere = namesOtherShare(ref, inputs);
  if (elsewhere.length > 0 || isUnknown(inputs.shareId) || isUnknown(inputs.accountId)) return elsewhere;
  const there = (await requireHost(context, inputs)).resources.find((one) => one.wire.id === ref.partId);
  if (!there)
    return [{ property: "import", reason: `share ${inputs.shareId} has no live resource ${ref.partId}` }];
  const isSame = (name: (typeof compared)[number]) =>
    name === "meta" ? inputs.meta === there.meta : inputs[name].toLowerCase() === there[name].toLowerCase();
  return compared
    .filter((name) => !isUnknown(inputs[name]) && !isSame(name))
    .map((property) => ({ property, reason: `the live one is ${there[property]}` }));
}

/** Until every associated recipient has the resource in its version of now. */
async function settle(context: Context, inputs: Inputs, deadline: number): Promise<Properties> {
  let last: Open[] = [];
  const look = async (): Promise<Sight<ShareResourceWire>> => {
    const host = await requireHost(context, inputs);
    const there = host.resources.find(isOurs(inputs));
    last = there ? openOfResource(host, there) : [waiting("not listed yet")];
    if (there && there.meta !== inputs.meta) last.push(waiting("its meta is still the old one"));
    if (there && last.length === 0) {
      const progress = `${host.share.name}: ${inputs.resourceType} ${inputs.resourceId} delivered`;
      return { state: "done", value: there.wire, progress };
    }
    if (last.every((open) => open.isFinal)) throw failure(inputs, last);
    return { state: "pending", progress: `${host.share.name}: ${summarize(last, 1)}` };
  };
  const wire = await waitFor({ look, clock: context.clock, deadline, say: context.say });
  if (!wire) throw failure(inputs, last);
  return outputs(inputs, wire);
}

const waiting = (reason: string): Open => ({
  account: undefined,
  reason,
  isFinal: false,
  needsRequest: false,
});

function failure(inputs: Inputs, open: Open[]): ProviderError {
  return new ProviderError(
    `${nameOf(inputs)} is on share ${inputs.shareId}, but was not delivered everywhere\n${summarize(open, 50)}`,
  );
}

async function explainLast(context: Context, inputs: Inputs, refusal: ApiError): Promise<unknown> {
  const share = await getShare(context.client, inputs);
  const live = observedShare(share, [], [], inputs.accountId).resources;
  if (live.length > 1) return refusal;
  return new ProviderError(
    `removing ${nameOf(inputs)} from share ${inputs.shareId}: Cloudflare does not let the last resource of a share go\nadd another resource first, or remove the share itself`,
    { cause: refusal },
  );
}

/** The status of a record that is still being removed; undefined once it is gone, or its share is. */
async function statusOf(context: Context, ref: ShareRef, id: string): Promise<string | undefined> {
  const share = await findShare(context, ref);
  if (!share || isGone(share)) return undefined;
  const status = share.resources?.find((one) => one.id === id)?.status;
  return status === "deleted" ? undefined : status;
}
