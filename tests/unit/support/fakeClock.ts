import type { Clock } from "../../../provider/base/clock";

/**
 * Time that passes only by sleeping, and at once. Sleeps that run side by side overlap, as real ones do.
 * It starts at the real time, as node's http server writes that into the Date header.
 */
export class FakeClock implements Clock {
  /** Every sleep, in order: what a wait or a retry decided. */
  readonly sleeps: number[] = [];
  jitter = 0.5;
  /** How far the wall clock is ahead. */
  wallAheadMs = 0;
  private time: number;
  private readonly limits: { ms: number; controller: AbortController }[] = [];

  constructor(start = Date.now()) {
    this.time = start;
  }

  readonly now = (): number => this.time;

  wallTime(): number {
    return this.time + this.wallAheadMs;
  }

  async sleep(ms: number): Promise<void> {
    this.sleeps.push(ms);
    const end = this.time + ms;
    await Promise.resolve();
    this.time = Math.max(this.time, end);
  }

  abortAfter(ms: number): AbortSignal {
    const controller = new AbortController();
    this.limits.push({ ms, controller });
    return controller.signal;
  }

  random(): number {
    return this.jitter;
  }

  pass(ms: number): void {
    this.time += ms;
  }

  /** The time limit of every request so far is over. */
  timeOut(): void {
    for (const { controller } of this.limits.splice(0)) controller.abort();
  }

  get attemptLimits(): number[] {
    return this.limits.map(({ ms }) => ms);
  }
}
