import type { Clock } from "../base/clock";

/** Beyond any time limit. */
const foreverMs = 1e13;

/**
 * A clock on which all time limits have passed once the engine cancels: a wait ends as at its own limit, with what it
 * has reached in the state. The engine cancels after the first Ctrl-C, and at the end of every run.
 */
export class EndableClock implements Clock {
  private hasEnded = false;
  private aheadMs = 0;
  private wakeAll = (): void => undefined;
  private readonly ending = new Promise<void>((resolve) => {
    this.wakeAll = resolve;
  });

  constructor(private readonly clock: Clock) {}

  end(): void {
    this.hasEnded = true;
    this.wakeAll();
  }

  now(): number {
    return this.clock.now() + this.aheadMs;
  }

  wallTime(): number {
    return this.clock.wallTime();
  }

  /** A wait that begins after the end asks twice, as time jumps only where it sleeps. */
  async sleep(ms: number): Promise<void> {
    if (!this.hasEnded) await Promise.race([this.clock.sleep(ms), this.ending]);
    if (this.hasEnded) this.aheadMs += foreverMs;
  }

  abortAfter(ms: number): AbortSignal {
    return this.clock.abortAfter(ms);
  }

  random(): number {
    return this.clock.random();
  }
}
