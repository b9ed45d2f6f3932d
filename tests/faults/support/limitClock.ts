import type { FaultOptions } from "../../../sdk/local";
import { settled } from "../../unit/support/eventClock";
import { FakeClock } from "../../unit/support/fakeClock";

/** The faults that leave a request without an answer, before or after it was carried out. */
const silences: Partial<Record<FaultOptions["fault"], "before" | "after">> = {
  never: "before",
  "never-after": "after",
  stall: "after",
};

/**
 * Sleeps take no time, and the time limit of an attempt ends when nothing else can happen: every other attempt
 * has ended, and those that are left will never have an answer. No real time decides.
 */
export class LimitClock extends FakeClock {
  private readonly running: { ms: number; controller: AbortController }[] = [];
  /** Attempts that have begun and not ended. */
  private open = 0;
  /** Those of them that will never have an answer. */
  private silent = 0;
  private isWatching = false;

  override abortAfter(ms: number): AbortSignal {
    this.open++;
    const controller = new AbortController();
    this.running.push({ ms, controller });
    return controller.signal;
  }

  noteEndOfAttempt(): void {
    this.open--;
    if (this.open === 0) this.running.length = 0;
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
    while (this.open > this.silent) await settled();
    this.isWatching = false;
    this.silent = 0;
    const over = this.running.splice(0);
    this.pass(Math.max(...over.map(({ ms }) => ms)));
    for (const { controller } of over) controller.abort();
  }
}
