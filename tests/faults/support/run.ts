import { InitFailure } from "../../../provider/base/initFailure";
import type { CheckFailure } from "../../../provider/base/schema";
import { unknownValue } from "../../../provider/base/values";
import {
  type Declared,
  type Entry,
  type Got,
  type Kind,
  newEntry,
  type Program,
  type Properties,
  plain,
} from "./program";

export interface Lifecycle {
  check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: CheckFailure[] }>;
  /** @returns `detailed` by property paths */
  diff(
    id: string,
    olds: Properties,
    news: Properties,
    oldInputs: Properties,
  ): Promise<{ changes: boolean; replaces: string[]; deleteBeforeReplace?: boolean; detailed?: object }>;
  create(inputs: Properties): Promise<{ id: string; outs: Properties }>;
  read(id: string, properties: Properties): Promise<{ id?: string; props?: Properties; inputs?: Properties }>;
  update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }>;
  delete(id: string, properties: Properties): Promise<void>;
}

/** The provider of one resource. */
export type Providers = (one: { kind: Kind; name: string }) => Lifecycle;

/** One run of the engine on a state, with a provider process of its own. The first failure ends it. */
export class Run {
  private readonly registered = new Set<string>();

  constructor(
    private readonly state: Entry[],
    private readonly providers: Providers,
    private readonly optionsGoTo: "properties" | "engine",
  ) {}

  /** @param atOnce as the engine does, and not one after the other */
  async refresh(atOnce: boolean): Promise<void> {
    const turns: Promise<void>[] = [];
    for (const entry of [...this.state]) {
      const turn = this.refreshOne(entry);
      turns.push(turn);
      if (!atOnce) await turn;
    }
    await allDone(turns);
  }

  /** What a refresh compares is only shown to the user. */
  private async refreshOne(entry: Entry): Promise<void> {
    const provider = this.providers(entry);
    const { id, props = {}, inputs = entry.inputs } = await provider.read(entry.id, plain(entry.outputs));
    if (!id) return this.remove(entry);
    if (!entry.external) await provider.diff(id, plain(props), plain(entry.inputs), plain(inputs));
    Object.assign(entry, { id, inputs: plain(inputs), outputs: plain(props), initFailed: false });
  }

  /** @param atOnce resources that don't depend on each other are not waited for in turn */
  async up(program: Program, forced: ReadonlySet<string>, atOnce: boolean): Promise<void> {
    const turns = new Map<string, Promise<void>>();
    for (const one of program) {
      const host = "on" in one && one.on ? turns.get(one.on) : undefined;
      const turn = (host ?? Promise.resolve()).then(() => this.register(one, forced.has(one.name)));
      turns.set(one.name, turn);
      turn.catch(() => undefined);
      if (!atOnce) await turn;
    }
    await allDone([...turns.values()]);
    const names = new Set(program.map(({ name }) => name));
    await this.deleteAll((entry) => entry.isReplaced || !names.has(entry.name), atOnce);
  }

  /** Attachments before the shares that they are on. */
  async deleteAll(isLeaving: (entry: Entry) => boolean, atOnce = false): Promise<void> {
    const leaving = this.state.filter(isLeaving).reverse();
    for (const isShare of [false, true]) {
      const group = leaving.filter(({ kind }) => (kind === "share") === isShare);
      if (atOnce) await allDone(group.map((entry) => this.delete(entry)));
      else for (const entry of group) await this.delete(entry);
    }
  }

  private async register(one: Declared | Got, isForced: boolean): Promise<void> {
    this.registered.add(one.name);
    if ("get" in one) return this.readForGet(one);
    const { args, importId, replaceOnChanges } = this.goal(one);
    let old = this.current(one.name);
    if (importId && (!old || old.external || (old.importId ?? old.id) !== importId))
      old = await this.import(one, importId, old);
    if (!old || old.external) return this.create(one, await this.check(one, {}, args), old);
    old.importId = importId;
    const replace = async (deletesFirst = false) => {
      if (importId)
        throw new Error(`${one.name}: previously-imported resources may not be replaced; remove import`);
      const whole = { ...one, deleteBeforeReplace: one.deleteBeforeReplace ?? deletesFirst };
      return this.replace(whole, await this.check(one, {}, args), old);
    };
    // Neither the inputs in the state nor a comparison: the provider is not told that it is a replacement.
    if (isForced || old.tainted) return replace();
    const inputs = await this.check(one, old.inputs, args);
    const provider = this.providers(one);
    const diff = await provider.diff(old.id, plain(old.outputs), plain(inputs), plain(old.inputs));
    const { changes, replaces, deleteBeforeReplace, detailed = {} } = diff;
    const isNamed = (path: string) =>
      replaceOnChanges.some((one) => one === "*" || path.split(/[.[]/)[0] === one);
    const isForcedByOption = Object.keys(detailed).some(isNamed) || (old.initFailed && isNamed("*"));
    if (replaces.length > 0 || isForcedByOption) return replace(deleteBeforeReplace);
    if (changes || old.initFailed) return this.update(old, inputs);
    old.inputs = inputs;
  }

  /** What the program wants of a resource: its properties, and what the engine itself does about its options. */
  private goal(one: Declared) {
    const args = one.on ? { ...one.args, shareId: this.current(one.on)?.id } : one.args;
    const { import: importId, timeouts, replaceOnChanges = [], ...properties } = args as Options & Properties;
    return this.optionsGoTo === "engine"
      ? { args: properties as Properties, importId, replaceOnChanges }
      : { args, replaceOnChanges };
  }

  /** The engine's own: what is there comes into the state as it is, and is then compared like any other. */
  private async import(one: Declared, importId: string, old: Entry | undefined): Promise<Entry> {
    const { id, props = {}, inputs = {} } = await this.providers(one).read(importId, {});
    if (!id) throw new Error(`resource '${importId}' does not exist`);
    const { name, kind, on } = one;
    const entry = newEntry({ name, kind, on, id, inputs: plain(inputs), outputs: plain(props), importId });
    this.put(entry, old);
    return entry;
  }

  private async check({ kind, name }: Declared, olds: Properties, args: Properties): Promise<Properties> {
    const { inputs, failures } = await this.providers({ kind, name }).check(plain(olds), plain(args));
    const faults = failures.map(({ property, reason }) => `${property}: ${reason}`);
    if (faults.length > 0) throw new Error(`checking ${name}: ${faults.join("\n")}`);
    return plain(inputs);
  }

  private async replace(one: Declared, inputs: Properties, old: Entry): Promise<void> {
    if (!one.deleteBeforeReplace) return this.create(one, inputs, old);
    await this.deleteDependents(old);
    await this.delete(old);
    await this.create(one, inputs);
  }

  /** What must be replaced with it goes first, and comes back when the program registers it. */
  private async deleteDependents(host: Entry): Promise<void> {
    const dependents = this.state.filter(
      (one) => one.on === host.name && !one.isReplaced && !this.registered.has(one.name),
    );
    for (const entry of dependents) {
      const inputs = { ...entry.inputs, shareId: unknownValue };
      const { replaces } = await this.providers(entry).diff(
        entry.id,
        plain(entry.outputs),
        inputs,
        plain(entry.inputs),
      );
      if (replaces.length === 0 || this.registered.has(entry.name)) continue;
      // The program may register it meanwhile: then it is a new one.
      entry.isReplaced = true;
      await this.delete(entry).finally(() => {
        entry.isReplaced = false;
      });
    }
  }

  /** @param old what it replaces, to be deleted at the end of the run */
  private async create(one: Declared, inputs: Properties, old?: Entry): Promise<void> {
    const { name, kind, on } = one;
    const put = (id: string, outputs: Properties, initFailed: boolean) =>
      this.put({ ...newEntry({ name, kind, on, id, inputs, outputs: plain(outputs) }), initFailed }, old);
    try {
      const { id, outs } = await this.providers({ kind, name }).create(plain(inputs));
      put(id, outs, false);
    } catch (error) {
      if (error instanceof InitFailure) put(error.id, error.properties, true);
      throw error;
    }
  }

  private put(entry: Entry, old: Entry | undefined): void {
    if (old?.external) this.remove(old);
    else if (old) old.isReplaced = true;
    this.state.push(entry);
  }

  private async update(entry: Entry, inputs: Properties): Promise<void> {
    const put = (outputs: Properties, initFailed: boolean) =>
      Object.assign(entry, { inputs, outputs: plain(outputs), initFailed });
    try {
      const { outs } = await this.providers(entry).update(entry.id, plain(entry.outputs), plain(inputs));
      put(outs, false);
    } catch (error) {
      if (error instanceof InitFailure) put(error.properties, true);
      throw error;
    }
  }

  private async delete(entry: Entry): Promise<void> {
    if (!entry.external) await this.providers(entry).delete(entry.id, plain(entry.outputs));
    this.remove(entry);
  }

  /** In place of a managed resource of the same id, the entry merely changes hands. */
  private async readForGet({ name, kind, get, args }: Got): Promise<void> {
    const { id = "", props = {} } = await this.providers({ kind, name }).read(get, plain(args));
    const old = this.current(name);
    if (old && !old.external && old.id !== get) old.isReplaced = true;
    else if (old) this.remove(old);
    const entry = newEntry({ name, kind, id, inputs: args, outputs: plain(props) });
    this.state.push({ ...entry, external: true });
  }

  private current(name: string): Entry | undefined {
    return this.state.find((entry) => entry.name === name && !entry.isReplaced);
  }

  private remove(entry: Entry): void {
    const place = this.state.indexOf(entry);
    if (place < 0) throw new Error(`${entry.name} is not in the state`);
    this.state.splice(place, 1);
  }
}

/** Options of a resource that the class of the Node SDK hands over as properties. */
interface Options {
  import?: string;
  timeouts?: object;
  replaceOnChanges?: string[];
}

/** Waits for all, whatever becomes of the others; throws what all failures say. */
async function allDone(work: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(work);
  const reasons = results.flatMap((result) => (result.status === "rejected" ? [result.reason as Error] : []));
  const messages = new Set(reasons.map(({ message }) => message));
  if (messages.size > 1) throw new Error([...messages].join("\n\n"));
  if (reasons[0]) throw reasons[0];
}
