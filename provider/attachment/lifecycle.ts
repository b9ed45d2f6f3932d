import type { ShareRef } from "../api/endpoints";
import { describeFailure, inWords, isRefused, unlessThere } from "../api/errors";
import { isNamed } from "../base/changeOptions";
import { isState, isThinState, namesOfShare, refuseAnother, refuseForeignState } from "../base/foreignState";
import { resolveRecordId } from "../base/importId";
import { InitFailure } from "../base/initFailure";
import { findWithinListLag } from "../base/listLag";
import { ProviderError } from "../base/providerError";
import { type CheckFailure, canonicalValue, failuresOfForm, withoutIgnored } from "../base/schema";
import { haveTimeoutsChanged, type Timeouts } from "../base/timeouts";
import { isSameId, type Properties, pick } from "../base/values";
import { type Poll, waitFor } from "../base/waitFor";
import { completeCheck } from "../check";
import { noteComparison } from "../comparison";
import { type Doomed, deleteOwned } from "../deletion";
import { takeImport } from "../importOption";
import { ignoredAsLive } from "../model/ignored";
import { optionNames } from "../model/inputs";
import { KeptValues } from "../model/keptValues";
import { noShare } from "../model/liveShare";
import { hasAssociating } from "../model/observed";
import { type Open, summarize } from "../model/openMatters";
import type { Context, ProviderProcess } from "../process";
import { readNoted } from "../read";
import { importingOf } from "./importing";
import type { AttachmentInputs, AttachmentKind } from "./kind";

const waysToReplace = "set deleteBeforeReplace: true, and no option import";

const phrases = {
  create: (name: string, shareId: string) => `adding ${name} to share ${shareId}`,
  update: (name: string, shareId: string) => `updating ${name} of share ${shareId}`,
  delete: (name: string, shareId: string) => `removing ${name} from share ${shareId}`,
};

/** One change of one record. */
interface Work<I> {
  context: Context;
  inputs: I;
  doing: string;
  deadline: number;
  /** What the state keeps of a record that does not arrive. */
  properties: Properties;
}

/** What Pulumi asks of the provider of one recipient or one resource of a share: a share's story, in small. */
export class AttachmentLifecycle<I extends AttachmentInputs, W extends { id: string }> {
  constructor(
    private readonly provider: ProviderProcess,
    private readonly kind: AttachmentKind<I, W>,
  ) {}

  async check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: CheckFailure[] }> {
    const { kind, provider } = this;
    const { import: option, ...declared } = news;
    const raw: Properties = { ...declared, accountId: declared.accountId ?? provider.accountId() };
    const ids = kind.identity.filter((name) => name.endsWith("Id"));
    const inputs = this.inputsOf(canonicalValue(kind.complete?.(raw) ?? raw, ids));
    const form = failuresOfForm(kind.args, raw);
    const failures = withoutIgnored([...form, ...(kind.faults?.(raw) ?? [])], olds, raw);
    const warnings = failures.length === 0 ? [kind.warning?.(raw)] : [];
    const checked = { inputs, failures, warnings, option, isNew: olds.accountId === undefined };
    return completeCheck(provider, checked, importingOf(kind, inputs));
  }

  async diff(id: string, olds: Properties, news: Properties) {
    const { kind, provider } = this;
    refuseForeignState("comparing", kind, id, olds);
    const inputs = this.inputsOf(news);
    const isThin = isThinState(kind.identity, olds);
    const compared = isThin ? namesOfShare : kind.identity;
    const identity = compared.filter((name) => !isSameId(olds[name], news[name]));
    const inPlace = kind.inPlace.filter(
      (name) => olds[name] !== news[name] && !isNamed(inputs.ignoreChanges, name),
    );
    const replaces = [...identity, ...inPlace.filter((name) => isNamed(inputs.replaceOnChanges, name))];
    const isReplaced = replaces.length > 0;
    const comparison = { id, noun: kind.noun, olds, news, isReplaced, importing: importingOf(kind, inputs) };
    const { mayBeReplaced } = await noteComparison(provider, comparison);
    const changed =
      isThin || inPlace.length > 0 || haveTimeoutsChanged(olds.timeouts as Timeouts, inputs.timeouts);
    // Cloudflare takes an account or a resource once.
    const deleteBeforeReplace = (isReplaced || mayBeReplaced) && identity.length === 0;
    return { changes: isReplaced || changed, replaces, deleteBeforeReplace };
  }

  async create(properties: Properties): Promise<{ id: string; outs: Properties }> {
    const { kind } = this;
    const work = this.begin("create", properties);
    const { context, inputs, doing } = work;
    const imported = await takeImport(context, importingOf(kind, inputs), inputs.import, inputs);
    if (imported) return imported;
    const make = async () => this.settle(work, await this.add(work), (ours) => this.add(work, ours));
    const made = await inWords(doing, make(), kind.body(inputs));
    return { id: made.id, outs: kind.outputs(inputs, made) };
  }

  async read(
    id: string,
    properties: Properties,
  ): Promise<{ id: string; props?: Properties; inputs?: Properties }> {
    const { kind } = this;
    const isOfState = isState(properties);
    if (isOfState) refuseForeignState("reading", kind, id, properties);
    const context = this.provider.get();
    const before = this.inputsOf(properties);
    const { accountId, shareId, recordId } = resolveRecordId(id, before, kind.idForm);
    const doing = `reading ${kind.noun} ${recordId} of share ${shareId}`;
    const missing = `share ${shareId} has no ${kind.noun} ${recordId}`;
    const readable = { id: recordId, isOfState, doing, missing };
    const wire = await readNoted(context, readable, this.findLive(context, { accountId, shareId }, recordId));
    if (!wire) return { id: "" };
    const live = kind.liveInputs({ ...before, accountId, shareId }, wire);
    return { id: wire.id, props: kind.outputs(live, wire), inputs: { ...(live as object) } };
  }

  /** In place; and the wait goes on, if it had failed. */
  async update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }> {
    const { kind } = this;
    refuseForeignState("updating", kind, id, olds);
    const work = this.begin("update", news, olds);
    const { context, inputs, doing } = work;
    const removed = `${doing}: it is removed on Cloudflare's side\nrun \`pulumi up --refresh\` to add it anew`;
    const change = async () => {
      const wire = await this.findLive(context, inputs, id);
      if (!wire) throw new ProviderError(removed);
      if (isThinState(kind.identity, olds)) refuseAnother(doing, kind.differences(inputs, wire));
      const ignored = ignoredAsLive(inputs, kind.inPlace, () => kind.liveInputs(inputs, wire));
      const wanted = { ...inputs, ...ignored };
      const amending = { ...work, inputs: wanted };
      const answered = await this.amend(amending, wire, { ...this.inputsOf(olds), ...ignored });
      const again = () => Promise.reject(new ProviderError(removed));
      const settled = await this.settle(amending, wire, again, { before: wire, answered });
      return kind.outputs(wanted, settled);
    };
    return { outs: await inWords(doing, change()) };
  }

  async delete(id: string, properties: Properties): Promise<void> {
    refuseForeignState("removing", this.kind, id, properties);
    const { context, inputs, doing, deadline } = this.begin("delete", properties);
    const doomed = this.doomed(context, inputs, id);
    const late = `${doomed.name} is still being removed`;
    const record = { id, entry: properties, name: doomed.name, ways: waysToReplace, deadline, late };
    await inWords(doing, deleteOwned(context, record, doomed));
  }

  private begin(operation: keyof typeof phrases, properties: Properties, olds?: Properties): Work<I> {
    const context = this.provider.get();
    const inputs = this.inputsOf(properties);
    const doing = phrases[operation](this.kind.nameOf(inputs), inputs.shareId);
    const deadline = context.clock.now() + this.provider.door.limitOf(operation, inputs.timeouts);
    return { context, inputs, doing, deadline, properties: { ...olds, ...properties } };
  }

  private inputsOf(properties: Properties): I {
    const { identity, inPlace } = this.kind;
    return pick<I>(properties, [...identity, ...inPlace, ...optionNames]);
  }

  private async findLive(context: Context, ref: ShareRef, id: string): Promise<W | undefined> {
    const { wire } = (await this.kind.find(context, ref, id)) ?? {};
    return wire && this.kind.isLive(wire) ? wire : undefined;
  }

  /**
   * By one POST; a record that is there already is somebody's, and is never taken over unasked.
   *
   * @param ours the id under which it was there before
   */
  private add({ context, inputs }: Work<I>, ours?: string): Promise<W> {
    const { kind } = this;
    const { ownership, clock } = context;
    const { accountId, shareId } = inputs;
    const name = kind.nameOf(inputs);
    const orRefused = (there: W | undefined) => {
      if (!there || there.id === ours) return there;
      throw new ProviderError(
        `${name} is on share ${shareId} already\nto manage it here, set the option import: "${accountId}/${shareId}/${there.id}"; if this is a forced replacement (--replace, taint), set deleteBeforeReplace: true`,
      );
    };
    return ownership.inTurn(`${name} ${shareId}`, async () => {
      const there = orRefused(await kind.findLike(context, inputs));
      if (there) return there;
      const find = () => findWithinListLag(clock, () => kind.findLike(context, inputs));
      // Of a record that reads do not show yet, the refusal of the POST tells.
      const made = await unlessThere(kind.add(context, inputs, find), async () => orRefused(await find()));
      if (made.id === ours || ownership.take(made.id, "creation", inputs)) return made;
      throw new ProviderError(`another resource of this program already holds record ${made.id}`);
    });
  }

  /** What may have been carried out is known to the state as both. */
  private async amend(
    { context, inputs, doing, properties }: Work<I>,
    wire: W,
    before: I,
  ): Promise<W | undefined> {
    const { kind } = this;
    try {
      return await kind.amend?.(context, inputs, wire, before);
    } catch (error) {
      if (isRefused(error)) throw error;
      const { message } = describeFailure(doing, error, kind.body(inputs));
      const known = { ...properties, ...kind.outputs(kind.either?.(inputs, before) ?? inputs, wire) };
      throw new InitFailure(message, wire.id, known, { cause: error });
    }
  }

  /**
   * Until the record is as declared everywhere.
   *
   * @param again asks once more for a record that was still leaving when it was asked for, and has left since
   * @param change the record as it was before, and as the change was answered; a new one has neither
   */
  private async settle(
    work: Work<I>,
    record: W,
    again: (ours: string) => Promise<W>,
    change: { before?: W; answered?: W | undefined } = {},
  ): Promise<W> {
    const { kind } = this;
    const { context, inputs } = work;
    const differing = (wire: W | undefined) => (wire && kind.differing?.(inputs, wire)) ?? [];
    const values = new KeptValues(differing(change.before), differing(change.answered));
    const name = kind.nameOf(inputs);
    let made = record;
    let open: Open[] = [];
    const poll = async (): Promise<Poll<W | undefined>> => {
      const found = await kind.find(context, inputs, made.id);
      if (!found) throw noShare(inputs);
      const kept = values.noteRead(differing(found.wire));
      open = kept.length > 0 ? kept : await kind.open(context, inputs, found);
      const about = (progress: string) => `${found.share.name}: ${progress}`;
      if (found.wire && open.length === 0)
        return { state: "done", value: found.wire, progress: about(`${name} ${kind.done}`) };
      if (open.length > 0 && open.every(({ state }) => state === "failed"))
        return { state: "done", value: undefined };
      if (open.some(({ state }) => state === "left")) made = await again(made.id);
      return { state: "pending", progress: about(summarize(open, 1)) };
    };
    try {
      const settled = await waitFor({ ...context, poll, deadline: work.deadline });
      if (settled) return settled;
      const way = open.every(({ state }) => state === "failed") ? "" : "; customTimeouts allow more time";
      throw new ProviderError(
        `${name} is on share ${inputs.shareId}, but not everything was delivered\n${summarize(open, 50)}${way}`,
      );
    } catch (error) {
      const properties = { ...work.properties, ...kind.outputs(inputs, made) };
      throw new InitFailure(describeFailure(work.doing, error).message, made.id, properties, {
        cause: error,
      });
    }
  }

  private doomed(context: Context, inputs: I, id: string): Doomed {
    const { kind } = this;
    return {
      name: `${kind.nameOf(inputs)} of share ${inputs.shareId}`,
      send: () => kind.remove(context, inputs, id).then(() => false),
      find: async () => {
        const { share, wire } = (await kind.find(context, inputs, id)) ?? {};
        if (!share || !wire) return undefined;
        const status = kind.statusOf(wire);
        if (["disassociated", "deleted"].includes(status)) return undefined;
        return {
          status,
          isLeaving: !kind.isLive(wire),
          isBusy: hasAssociating(share),
          explainRefusal: () => kind.explainRefusal?.(inputs, share),
        };
      },
    };
  }
}
