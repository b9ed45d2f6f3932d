import type { Clock } from "../../../provider/base/clock";

/** Simulated time for many actors: whoever sleeps wakes in the order of time, and nothing else passes time. */
export class EventClock implements Clock {
  private time = 0;
  private readonly sleepers: { at: number; n: number; wake: () => void }[] = [];
  private count = 0;

  now(): number {
    return this.time;
  }

  wallTime(): number {
    return this.time;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => {
      this.sleepers.push({ at: this.time + ms, n: this.count++, wake });
    });
  }

  abortAfter(ms: number): AbortSignal {
    const controller = new AbortController();
    void this.sleep(ms).then(() => controller.abort());
    return controller.signal;
  }

  random(): number {
    return 0.5;
  }

  /** Lets so much time pass, and all that happens in it. */
  pass(ms: number): Promise<void> {
    return this.run(this.sleep(ms));
  }

  /** Lets time pass until the work is done. Throws when everyone waits for someone else. */
  async run<T>(work: Promise<T>, limitMs = Number.POSITIVE_INFINITY): Promise<T> {
    let isDone = false;
    const noted = work.finally(() => {
      isDone = true;
    });
    noted.catch(() => undefined);
    for (;;) {
      await settled();
      if (isDone) return noted;
      this.sleepers.sort((a, b) => a.at - b.at || a.n - b.n);
      const next = this.sleepers.shift();
      if (!next) throw new Error(`everything stands still at ${this.time} ms`);
      if (next.at > limitMs) throw new Error(`not done within ${limitMs} ms`);
      this.time = Math.max(this.time, next.at);
      next.wake();
    }
  }
}

/** Until every promise that can resolve has. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
