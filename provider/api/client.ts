import type { Clock } from "../base/clock";
import { systemClock } from "../base/clock";
import type { Settings } from "../settings";
import { interpret } from "./answer";
import { ApiError, BrokenAnswer } from "./errors";
import { LastingFault } from "./networkFault";
import { Pace } from "./pace";
import type { Environment } from "./proxy";
import { readRateLimit, tightestReset } from "./rateLimit";
import { decide, type Failure, mayBeDone } from "./retry";
import { fetchTransport, type HttpAnswer, type Method, type Transport } from "./transport";
import type { Read } from "./wire";

export type Query = Record<string, string | number | boolean | readonly string[] | undefined>;

export interface Request<T> {
  method: Method;
  /** Below the base URL: "/accounts/…". */
  path: string;
  query?: Query;
  body?: unknown;
  read: Read<T>;
  /**
   * For a POST whose outcome is unknown: finds what the attempt may have made, undefined if it made nothing.
   * Without it such a POST is not sent again.
   */
  find?: () => Promise<T | undefined>;
  /** Nothing depends on the answer: it is not asked for twice, nor waited for longer than this. */
  spareAfterMs?: number;
}

export interface ClientOptions {
  clock?: Clock;
  /** Time limit of one attempt; Cloudflare's own edge gives up after 100 s at the latest. */
  attemptLimitMs?: number;
  transport?: Transport;
  /** Where proxies are named; that of the process unless given. */
  env?: Environment;
  /** A line for the person who waits. */
  say?: (line: string) => void;
  /** A line for each request sent: never a header or a body, which hold secrets. */
  trace?: (line: string) => void;
}

const attemptLimitMs = 30_000;

interface Tally {
  faults: number;
  throttles: number;
  /** How often it was looked whether the request had been carried out. */
  looks: number;
  /** When the window of the request limit ends, as the last answer said. */
  resetMs: number | undefined;
  /** Whether a try that failed may have been carried out all the same. */
  mayBeDone: boolean;
}

const newTally = (): Tally => ({ faults: 0, throttles: 0, looks: 0, resetMs: undefined, mayBeDone: false });

/** Requests to Cloudflare with one set of credentials: paced, retried, never blindly repeated. */
export class CloudflareClient {
  private readonly clock: Clock;
  private readonly transport: Transport;
  private readonly pace: Pace;
  private readonly trace: ((line: string) => void) | undefined;
  /** How far Cloudflare's clock is ahead of ours, from the Date header of the last answer. */
  private serverAheadMs = 0;
  private writes = 0;

  constructor(
    private readonly settings: Settings,
    options: ClientOptions = {},
  ) {
    this.clock = options.clock ?? systemClock;
    this.transport =
      options.transport ??
      fetchTransport({
        credentials: settings.credentials,
        clock: this.clock,
        limitMs: options.attemptLimitMs ?? attemptLimitMs,
        userAgent: "pulumi-cloudflare-sharing",
        env: options.env ?? process.env,
      });
    this.pace = new Pace(this.clock, options.say);
    this.trace = options.trace;
  }

  /** The time by Cloudflare's clock, as well as one can tell: within a second or so. */
  serverNow(): number {
    return this.clock.wallTime() + this.serverAheadMs;
  }

  /** Grows when a write begins and when it ends: what was read before may be out of date. */
  writeCount(): number {
    return this.writes;
  }

  /** @throws ApiError when Cloudflare says no, BrokenAnswer when no usable answer came in the end */
  async send<T>(request: Request<T>): Promise<T> {
    const tally = newTally();
    if (request.method === "GET") return this.sendUntilAnswered(request, tally);
    this.writes++;
    try {
      return await this.sendUntilAnswered(request, tally);
    } catch (error) {
      // It may be what a look has met.
      if (error instanceof ApiError) error.mayBeDone = tally.mayBeDone;
      throw error;
    } finally {
      this.writes++;
    }
  }

  private async sendUntilAnswered<T>(request: Request<T>, tally: Tally): Promise<T> {
    for (;;) {
      try {
        return await this.attempt(request, tally);
      } catch (error) {
        const again = await this.afterFailure(request, error, tally);
        if (again) return again.result;
      }
    }
  }

  /** Waits, and looks if need be; returns what the look found, or throws when there is nothing left to try. */
  private async afterFailure<T>(
    request: Request<T>,
    error: unknown,
    tally: Tally,
  ): Promise<{ result: T } | undefined> {
    const failure = failureOf(error);
    if (!failure) throw error;
    tally.mayBeDone ||= mayBeDone(failure);
    const throttled = failure.kind === "status" && failure.status === 429;
    if (request.spareAfterMs !== undefined && !throttled) throw error;
    if (throttled) tally.throttles++;
    else tally.faults++;
    const decision = decide({
      method: request.method,
      faults: tally.faults,
      throttles: tally.throttles,
      failure,
      retryAfterMs: retryAfterOf(error),
      resetMs: tally.resetMs,
      jitter: this.clock.random(),
    });
    // A refusal after a lost answer may mean that the lost one was a yes: it is there already.
    if (decision.do === "give up" && tally.looks > 0) return this.look(request, error, true);
    if (decision.do === "give up" || (decision.do === "look" && !request.find)) throw error;
    if (throttled) {
      // The next attempt waits until it is admitted, as all others do.
      this.pace.pause(decision.waitMs);
      return undefined;
    }
    await this.clock.sleep(decision.waitMs);
    if (decision.do !== "look") return undefined;
    tally.looks++;
    const found = await this.look(request, error, decision.isLast);
    // What is said to be done is not sent again: lists may lag for longer than one look takes.
    return found ?? (failure.kind === "done" ? this.afterFailure(request, error, tally) : undefined);
  }

  private async look<T>(
    request: Request<T>,
    error: unknown,
    isLast: boolean,
  ): Promise<{ result: T } | undefined> {
    const found = await request.find?.().catch((failure) => {
      throw isLast ? error : failure;
    });
    if (found !== undefined) return { result: found };
    if (isLast) throw error;
    return undefined;
  }

  private async attempt<T>(request: Request<T>, tally: Tally): Promise<T> {
    const asked = this.clock.now();
    const pass = await this.pace.admit();
    let answer: HttpAnswer | undefined;
    try {
      const body = request.body === undefined ? undefined : JSON.stringify(request.body);
      answer = await this.transport(request.method, this.url(request), body, request.spareAfterMs);
    } finally {
      const policies = readRateLimit((name) => answer?.header(name));
      this.pace.release(pass, policies);
      tally.resetMs = tightestReset(policies);
      const took = this.clock.now() - pass.sentAt;
      this.traceAttempt(request, answer, tally, { paced: pass.sentAt - asked, took });
    }
    this.learnTime(answer.header("date"));
    return interpret(request.method, request.read, answer, this.settings.credentials);
  }

  private traceAttempt(
    request: Request<unknown>,
    answer: HttpAnswer | undefined,
    tally: Tally,
    times: { paced: number; took: number },
  ): void {
    if (!this.trace) return;
    const status = answer?.status ?? "no answer";
    const ray = answer?.header("cf-ray") ?? "-";
    const attempt = tally.faults + tally.throttles + 1;
    this.trace(
      `${request.method} ${request.path} ${status} ${Math.round(times.took)} ms, cf-ray ${ray}, try ${attempt}, paced ${Math.round(times.paced)} ms`,
    );
  }

  private learnTime(date: string | null): void {
    const server = Date.parse(date ?? "");
    if (!Number.isNaN(server)) this.serverAheadMs = server - this.clock.wallTime();
  }

  private url(request: Pick<Request<unknown>, "path" | "query">): string {
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries(request.query ?? {})) {
      if (value === undefined) continue;
      for (const one of Array.isArray(value) ? value : [value]) query.append(key, String(one));
    }
    const text = query.toString();
    return `${this.settings.baseUrl}${request.path}${text ? `?${text}` : ""}`;
  }
}

function retryAfterOf(error: unknown): number | undefined {
  return error instanceof ApiError || error instanceof BrokenAnswer ? error.retryAfterMs : undefined;
}

function failureOf(error: unknown): Failure | undefined {
  if (error instanceof ApiError)
    return { kind: "status", status: error.status, isOfPage: error.author === "page" };
  if (error instanceof LastingFault) return { kind: "lasting", wasSent: error.wasSent };
  // With a status the server did answer, so the status says more than the broken body.
  if (error instanceof BrokenAnswer) {
    const spoke = error.status !== undefined && error.status >= 400 && error.kind === "malformed";
    const retryable = spoke && (error.status === 429 || error.status === 425);
    return retryable ? { kind: "status", status: error.status ?? 0 } : { kind: error.kind };
  }
  return undefined;
}
