import { CloudflareClient } from "./api/client";
import { type Clock, systemClock } from "./base/clock";
import type { Limit } from "./base/limit";
import type { CheckFailure } from "./base/schema";
import { printable } from "./base/text";
import { type Door, dynamicDoor, type Report } from "./door";
import { explainKeptConfig } from "./keptConfig";
import { Ownership } from "./ownership";
import { RunNotes } from "./runNotes";
import {
  haveCredentialsFromConfig,
  knownCredentials,
  resolveAccountId,
  resolveRemovalLimit,
  resolveSettings,
  type Settings,
  type StackConfig,
  settingFaults,
} from "./settings";
import { type ListedShares, listsFor } from "./share/listedShares";
import { ShareListing } from "./share/listing";

/** What an operation works with. */
export interface Context extends Report {
  client: CloudflareClient;
  clock: Clock;
  ownership: Ownership;
  /** What the other providers of this run have read. */
  notes: RunNotes;
  listing: ShareListing;
  /** Shares by pages of their account's list. */
  lists: { forReads: ListedShares; forPolls: ListedShares };
}

export interface ProcessOptions {
  clock?: Clock;
  /** The dynamic one unless given. */
  door?: Door;
  /** Where the dynamic door prints. */
  say?: (line: string) => void;
  env?: NodeJS.ProcessEnv;
  /** The address of the engine that started this process. */
  engine?: string;
  attemptLimitMs?: number;
}

/** What one provider instance has: one client, so that all requests share one pace, and one record of owners. */
export class ProviderProcess {
  readonly ownership: Ownership;
  readonly door: Door;
  private readonly clock: Clock;
  private readonly report: Report;
  private readonly env: NodeJS.ProcessEnv;
  private readonly warned = new Set<string>();
  private config: StackConfig = { get: () => undefined };
  private hasProgram = false;
  private current: Context | undefined;

  constructor(private readonly options: ProcessOptions = {}) {
    this.clock = options.clock ?? systemClock;
    this.door = options.door ?? dynamicDoor(options.say, this.clock);
    const { report, tellsReplacement } = this.door;
    this.ownership = new Ownership(tellsReplacement);
    this.report = {
      progress: (line) => report.progress(printable(line)),
      say: (line) => report.say(printable(line)),
      warn: (line) => report.warn(printable(line)),
    };
    this.env = options.env ?? process.env;
  }

  /** Every provider text of a process configures, always with the same stack's config. */
  configure(config: StackConfig): void {
    this.config = config;
  }

  /** A program declares a resource in this run, or gets one: the config is the run's own. */
  noteProgram(): void {
    this.hasProgram = true;
  }

  /** The error of work that a run without a program asks for too. */
  explain(error: unknown): unknown {
    if (this.hasProgram) return error;
    const areUsable = this.settingsFailures().length === 0;
    return explainKeptConfig(error, {
      areUsable,
      areOfConfig: haveCredentialsFromConfig(this.config, this.env),
    });
  }

  /** For resources that name no account of their own. */
  accountId(): string | undefined {
    return resolveAccountId(this.config, this.env);
  }

  /** What nothing may show. */
  credentials(): string[] {
    return knownCredentials(this.config, this.env);
  }

  /** For shares that have none of their own. */
  removalLimit(): Limit | undefined {
    return resolveRemovalLimit(this.config);
  }

  /** What is wrong with the settings, as a fault of the resource's: a preview already tells. */
  settingsFailures(): CheckFailure[] {
    const [first] = settingFaults(this.config, this.env, this.door.hints.credentials);
    return first ? [{ property: "", reason: first.message }] : [];
  }

  warnOnce(warning: string): void {
    if (this.warned.has(warning)) return;
    this.warned.add(warning);
    this.report.warn(warning);
  }

  /** @throws ProviderError that says which setting is missing or wrong, and how to give it */
  get(): Context {
    this.current ??= this.open();
    return this.current;
  }

  private settings(): Settings {
    return resolveSettings(this.config, this.env, this.door.hints.credentials);
  }

  private open(): Context {
    const { clock, door, report, env, ownership } = this;
    const { attemptLimitMs, engine } = this.options;
    const trace = env.CLOUDFLARE_SHARING_DEBUG === "1" ? report.say : undefined;
    const options = { clock, say: report.progress, trace, attemptLimitMs, env };
    const client = new CloudflareClient(this.settings(), options);
    const lists = listsFor(client, clock);
    const notes = new RunNotes(engine);
    const listing = new ShareListing(client);
    return { client, clock: door.waits, ownership, notes, listing, lists, ...report };
  }
}
