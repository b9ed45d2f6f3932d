import type { ShareRef } from "../api/endpoints";
import { ApiError, describeFailure, unlessThere } from "../api/errors";
import { refuseOtherImport, resolveRecordId } from "../base/importId";
import { InitFailure } from "../base/initFailure";
import { ProviderError } from "../base/providerError";
import { engineMayReplace, replacesOn } from "../base/replaceOnChanges";
import {
  type CheckFailure,
  canonicalValue,
  failuresOfForm,
  printableFailures,
  withAccountHelp,
} from "../base/schema";
import { haveTimeoutsChanged, limitOf, type Timeouts } from "../base/timeouts";
import { pick } from "../base/values";
import { findWithinListLag, type Poll, waitFor, waitGone } from "../base/waitFor";
import { isToBeDeleted, noteComparison } from "../model/handover";
import type { Open } from "../model/openMatters";
import { summarize } from "../model/progress";
import type { Context, ProviderProcess } from "../process";
import { checkImportedRecord, importRecord } from "./importing";
import { type AttachmentInputs, type AttachmentKind, noShare, type Properties } from "./kind";

const waysToReplace = "set deleteBeforeReplace: true, and no option import";

/** One record on its way. */
interface Work<W> {
  doing: string;
  deadline: number;
  made: W;
  /** What the state keeps if it does not arrive. */
  properties: object;
  /** Asks again for a record that has left. */
  again(ours: string): Promise<W>;
}

/** What Pulumi asks of the provider of one recipient or one resource of a share: a share's story, in small. */
export class AttachmentLifecycle<I extends AttachmentInputs, W extends { id: string }> {
  constructor(
    private readonly provider: ProviderProcess,
    private readonly kind: AttachmentKind<I, W>,
  ) {}

  async check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: CheckFailure[] }> {
    const { kind, provider } = this;
    const { import: importId, ...declared } = news;
    const raw: Properties = { ...declared, accountId: declared.accountId ?? provider.accountId() };
    const failures = [
      ...failuresOfForm(kind.args, raw).map(withAccountHelp(raw)),
      ...(kind.faults?.(raw) ?? []),
      ...provider.settingsFailures(),
    ];
    const warning = failures.length === 0 ? kind.warning?.(raw) : undefined;
    if (warning) provider.warnOnce(warning);
    const inputs = this.inputsOf(canonicalValue(kind.complete?.(raw) ?? raw, kind.ids));
    const isDue = olds.accountId === undefined && failures.length === 0;
    failures.push(...(await checkImportedRecord(provider, kind, importId, inputs, isDue)));
    const taken: Properties = {
      ...(inputs as object),
      ...(importId === undefined ? {} : { import: importId }),
    };
    provider.ownership.noteCheck(taken);
    return { inputs: taken, failures: printableFailures(failures) };
  }

  async diff(id: string, olds: Properties, news: Properties) {
    const { kind, provider } = this;
    refuseOtherImport(news.import, id, kind.noun, olds.import);
    const inputs = this.inputsOf(news);
    // An id's capitals are no difference.
    const text = (value: unknown) => String(value).toLowerCase();
    const identity = kind.identity.filter((name) => text(olds[name]) !== text(news[name]));
    const inPlace = kind.inPlace.filter((name) => olds[name] !== news[name]);
    const replaces = [...identity, ...inPlace.filter((name) => replacesOn(inputs.replaceOnChanges, name))];
    const mayBeReplaced = engineMayReplace(inputs.replaceOnChanges, olds);
    const isReplaced = replaces.length > 0;
    noteComparison(provider.ownership, { id, noun: kind.noun, olds, news, isReplaced, mayBeReplaced });
    const changed = inPlace.length > 0 || haveTimeoutsChanged(olds.timeouts as Timeouts, inputs.timeouts);
    return { changes: isReplaced || changed, replaces, deleteBeforeReplace: false };
  }

  async create(properties: Properties): Promise<{ id: string; outs: Properties }> {
    const { kind } = this;
    const context = this.provider.get();
    const inputs = this.inputsOf(properties);
    const deadline = context.clock.now() + limitOf(inputs.timeouts, "create");
    const name = kind.nameOf(inputs);
    const imported = await importRecord(
      context,
      kind,
      inputs,
      `importing ${name} of share ${inputs.shareId}`,
    );
    if (imported) return { id: imported.id, outs: kind.outputs(inputs, imported) };
    const doing = `adding ${name} to share ${inputs.shareId}`;
    try {
      const made = await this.add(context, inputs);
      const again = (ours: string) => this.add(context, inputs, ours);
      const settled = await this.settle(context, inputs, { doing, deadline, made, properties, again });
      return { id: settled.id, outs: kind.outputs(inputs, settled) };
    } catch (error) {
      throw describeFailure(doing, error, kind.body(inputs));
    }
  }

  async read(
    id: string,
    properties: Properties,
  ): Promise<{ id: string; props?: Properties; inputs?: Properties }> {
    const { kind } = this;
    const context = this.provider.get();
    const { ownership } = context;
    const before = this.inputsOf(properties);
    const { accountId, shareId, recordId } = resolveRecordId(id, before, kind.idForm);
    const isOfState = properties[kind.stateOutput] !== undefined;
    try {
      const found = await kind.find(context, { accountId, shareId }, recordId);
      if (!found?.record?.isLive) {
        if (!isOfState) throw new ProviderError(`share ${shareId} has no ${kind.noun} ${recordId}`);
        ownership.noteGone(recordId);
        return { id: "" };
      }
      if (isOfState) ownership.noteRefresh(recordId);
      else ownership.noteGet(recordId);
      const { wire } = found.record;
      const live = kind.liveInputs({ ...before, accountId, shareId }, wire);
      return { id: wire.id, props: kind.outputs(live, wire), inputs: { ...(live as object) } };
    } catch (error) {
      throw describeFailure(`reading ${kind.noun} ${recordId} of share ${shareId}`, error);
    }
  }

  /** In place; and the wait goes on, if it had failed. */
  async update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }> {
    const { kind } = this;
    const context = this.provider.get();
    const inputs = this.inputsOf(news);
    const deadline = context.clock.now() + limitOf(inputs.timeouts, "update");
    const doing = `updating ${kind.nameOf(inputs)} of share ${inputs.shareId}`;
    const removed = () =>
      new ProviderError(
        `${doing}: it is removed on Cloudflare's side\nrun \`pulumi up --refresh\` to add it anew`,
      );
    try {
      const found = await kind.find(context, inputs, id);
      if (!found?.record?.isLive) throw removed();
      await kind.amend?.(context, inputs, found.record.wire, this.inputsOf(olds));
      const made = found.record.wire;
      const properties = { ...olds, ...news };
      const again = () => Promise.reject(removed());
      const wire = await this.settle(context, inputs, { doing, deadline, made, properties, again });
      return { outs: kind.outputs(inputs, wire) };
    } catch (error) {
      throw describeFailure(doing, error);
    }
  }

  async delete(id: string, properties: Properties): Promise<void> {
    const { kind } = this;
    const context = this.provider.get();
    const inputs = this.inputsOf(properties);
    const name = `${kind.nameOf(inputs)} of share ${inputs.shareId}`;
    try {
      const verdict = context.ownership.decideDeletion(id, properties);
      if (!isToBeDeleted(verdict, { name, ways: waysToReplace }, context.say)) return;
      await this.remove(context, inputs, id);
      const { clock, say } = context;
      const deadline = clock.now() + limitOf(inputs.timeouts, "delete");
      const isGone = await waitGone({ clock, say, deadline }, name, async () => {
        const status = (await kind.find(context, inputs, id))?.record?.status;
        return status === "disassociated" || status === "deleted" ? undefined : status;
      });
      if (isGone) return;
      throw new ProviderError(
        `${name} is still being removed\nrun it again, or allow more time by customTimeouts.delete`,
      );
    } catch (error) {
      throw describeFailure(`removing ${kind.nameOf(inputs)} from share ${inputs.shareId}`, error);
    }
  }

  private inputsOf(properties: Properties): I {
    return pick<I>(properties, this.kind.inputNames);
  }

  /**
   * By one POST; a record that is there already is somebody's, and is never taken over unasked.
   *
   * @param ours the id under which it was there before
   */
  private add(context: Context, inputs: I, ours?: string): Promise<W> {
    const { kind } = this;
    const { ownership, clock } = context;
    const name = kind.nameOf(inputs);
    return ownership.inTurn(`${name} ${inputs.shareId}`, async () => {
      const there = await kind.findLike(context, inputs);
      if (there && there.id !== ours) throw alreadyThere(name, inputs, there.id);
      if (there) return there;
      const find = () => findWithinListLag(clock, () => kind.findLike(context, inputs));
      // Of a record that reads did not show yet, the refusal of the POST tells.
      const findOther = async () => {
        const other = await find();
        if (other && other.id !== ours) throw alreadyThere(name, inputs, other.id);
        return other;
      };
      const made = await unlessThere(kind.add(context, inputs, find), findOther);
      if (made.id === ours || ownership.take(made.id, "creation", inputs)) return made;
      throw new ProviderError(`another resource of this program already holds record ${made.id}`);
    });
  }

  /**
   * Until the record is as declared everywhere. Cloudflare may take a POST for a record that is still leaving: once
   * it has left, it is asked for again, and may be another record then.
   */
  private async settle(context: Context, inputs: I, work: Work<W>): Promise<W> {
    const { kind } = this;
    const { clock, say } = context;
    let { made } = work;
    let open: Open[] = [];
    const poll = async (): Promise<Poll<W>> => {
      const found = await kind.poll(context, inputs, made.id);
      if (!found) throw noShare(inputs);
      const { share, record } = found;
      open = found.open;
      if (record && open.length === 0) {
        return {
          state: "done",
          value: record.wire,
          progress: `${share.name}: ${kind.nameOf(inputs)} ${kind.done}`,
        };
      }
      if (open.length > 0 && open.every(({ state }) => state === "failed"))
        throw undelivered(kind.nameOf(inputs), inputs, open);
      if (open.some(({ state }) => state === "left")) made = await work.again(made.id);
      return { state: "pending", progress: `${share.name}: ${summarize(open, 1)}` };
    };
    try {
      const settled = await waitFor({ poll, clock, deadline: work.deadline, say });
      if (settled) return settled;
      throw undelivered(kind.nameOf(inputs), inputs, open);
    } catch (error) {
      const { message } = describeFailure(work.doing, error);
      const properties = { ...work.properties, ...kind.outputs(inputs, made) };
      throw new InitFailure(message, made.id, properties, { cause: error });
    }
  }

  /** What is gone already, or went with its share, is as it was asked for. */
  private async remove(context: Context, inputs: I, id: string): Promise<void> {
    const { kind } = this;
    if (!(await kind.find(context, inputs, id))?.record?.isLive) return;
    try {
      await kind.remove(context, inputs, id);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.isMissing) return;
      const found = await kind.find(context, inputs, id).catch(() => {
        throw error;
      });
      if (found?.record?.isLive) throw kind.explainRefusal?.(inputs, found.share) ?? error;
    }
  }
}

function alreadyThere(name: string, { accountId, shareId }: ShareRef, id: string): ProviderError {
  return new ProviderError(
    `${name} is on share ${shareId} already\nto manage it here, set the option import: "${accountId}/${shareId}/${id}"; if this is a forced replacement (--replace, taint), set deleteBeforeReplace: true`,
  );
}

function undelivered(name: string, { shareId }: ShareRef, open: readonly Open[]): ProviderError {
  return new ProviderError(
    `${name} is on share ${shareId}, but not everything was delivered\n${summarize(open, 50)}; customTimeouts allow more time`,
  );
}
