import { type Answer, codes, failure, problem } from "../api/envelope";

/** "before": the request had no effect. "after": it was committed nevertheless. */
export const faultNames = [
  "refuse",
  "reset-before",
  "reset-after",
  "cut-short",
  "html-before",
  "html-after",
  "empty",
  "500-before",
  "500-after",
  "408",
  "429",
  "429-bare",
  "503",
  "never",
  "never-after",
  "slow",
  "slow-transition",
  "turn-deleting",
  "stale",
  "shift-pages",
] as const;

/** One of {@link faultNames}. */
export type FaultName = (typeof faultNames)[number];

/** Which requests a fault hits. */
export interface FaultOptions {
  /** What happens to them. */
  fault: FaultName;
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
}

/** What a fault can do with the request it hits. */
export interface Victim {
  readBody(): Promise<void>;
  /** Carries the request out, after reading its body if that has not been done. */
  commit(options?: { transitionMs?: number }): Promise<Answer>;
  send(answer: Answer): void;
  sendHalf(answer: Answer): void;
  breakConnection(): void;
  delay(ms: number): Promise<void>;
  deleteNamedShare(answer: Answer): void;
  /** Remembers what readers of the named share see now, to show it to them later instead. */
  rememberShare(): (answer: Answer, ms: number) => void;
  createFirstShare(): void;
}

const page = (status: number): Answer => ({
  status,
  headers: { "content-type": "text/html; charset=UTF-8" },
  text: `<!DOCTYPE html>\n<html><head><title>${status}</title></head><body>cloudflare</body></html>\n`,
});

const refusal = (status: number, code: number, message: string, headers?: Record<string, string>): Answer =>
  failure(status, [problem(code, message)], headers);

const tooMany = "Rate limited. Please wait and try again.";

const effects: Record<FaultName, (victim: Victim, ms: number) => Promise<void>> = {
  refuse: async (victim) => victim.breakConnection(),
  "reset-before": async (victim) => {
    await victim.readBody();
    victim.breakConnection();
  },
  "reset-after": async (victim) => {
    await victim.commit();
    victim.breakConnection();
  },
  "cut-short": async (victim) => victim.sendHalf(await victim.commit()),
  "html-before": (victim) => insteadOf(victim, page(502)),
  "html-after": async (victim) => {
    await victim.commit();
    victim.send(page(200));
  },
  empty: async (victim) => {
    await victim.commit();
    victim.send({ status: 200, text: "" });
  },
  "500-before": (victim) => insteadOf(victim, refusal(500, codes.internal, "Internal server error")),
  "500-after": async (victim) => {
    await victim.commit();
    victim.send(refusal(500, codes.internal, "Internal server error"));
  },
  "408": (victim) => insteadOf(victim, refusal(408, codes.invalid, "Request timeout")),
  "429": (victim) => insteadOf(victim, refusal(429, codes.rateLimited, tooMany, { "Retry-After": "1" })),
  "429-bare": (victim) => insteadOf(victim, { status: 429, text: "" }),
  "503": (victim) => insteadOf(victim, refusal(503, codes.internal, "Service unavailable")),
  never: (victim) => victim.readBody(),
  "never-after": async (victim) => {
    await victim.commit();
  },
  slow: async (victim, ms) => {
    const answer = await victim.commit();
    await victim.delay(ms);
    victim.send(answer);
  },
  "slow-transition": async (victim, ms) => victim.send(await victim.commit({ transitionMs: ms })),
  "turn-deleting": async (victim) => {
    const answer = await victim.commit();
    victim.deleteNamedShare(answer);
    victim.send(answer);
  },
  stale: async (victim, ms) => {
    const hold = victim.rememberShare();
    const answer = await victim.commit();
    hold(answer, ms);
    victim.send(answer);
  },
  "shift-pages": async (victim) => {
    const answer = await victim.commit();
    victim.createFirstShare();
    victim.send(answer);
  },
};

async function insteadOf(victim: Victim, answer: Answer): Promise<void> {
  await victim.readBody();
  victim.send(answer);
}

interface Armed extends FaultOptions {
  skip: number;
  times: number;
}

export interface HittingFault {
  name: FaultName;
  strike(victim: Victim): Promise<void>;
}

/** The faults that are armed. */
export class Faults {
  private armed: Armed[] = [];

  /** Arms one more fault. When several match a request, the one that was added first hits it. */
  add(options: FaultOptions): void {
    if (!faultNames.includes(options.fault)) throw new Error(`there is no fault "${options.fault}"`);
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
      return { name: one.fault, strike: (victim) => effects[one.fault](victim, one.ms ?? 1000) };
    }
    return undefined;
  }
}

/** Not `test`: a /g pattern would remember where it stopped. */
const matches = (pattern: RegExp, path: string): boolean => path.search(pattern) >= 0;
