import { pageLimitMs } from "../../../provider/api/endpoints";
import type { FaultOptions } from "../../../sdk/local";
import { settled } from "../../unit/support/eventClock";
import { FakeClock } from "../../unit/support/fakeClock";

/** The faults that leave a request without an answer, before or after it was carried out. */
const silences: Partial<Record<FaultOptions["fault"], "before" | "after">> = {
  never: "before",
  "never-after": "after",
  stall: "after",
};

interface Timer {
  at: number;
  controller: AbortController;
}

/**
 * Sleeps take no time, and a timer ends when nothing else can happen: every attempt has ended but those that will
 * never have an answer. No real time decides.
 */
export class LimitClock extends FakeClock {
  /** The time limit of one attempt, by which it is known from other timers. */
  readonly attemptLimitMs = 30_000;
  private attempts: Timer[] = [];
  private timers: Timer[] = [];
  /** Attempts that have begun and not ended. */
  private open = 0;
  /** Those of them that will never have an answer. */
  private silent = 0;
  private isWatching = false;

  override abortAfter(ms: number): AbortSignal {
    const timer = { at: this.now() + ms, controller: new AbortController() };
    const isLimit = ms === this.attemptLimitMs || ms === pageLimitMs;
    if (isLimit) this.open++;
    (isLimit ? this.attempts : this.timers).push(timer);
    return timer.controller.signal;
  }

  noteEndOfAttempt(): void {
    this.open--;
    if (this.open === 0) this.attempts = [];
  }

  /** The same fault, which tells this clock of each request that it leaves without an answer. */
  watched(options: FaultOptions): FaultOptions {
    const when = silences[options.fault];
    if (!when) return options;
    const hook: FaultOptions["before"] = async (request) => {
      await options[when]?.(request);
      this.noteSilence();
    };
    return { ...options, [when]: hook };
  }

  private noteSilence(): void {
    this.silent++;
    if (this.isWatching) return;
    this.isWatching = true;
    void this.watch();
  }

  private async watch(): Promise<void> {
    while (this.silent > 0) {
      await settled();
      if (this.open > this.silent) continue;
      // Who waits for a slow answer may give it up for now, and do something else, before its limit.
      if (this.timers.length > 0) {
        this.end(this.timers.splice(0));
        continue;
      }
      this.silent = 0;
      this.end(this.attempts.splice(0));
    }
    this.isWatching = false;
  }

  private end(ending: readonly Timer[]): void {
    for (const { at, controller } of ending) {
      this.pass(Math.max(0, at - this.now()));
      controller.abort();
    }
  }
}
