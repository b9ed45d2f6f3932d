import { CloudflareClient } from "./api/client";
import { type Clock, systemClock } from "./base/clock";
import { ProviderError } from "./base/providerError";
import type { CheckFailure } from "./base/schema";
import { printable } from "./base/text";
import { explainKeptConfig } from "./keptConfig";
import { Ownership } from "./ownership";
import { haveCredentialsFromConfig, resolveAccountId, resolveSettings, type StackConfig } from "./settings";
import { ShareListing } from "./share/listing";

/** What an operation works with. */
export interface Context {
  client: CloudflareClient;
  clock: Clock;
  ownership: Ownership;
  listing: ShareListing;
  /** A line for the person who waits; the engine shows what the provider prints beside the stack. */
  say(line: string): void;
}

export interface ProcessOptions {
  clock?: Clock;
  say?: (line: string) => void;
  env?: NodeJS.ProcessEnv;
  attemptLimitMs?: number;
}

/** What one provider instance has: one client, so that all requests share one pace, and one record of owners. */
export class ProviderProcess {
  readonly ownership = new Ownership();
  private readonly clock: Clock;
  private readonly say: (line: string) => void;
  private readonly env: NodeJS.ProcessEnv;
  private readonly warned = new Set<string>();
  private config: StackConfig = { get: () => undefined };
  private hasProgram = false;
  private current: Context | undefined;

  constructor(private readonly options: ProcessOptions = {}) {
    this.clock = options.clock ?? systemClock;
    const print = options.say ?? ((line) => console.log(line));
    this.say = (line) => print(printable(line));
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

  /** What is wrong with the settings, as a fault of the resource's: a preview already tells. */
  settingsFailures(): CheckFailure[] {
    try {
      resolveSettings(this.config, this.env);
      return [];
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      return [{ property: "", reason: error.message }];
    }
  }

  warnOnce(warning: string): void {
    if (this.warned.has(warning)) return;
    this.warned.add(warning);
    this.say(`warning: ${warning}`);
  }

  /** @throws ProviderError that says which setting is missing or wrong, and how to give it */
  get(): Context {
    this.current ??= this.open();
    return this.current;
  }

  private open(): Context {
    const { clock, say, env, ownership } = this;
    const { attemptLimitMs } = this.options;
    const trace = env.CLOUDFLARE_SHARING_DEBUG === "1" ? say : undefined;
    const options = { clock, say, trace, attemptLimitMs, env };
    const client = new CloudflareClient(resolveSettings(this.config, env), options);
    return { client, clock, ownership, listing: new ShareListing(client), say };
  }
}
