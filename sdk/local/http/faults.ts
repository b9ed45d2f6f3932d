import { type FaultName, faultEffects } from "./faultEffects";
import type { Rewrite } from "./httpAnswer";
import { oddEffects } from "./odd";
import type { OddAnswerName } from "./odd/names";
import type { LoggedRequest } from "./requestLog";
import type { Victim } from "./victim";

/** Which requests a fault hits, and what happens to them. */
export interface FaultOptions {
  /** What happens to them. docs/local.md of the package lists all names. */
  fault: FaultName | OddAnswerName;
  /** `GET`, `POST`, `PUT` or `DELETE`. Default: any. */
  method?: string;
  /** Tested against the path without /client/v4 and without the query. */
  path?: RegExp;
  /** How many matching requests pass first. */
  skip?: number;
  /** How many matching requests it hits after that. Default 1. */
  times?: number;
  /** For slow, slow-transition and stale. Default 1,000. */
  ms?: number;
  /** For another-share: the id of that share. */
  share?: string;
  /**
   * Called when a request that the fault hits has arrived, before anything happens to it: the place for a change by
   * hand. Not called by refuse.
   */
  before?: (request: LoggedRequest) => void | Promise<void>;
  /** Called right after a request that the fault hits was carried out. Not called when the fault prevents that. */
  after?: (request: LoggedRequest) => void | Promise<void>;
  /** Gets what would be answered, after the fault has changed it, and returns what is answered instead. */
  rewrite?: Rewrite;
}

/** What the user wants to happen around a request. */
export type Hooks = Pick<FaultOptions, "before" | "after" | "rewrite">;

const effects = { ...faultEffects, ...oddEffects };

interface Armed extends FaultOptions {
  skip: number;
  times: number;
}

export interface HittingFault {
  name: string;
  hooks: Hooks;
  strike(victim: Victim): void | Promise<void>;
}

/** The faults that are armed. */
export class Faults {
  private armed: Armed[] = [];

  /**
   * Arms one more fault. When several match a request, the one that was added first hits it.
   *
   * @throws Error when the name is unknown, or the option is missing that it needs
   */
  add(options: FaultOptions): void {
    if (!Object.hasOwn(effects, options.fault)) throw new Error(`there is no fault "${options.fault}"`);
    const missing = missingOption(options);
    if (missing) throw new Error(`the fault "${options.fault}" needs ${missing}`);
    this.armed.push({ ...options, skip: options.skip ?? 0, times: options.times ?? 1 });
  }

  /** Disarms all. */
  clear(): void {
    this.armed = [];
  }

  /**
   * The fault that hits this request: the first one that matches and has let enough requests pass.
   *
   * @internal
   */
  take(method: string, path: string): HittingFault | undefined {
    for (const one of this.armed) {
      if (
        one.times <= 0 ||
        (one.method ?? method) !== method ||
        !(one.path ? matches(one.path, path) : true)
      ) {
        continue;
      }
      if (one.skip > 0) {
        one.skip -= 1;
        continue;
      }
      one.times -= 1;
      const { fault: name, ms = 1000, share = "" } = one;
      return { name, hooks: one, strike: (victim) => effects[name](victim, { ms, share }) };
    }
    return undefined;
  }
}

function missingOption({ fault, share, before, after, rewrite }: FaultOptions): string | undefined {
  if (fault === "another-share" && share === undefined) return "share";
  if (fault === "by-hand" && !before && !after) return "before or after";
  if (fault === "rewrite" && !rewrite) return "rewrite";
  return undefined;
}

/** Not `test`: a /g pattern would remember where it stopped. */
const matches = (pattern: RegExp, path: string): boolean => path.search(pattern) >= 0;
