import type { ShareWire } from "../../provider/api/wire";
import { canonicalMeta } from "../../provider/base/values";
import { type ProgramDeclaration, type RunResult, TestStack } from "../engine/stack";
import type { LiveApi } from "./api";
import { type StepResult, writesOf } from "./report";
import type { LiveSettings } from "./settings";
import type { Traffic } from "./traffic";

export interface Surroundings {
  settings: LiveSettings;
  api: LiveApi;
  traffic: Traffic;
  /** Where the engine finds the API. */
  engineUrl: string;
  /** Of this run's share. */
  name: string;
  /** Ends everything but the cleaning up. */
  interruption: AbortSignal;
  /** What broke under the engine's last request without an answer. */
  lastFault(): string | undefined;
  report(result: StepResult): void;
}

/** What a change of the program makes of the share, as far as the steps change it. */
interface Wanted {
  recipients: string[];
  meta: Record<string, unknown>;
}

interface Expected {
  operations: Record<string, number>;
  /** The engine's writes, in order; reads are as many as waiting takes. */
  writes: string[];
  requests?: number;
}

/** The life of one small share on the real engine, told in order. Every step is judged alone. */
export class Lifecycle {
  private stack: TestStack | undefined;
  private wanted: Wanted;
  private shareId = "";
  private isBroken = false;

  constructor(private readonly around: Surroundings) {
    this.wanted = { recipients: [around.settings.recipient], meta: {} };
  }

  async run(): Promise<void> {
    const { secondRecipient, recipient } = this.around.settings;
    const isCreated = await this.step("create", () => this.create());
    if (isCreated) {
      await this.step("up again", () =>
        this.change({}, { operations: { same: 1 }, writes: [], requests: 0 }),
      );
      const put = { operations: { update: 1 }, writes: ["PUT recipients"] };
      if (secondRecipient) {
        await this.step("+1 recipient", () => this.change({ recipients: [recipient, secondRecipient] }, put));
        await this.step("-1 recipient", () => this.change({ recipients: [recipient] }, put));
      } else {
        this.leaveOut("+1 recipient", "SHARING_LIVE_SECOND_RECIPIENT is not set");
        this.leaveOut("-1 recipient", "SHARING_LIVE_SECOND_RECIPIENT is not set");
      }
      const meta = { note: "set by the live check" };
      await this.step("meta", () =>
        this.change({ meta }, { operations: { update: 1 }, writes: ["PUT resource"] }),
      );
      await this.step("refresh", () => this.refresh());
      await this.step("import", () => this.import());
    }
    await this.step("destroy", () => this.destroy());
  }

  /** Runs, judges and reports one step; false if it failed. None begins once interrupted or cut off. */
  private async step(name: string, act: () => Promise<string[]>): Promise<boolean> {
    const { interruption, traffic, report } = this.around;
    if (interruption.aborted) return this.leaveOut(name, "interrupted");
    if (this.isBroken) return this.leaveOut(name, "the API does not answer");
    const begun = traffic.exchanges.length;
    const start = performance.now();
    const reasons = await act().catch((error: unknown) => [
      tail(error instanceof Error ? error.message : String(error)),
    ]);
    const requests = traffic.ofEngine(begun);
    const isCutOff = reasons.length > 0 && requests.length > 0 && requests.at(-1)?.answer === undefined;
    // A lost answer that the provider made good is no fault; one at the end is why the step failed.
    if (isCutOff && !interruption.aborted) {
      this.isBroken = true;
      reasons.push(this.around.lastFault() ?? "no answer came");
    }
    const state = reasons.length === 0 ? "ok" : "FAILED";
    report({ name, state, reasons, requests, seconds: (performance.now() - start) / 1_000 });
    return state === "ok";
  }

  private leaveOut(name: string, reason: string): false {
    this.around.report({ name, state: "left out", reasons: [reason], requests: [], seconds: 0 });
    return false;
  }

  private async create(): Promise<string[]> {
    this.stack = await this.open(this.program(this.wanted));
    return this.change({}, { operations: { create: 1 }, writes: ["POST shares"] });
  }

  /** Declares, ups, and looks at the API whether it came to be; a change that failed is not asked for again. */
  private async change(change: Partial<Wanted>, expected: Expected): Promise<string[]> {
    const { traffic, interruption } = this.around;
    const stack = this.openStack();
    const wanted = { ...this.wanted, ...change };
    await stack.declare(this.program(wanted));
    const begun = traffic.exchanges.length;
    const run = await stack.up({ signal: interruption });
    const faults = [...runFaults(run, expected.operations), ...requestFaults(traffic, begun, expected)];
    const [share] = await stack.resources();
    this.shareId = share?.id ?? this.shareId;
    if (run.ok) faults.push(...(await this.liveFaults(wanted)));
    if (faults.length === 0) this.wanted = wanted;
    else await stack.declare(this.program(this.wanted));
    return faults;
  }

  /** Untouched since, the share must be as the state has it: no drift, and nothing to do afterwards. */
  private async refresh(): Promise<string[]> {
    const { traffic, interruption } = this.around;
    const stack = this.openStack();
    const begun = traffic.exchanges.length;
    const refreshed = await stack.refresh({ signal: interruption });
    const drift = driftIn(refreshed);
    const preview = await stack.preview({ signal: interruption });
    return [
      ...runFaults(refreshed),
      ...(drift.length > 0
        ? [`the refresh shows drift: ${drift.join(", ")}\n${tail(refreshed.output)}`]
        : []),
      ...runFaults(preview, { same: 1 }),
      ...requestFaults(traffic, begun, { writes: [] }),
    ];
  }

  /** A second program takes the share over, and forgets it again: both without a write. */
  private async import(): Promise<string[]> {
    const { traffic, interruption, settings } = this.around;
    const begun = traffic.exchanges.length;
    const options = { import: `${settings.owner}/${this.shareId}`, retainOnDelete: true };
    const importer = await this.open(this.program(this.wanted, options));
    const signal = { signal: interruption };
    const preview = runFaults(await importer.preview(signal), { create: 1 });
    // What the preview would change is not to be tried.
    if (preview.length > 0) return preview;
    const up = runFaults(await importer.up(signal), { create: 1 });
    const forgotten = runFaults(await importer.destroy(signal));
    const live = await this.liveFaults(this.wanted);
    return [...up, ...forgotten, ...requestFaults(traffic, begun, { writes: [] }), ...live];
  }

  private async destroy(): Promise<string[]> {
    const { traffic, interruption, api } = this.around;
    const stack = this.openStack();
    if ((await stack.resources()).length === 0) return ["the state holds no share"];
    const begun = traffic.exchanges.length;
    const run = await stack.destroy({ signal: interruption });
    const faults = [
      ...runFaults(run, { delete: 1 }),
      ...requestFaults(traffic, begun, { writes: ["DELETE share"] }),
    ];
    const left = run.ok ? await api.find(this.shareId) : undefined;
    return left ? [...faults, `destroyed, and the API still has the share: ${left.status}`] : faults;
  }

  /** Asks the API, and not the state, whether the share is as the program wants it. */
  private async liveFaults(wanted: Wanted): Promise<string[]> {
    const { api } = this.around;
    const share = await api.find(this.shareId);
    if (share?.status !== "active") return [`on the API the share is ${share?.status ?? "gone"}, not active`];
    const accounts = await api.liveRecipients(this.shareId);
    const hasRecipients = accounts.toSorted().join() === wanted.recipients.toSorted().join();
    return [
      ...(hasRecipients ? [] : [`on the API the share is for ${accounts.join(", ") || "nobody"}`]),
      ...metaFaults(share, wanted),
    ];
  }

  private openStack(): TestStack {
    if (!this.stack) throw new Error("there is no stack: it could not be made");
    return this.stack;
  }

  private async open(program: ProgramDeclaration): Promise<TestStack> {
    const { engineUrl, settings } = this.around;
    const env = { ...settings.credentialsEnv, CLOUDFLARE_BASE_URL: engineUrl };
    const stack = await TestStack.open(program, env, { ownProcess: "first" });
    // An account's name, which is an output, often has the address of its owner.
    stack.secrets = stack.secrets.filter((name) => name !== "CLOUDFLARE_EMAIL");
    return stack;
  }

  private program({ recipients, meta }: Wanted, opts: Record<string, unknown> = {}): ProgramDeclaration {
    const { settings, name } = this.around;
    const args = {
      accountId: settings.owner,
      name,
      recipients: recipients.map((recipientAccountId) => ({ recipientAccountId })),
      resources: [{ resourceType: "custom-ruleset", resourceId: settings.ruleset, meta }],
    };
    return { shares: [{ name: "live-check", args, opts }] };
  }
}

function metaFaults({ resources }: ShareWire, { meta }: Wanted): string[] {
  const live = (resources ?? []).filter(({ status }) => status === "active");
  const isSame = live.length === 1 && canonicalMeta(live[0]?.meta) === canonicalMeta(meta);
  return isSame ? [] : [`on the API the share has ${live.length} live resources, or another meta`];
}

function runFaults(run: RunResult, operations?: Record<string, number>): string[] {
  if (!run.ok) return [tail(run.output)];
  if (!operations) return [];
  const isExpected = JSON.stringify(run.operations) === JSON.stringify(operations);
  return isExpected
    ? []
    : [`planned ${inWords(run.operations)}, not ${inWords(operations)}\n${tail(run.output)}`];
}

function requestFaults(traffic: Traffic, begun: number, expected: Omit<Expected, "operations">): string[] {
  const sent = traffic.ofEngine(begun);
  const writes = writesOf(sent).join(", ") || "none";
  const expectedWrites = expected.writes.join(", ") || "none";
  return [
    ...(writes === expectedWrites ? [] : [`writes sent: ${writes}; expected: ${expectedWrites}`]),
    ...(expected.requests === undefined || sent.length === expected.requests
      ? []
      : [`${sent.length} requests sent, ${expected.requests} expected`]),
  ];
}

/** What a refresh would change of the state: "1 update". */
function driftIn({ events }: RunResult): string[] {
  const changes = events.findLast(({ summaryEvent }) => summaryEvent)?.summaryEvent?.resourceChanges ?? {};
  return Object.entries(changes)
    .filter(([operation, count]) => operation !== "same" && count)
    .map(([operation, count]) => `${count} ${operation}`);
}

const inWords = (operations: Record<string, number>): string =>
  Object.entries(operations)
    .map(([operation, count]) => `${count} ${operation}`)
    .join(", ") || "nothing";

/** What the CLI says under Diagnostics, or else the end of what it printed. */
function tail(output: string): string {
  const [, diagnostics] = /\nDiagnostics:\n([\s\S]*?)\n(?:Outputs|Resources):/.exec(output) ?? [];
  return (diagnostics ?? output.trim().split("\n").slice(-25).join("\n")).trim();
}
