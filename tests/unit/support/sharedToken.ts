import { Pace } from "../../../provider/api/pace";
import { type PolicyState, parseRateLimit } from "../../../provider/api/rateLimit";
import { EventClock } from "./eventClock";

export interface Limit {
  requests: number;
  windowMs: number;
}

/** Cloudflare's own. */
export const publishedLimit: Limit = { requests: 1_200, windowMs: 300_000 };

type Round = (seconds: number) => number;

/** A server with a fixed window, which begins with the first request after the one before is over. */
export class LimitedServer {
  /** Requests counted in each window. */
  readonly used: number[] = [];
  readonly times: number[] = [];
  /** One request too many, and the whole token is locked out. */
  crossed = 0;
  mostUnderWay = 0;
  private underWay = 0;
  private started = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly clock: EventClock,
    private readonly limit: Limit,
    private readonly round: Round = Math.ceil,
  ) {}

  /** Takes the time to get there, is counted, and says on the way back what was left then. */
  async answer(thereMs: number, backMs: number): Promise<PolicyState[]> {
    this.mostUnderWay = Math.max(this.mostUnderWay, ++this.underWay);
    await this.clock.sleep(thereMs);
    const headers = this.count();
    await this.clock.sleep(backMs);
    this.underWay--;
    return parseRateLimit(...headers);
  }

  private count(): [string, string] {
    const now = this.clock.now();
    const { requests, windowMs } = this.limit;
    if (now >= this.started + windowMs) {
      this.started = now;
      this.used.push(0);
    }
    const used = (this.used.at(-1) ?? 0) + 1;
    this.used[this.used.length - 1] = used;
    this.times.push(now);
    if (used > requests) this.crossed++;
    const left = this.round((this.started + windowMs - now) / 1_000);
    const remaining = Math.max(0, requests - used);
    return [`"default";r=${remaining};t=${left}`, `"default";q=${requests};w=${windowMs / 1_000}`];
  }

  /** Of what the windows that are over allowed. */
  get share(): number {
    const whole = this.used.slice(0, -1);
    return whole.reduce((sum, n) => sum + n, 0) / (whole.length * this.limit.requests);
  }
}

/** The same sequence each time: a generator of Park and Miller's. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** How a program that has the token behaves. */
export interface Program {
  startsAtMs: number;
  requests: number;
  /** Operations at a time, as the engine has them under way. */
  workers: number;
  /** Between an operation's requests. */
  pauseMs(): number;
  /** One way, there or back. */
  latencyMs(): number;
}

async function runProgram(clock: EventClock, server: LimitedServer, program: Program): Promise<void> {
  await clock.sleep(program.startsAtMs);
  const pace = new Pace(clock);
  let left = program.requests;
  const worker = async () => {
    while (left > 0) {
      left--;
      const pass = await pace.admit();
      pace.release(pass, await server.answer(program.latencyMs(), program.latencyMs()));
      await clock.sleep(program.pauseMs());
    }
  };
  await Promise.all(Array.from({ length: program.workers }, worker));
}

/** Programs with one token, to their end, in simulated time. */
export async function runPrograms(
  programs: readonly Program[],
  { limit = publishedLimit, round }: { limit?: Limit; round?: Round } = {},
): Promise<{ server: LimitedServer; tookMs: number }> {
  const clock = new EventClock();
  const server = new LimitedServer(clock, limit, round);
  await clock.run(Promise.all(programs.map((program) => runProgram(clock, server, program))));
  return { server, tookMs: clock.now() };
}
