import { type Program, publishedLimit, randomFrom, runPrograms } from "../../support/sharedToken";

/** Simulated time: how long a test takes depends on nothing but how much there is to compute. */

const engine: Program = {
  startsAtMs: 0,
  requests: 0,
  workers: 16,
  pauseMs: () => 0,
  latencyMs: () => 25,
};

type Habit = (random: () => number, n: number) => Partial<Program>;

/** What the programs do, and what makes it hard for them to know of each other. */
const habits: Record<string, Habit> = {
  "all at once": () => ({}),
  "answers that overtake each other": (random) => ({ latencyMs: () => 10 + 150 * random() }),
  "a slow API": (random) => ({ latencyMs: () => 300 + 1_500 * random() }),
  "pauses, in which others use the window up": (random) => ({ pauseMs: () => 900 * random() }),
  "one request in 25 hangs": (random) => ({
    latencyMs: () => (random() < 0.02 ? 15_000 : 20 + 60 * random()),
  }),
  "some fast, some slow, one after the other": (random, n) => ({
    startsAtMs: n * 700,
    latencyMs: () => (n % 2 === 0 ? 5 : 200) * (0.5 + random()),
  }),
};

const roundings = [Math.ceil, Math.floor, Math.round];

describe.each([1, 2, 4, 8, 16])("%d programs with one token, under Cloudflare's own limit", (count) => {
  test.each(Object.keys(habits))("%s: never over it, and most of it is used", async (name) => {
    const programs = Array.from({ length: count }, (_, n) => ({
      ...engine,
      requests: Math.ceil(2_600 / count),
      ...habits[name]?.(randomFrom(1 + n), n),
    }));
    const round = roundings[Object.keys(habits).indexOf(name) % roundings.length];
    const { server } = await runPrograms(programs, { round });
    expect(server.crossed).toBe(0);
    expect(server.used.length).toBeGreaterThan(2);
    expect(server.share).toBeGreaterThanOrEqual(count === 1 ? 0.85 : 0.95);
  });
});

test("fifteen programs that come when another one, alone so far, has nearly used the window up", async () => {
  for (const startsAtMs of [4_000, 5_000, 5_600, 5_800, 6_200]) {
    const first = { ...engine, requests: 1_400, latencyMs: () => 20 };
    const others = Array.from({ length: 15 }, (_, i) => ({
      ...engine,
      requests: 80,
      startsAtMs: startsAtMs + i,
    }));
    const { server } = await runPrograms([first, ...others]);
    expect({ startsAtMs, crossed: server.crossed }).toEqual({ startsAtMs, crossed: 0 });
  }
});

test("a program that was idle does not trust what it knew before others used the window up", async () => {
  const idle = { ...engine, requests: 60, workers: 3, pauseMs: () => 40_000 };
  const busy = { ...engine, requests: 1_200, startsAtMs: 1_000 };
  const { server } = await runPrograms([idle, idle, idle, busy]);
  expect(server.crossed).toBe(0);
});

test.each([
  [40, 200],
  [60, 300],
  [120, 600],
])("under a limit of %d, for two programs", async (requests, sent) => {
  for (const workers of [1, 3, 16]) {
    for (const round of roundings) {
      const programs = [10, 30].map((ms) => ({
        ...engine,
        requests: sent / 2,
        workers,
        latencyMs: () => ms,
      }));
      const { server } = await runPrograms(programs, { limit: { requests, windowMs: 20_000 }, round });
      expect(server.crossed).toBe(0);
      expect(server.share).toBeGreaterThanOrEqual(0.8);
    }
  }
});

test("alone, a program uses as much of a small limit as of a large one", async () => {
  for (const requests of [40, 100, publishedLimit.requests]) {
    const { server } = await runPrograms([{ ...engine, requests: requests * 3 }], {
      limit: { requests, windowMs: 60_000 },
    });
    expect(server.crossed).toBe(0);
    expect(server.mostUnderWay).toBe(8);
    expect(server.share).toBeGreaterThanOrEqual(0.85);
  }
});
