import { Pace, parseRateLimit, type RateLimitState } from "../../../../provider/api/pace";
import { EventClock, settled } from "../../support/eventClock";

/** A server with a fixed window: one request too many and the caller is locked out. */
class LimitedServer {
  /** Requests answered in each window. */
  readonly used: number[] = [];
  crossed = 0;
  most = 0;
  private inFlight = 0;
  private started: number | undefined;
  private n = 0;

  constructor(
    private readonly clock: EventClock,
    private readonly limit: number,
    private readonly windowMs: number,
    private readonly seconds: (ms: number) => number = (ms) => Math.ceil(ms / 1_000),
  ) {}

  async answer(latencyMs: (n: number) => number): Promise<RateLimitState> {
    const now = this.clock.now();
    if (this.started === undefined || now >= this.started + this.windowMs) {
      this.started = now;
      this.used.push(0);
    }
    const used = (this.used.at(-1) ?? 0) + 1;
    this.used[this.used.length - 1] = used;
    if (used > this.limit) this.crossed++;
    this.inFlight++;
    this.most = Math.max(this.most, this.inFlight);
    // Said when the request is counted, heard when the answer arrives: answers overtake each other.
    const remaining = Math.max(0, this.limit - used);
    const header = `"default";r=${remaining};t=${this.seconds(this.started + this.windowMs - now)}`;
    await this.clock.sleep(latencyMs(this.n++));
    this.inFlight--;
    return parseRateLimit(header) ?? { remaining: 0, resetMs: 0 };
  }
}

const overtaking = (n: number) => [120, 40, 300, 15, 80, 210][n % 6] ?? 50;

async function sendAll(
  pace: Pace,
  server: LimitedServer,
  count: number,
  { workers = count, latencyMs = overtaking }: { workers?: number; latencyMs?: (n: number) => number } = {},
): Promise<void> {
  let left = count;
  const worker = async () => {
    while (left > 0) {
      left--;
      await pace.admit();
      pace.release(await server.answer(latencyMs));
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
}

describe("reading the Ratelimit header", () => {
  test("what is left, and when the window ends", () => {
    expect(parseRateLimit('"default";r=50;t=30')).toEqual({ remaining: 50, resetMs: 30_000 });
    expect(parseRateLimit('"default"; t=30; r=0')).toEqual({ remaining: 0, resetMs: 30_000 });
  });

  test.each([null, "", '"default"', '"default";r=50', '"default";t=30', '"default";r=;t=', "r, t"])(
    "nothing from %p",
    (header) => {
      expect(parseRateLimit(header)).toBeUndefined();
    },
  );
});

describe("a limit that is never crossed", () => {
  for (const [limit, requests] of [
    [40, 200],
    [100, 450],
    [1_200, 3_000],
  ] as const) {
    test(`${requests} requests against ${limit} in a window, and most of it is used`, async () => {
      const clock = new EventClock();
      const server = new LimitedServer(clock, limit, 60_000);
      await clock.run(sendAll(new Pace(clock), server, requests));
      expect(server.crossed).toBe(0);
      expect(server.used.reduce((sum, n) => sum + n, 0)).toBe(requests);
      // All windows but the last were used up.
      for (const used of server.used.slice(0, -1)) expect(used).toBeGreaterThanOrEqual(limit * 0.85);
    });
  }

  test("whichever way the server rounds its seconds, also down to t=0", async () => {
    for (const round of [Math.floor, Math.round, Math.ceil]) {
      const clock = new EventClock();
      const server = new LimitedServer(clock, 60, 10_000, (ms) => round(ms / 1_000));
      await clock.run(sendAll(new Pace(clock), server, 300));
      expect(server.crossed).toBe(0);
    }
  });

  test("at most eight at a time", async () => {
    const clock = new EventClock();
    const server = new LimitedServer(clock, 1_200, 300_000);
    await clock.run(sendAll(new Pace(clock), server, 200));
    expect(server.most).toBe(8);
  });

  test("two programs with the same token and a few requests each at a time", async () => {
    for (const workers of [1, 2, 3]) {
      const clock = new EventClock();
      const server = new LimitedServer(clock, 60, 20_000);
      await clock.run(
        Promise.all([
          sendAll(new Pace(clock), server, 150, { workers, latencyMs: () => 50 }),
          sendAll(new Pace(clock), server, 150, { workers, latencyMs: () => 70 }),
        ]),
      );
      expect(server.crossed).toBe(0);
    }
  });
});

test("a program that was idle does not trust what it knew before another one used the limit up", async () => {
  for (const workers of [1, 2, 3]) {
    const clock = new EventClock();
    const server = new LimitedServer(clock, 60, 20_000);
    const latencyMs = () => 50;
    const [busy, idle] = [new Pace(clock), new Pace(clock)];
    await clock.run(sendAll(idle, server, 3, { workers: 1, latencyMs }));
    // Within the same window: nearly all that is left.
    await clock.run(sendAll(busy, server, 55, { workers: 1, latencyMs }));
    await clock.run(sendAll(idle, server, 20, { workers, latencyMs }));
    expect({ workers, crossed: server.crossed }).toEqual({ workers, crossed: 0 });
  }
});

describe("one step at a time", () => {
  /** Counts admissions without waiting for them. */
  function admitted(pace: Pace, count: number): () => number {
    let going = 0;
    for (let i = 0; i < count; i++) void pace.admit().then(() => going++);
    return () => going;
  }

  test("until an answer told where the window stands, one goes alone", async () => {
    const pace = new Pace(new EventClock());
    const going = admitted(pace, 20);
    await settled();
    expect(going()).toBe(1);
    pace.release({ remaining: 1_000, resetMs: 60_000 });
    await settled();
    expect(going()).toBe(1 + 8);
  });

  test("when the window is over, one goes alone again", async () => {
    const clock = new EventClock();
    const pace = new Pace(clock);
    await pace.admit();
    pace.release({ remaining: 0, resetMs: 5_000 });
    const going = admitted(pace, 5);
    await settled();
    expect(going()).toBe(0);
    await clock.run(clock.sleep(4_999));
    await settled();
    expect(going()).toBe(0);
    await clock.run(clock.sleep(1));
    await settled();
    expect(going()).toBe(1);
  });

  test("fewer as the window runs dry, none of the last two", async () => {
    const inFlightWith = async (remaining: number) => {
      const pace = new Pace(new EventClock());
      await pace.admit();
      pace.release({ remaining, resetMs: 60_000 });
      const going = admitted(pace, 20);
      await settled();
      return going();
    };
    expect(await inFlightWith(100)).toBe(8);
    expect(await inFlightWith(10)).toBe(4);
    expect(await inFlightWith(4)).toBe(1);
    expect(await inFlightWith(3)).toBe(1);
    expect(await inFlightWith(2)).toBe(0);
    expect(await inFlightWith(0)).toBe(0);
  });

  test("an answer that was overtaken does not raise what is left", async () => {
    const pace = new Pace(new EventClock());
    await pace.admit();
    pace.release({ remaining: 1_000, resetMs: 60_000 });
    await Promise.all([pace.admit(), pace.admit()]);
    pace.release({ remaining: 4, resetMs: 60_000 });
    pace.release({ remaining: 900, resetMs: 60_000 });
    const going = admitted(pace, 10);
    await settled();
    expect(going()).toBe(1);
  });

  test("a new window counts anew", async () => {
    const clock = new EventClock();
    const pace = new Pace(clock);
    await pace.admit();
    pace.release({ remaining: 0, resetMs: 1_000 });
    const going = admitted(pace, 10);
    await clock.run(clock.sleep(1_000));
    await settled();
    pace.release({ remaining: 99, resetMs: 300_000 });
    await settled();
    expect(going()).toBe(1 + 8);
  });

  test("an answer that tells nothing is counted all the same", async () => {
    const pace = new Pace(new EventClock());
    await pace.admit();
    pace.release({ remaining: 4, resetMs: 60_000 });
    let sent = 0;
    const work = async () => {
      await pace.admit();
      sent++;
      pace.release(undefined);
    };
    void Promise.all(Array.from({ length: 10 }, work));
    await settled();
    expect(sent).toBe(2);
  });

  test("a server that says nothing of limits is served to the end", async () => {
    const clock = new EventClock();
    const pace = new Pace(clock);
    let done = 0;
    const work = async () => {
      await pace.admit();
      await clock.sleep(10);
      pace.release(undefined);
      done++;
    };
    await clock.run(Promise.all(Array.from({ length: 50 }, work)));
    expect(done).toBe(50);
    expect(clock.now()).toBeLessThanOrEqual(500);
  });

  test("a pause holds everything, also what an answer on its way would allow", async () => {
    const clock = new EventClock();
    const pace = new Pace(clock);
    await Promise.all([pace.admit()]);
    pace.release({ remaining: 1_000, resetMs: 60_000 });
    await Promise.all([pace.admit(), pace.admit()]);
    pace.pause(30_000);
    pace.release({ remaining: 998, resetMs: 60_000 });
    pace.release({ remaining: 997, resetMs: 60_000 });
    const going = admitted(pace, 10);
    await clock.run(clock.sleep(29_999));
    await settled();
    expect(going()).toBe(0);
    await clock.run(clock.sleep(1));
    await settled();
    expect(going()).toBeGreaterThanOrEqual(1);
  });

  test("a shorter pause does not end a longer one", async () => {
    const clock = new EventClock();
    const pace = new Pace(clock);
    pace.pause(10_000);
    pace.pause(1_000);
    const going = admitted(pace, 1);
    await clock.run(clock.sleep(9_999));
    await settled();
    expect(going()).toBe(0);
    await clock.run(clock.sleep(1));
    await settled();
    expect(going()).toBe(1);
  });
});
