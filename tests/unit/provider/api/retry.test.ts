import { type Attempt, decide, type Failure, maxFaults, maxThrottles } from "../../../../provider/api/retry";

const attempt = (changes: Partial<Attempt>): Attempt => ({
  method: "GET",
  faults: 1,
  throttles: 0,
  failure: { kind: "connection" },
  retryAfterMs: undefined,
  resetMs: undefined,
  jitter: 0.5,
  ...changes,
});

const status = (code: number): Failure => ({ kind: "status", status: code });
const methods = ["GET", "POST", "PUT", "DELETE"] as const;

/** Whether the server may have carried the request out, and whether asking again can help. */
const cases: [Failure, { repeatable: "retry" | "look" | "give up" }][] = [
  [{ kind: "unreachable" }, { repeatable: "retry" }],
  [status(425), { repeatable: "retry" }],
  [status(429), { repeatable: "retry" }],
  [{ kind: "connection" }, { repeatable: "look" }],
  [{ kind: "timeout" }, { repeatable: "look" }],
  [{ kind: "malformed" }, { repeatable: "look" }],
  [{ kind: "done" }, { repeatable: "look" }],
  [status(408), { repeatable: "look" }],
  [status(500), { repeatable: "look" }],
  [status(502), { repeatable: "look" }],
  [status(503), { repeatable: "look" }],
  [status(504), { repeatable: "look" }],
  [status(520), { repeatable: "look" }],
  [{ kind: "redirect" }, { repeatable: "give up" }],
  [{ kind: "certificate" }, { repeatable: "give up" }],
  [{ kind: "lasting", wasSent: false }, { repeatable: "give up" }],
  [status(200), { repeatable: "give up" }],
  [status(400), { repeatable: "give up" }],
  [status(401), { repeatable: "give up" }],
  [status(403), { repeatable: "give up" }],
  [status(404), { repeatable: "give up" }],
  [status(409), { repeatable: "give up" }],
  [status(422), { repeatable: "give up" }],
];

describe("what follows a failed attempt", () => {
  for (const [failure, { repeatable }] of cases) {
    const name = failure.kind === "status" ? `status ${failure.status}` : failure.kind;
    for (const method of methods) {
      const throttles = name === "status 429" ? 1 : 0;
      // A method that can be repeated without harm needs no look.
      const expected = repeatable === "look" && method !== "POST" ? "retry" : repeatable;
      test(`${method}, ${name}: ${expected}`, () => {
        expect(decide(attempt({ method, failure, throttles })).do).toBe(expected);
      });
    }
  }
});

describe("a page says no", () => {
  const failure: Failure = { kind: "status", status: 403, isOfPage: true };
  // Its author need not be the one who had the request last.
  test("to a POST: one look, and no second POST", () => {
    expect(decide(attempt({ method: "POST", failure }))).toEqual({ do: "look", waitMs: 0, isLast: true });
  });

  test.each(["GET", "PUT", "DELETE"] as const)("to a %s: that is all", (method) => {
    expect(decide(attempt({ method, failure }))).toEqual({ do: "give up" });
  });
});

describe("how long it waits", () => {
  const wait = (changes: Partial<Attempt>) => {
    const decision = decide(attempt(changes));
    return decision.do === "give up" ? undefined : decision.waitMs;
  };

  test("each time longer, up to some limit, never less than half and never more than the whole of it", () => {
    for (const [faults, full] of [
      [1, 500],
      [2, 1_000],
      [3, 2_000],
      [4, 4_000],
      [5, 8_000],
      [6, 16_000],
    ] as const) {
      expect(wait({ faults, jitter: 0 })).toBe(full / 2);
      expect(wait({ faults, jitter: 0.999_999 })).toBe(full);
    }
  });

  test("a fault's Retry-After is obeyed, but not for ever", () => {
    expect(wait({ failure: status(503), retryAfterMs: 20_000 })).toBe(20_000);
    expect(wait({ failure: status(503), retryAfterMs: 0 })).toBe(375);
    expect(wait({ failure: status(503), retryAfterMs: 3_600_000 })).toBe(60_000);
  });

  test("429 waits as Retry-After says: a lock-out's five minutes are not cut short", () => {
    const failure = status(429);
    expect(wait({ failure, throttles: 1, retryAfterMs: 300_000 })).toBe(300_000);
    expect(wait({ failure, throttles: 1, retryAfterMs: 24 * 3_600_000 })).toBe(15 * 60_000);
  });

  test.each([0, 1, -5_000])(
    "429 with a Retry-After of %d ms waits no less than the backoff",
    (retryAfterMs) => {
      const failure = status(429);
      const waits = [1, 2, 3, 4, 5, 6].map((throttles) =>
        wait({ failure, throttles, retryAfterMs, jitter: 0 }),
      );
      // Before it gives up, it has waited for a whole lock-out, of which the server may not know.
      expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 300_000, 300_000]);
    },
  );

  test.each([20_000, 30_000, 49_000])(
    "a constant %d ms is believed, and then a lock-out waited out",
    (ms) => {
      const failure = status(429);
      for (const said of [{ retryAfterMs: ms }, { resetMs: ms }]) {
        const waits = [1, 2, 3, 4, 5, 6].map((throttles) => wait({ failure, throttles, ...said, jitter: 0 }));
        expect(waits).toEqual([ms, ms, ms, ms, 300_000, 300_000]);
      }
    },
  );

  test.each([0, 1, 1_000, -5_000])("%d ms don't outvote the end of the window", (retryAfterMs) => {
    const failure = status(429);
    expect(wait({ failure, throttles: 1, retryAfterMs, resetMs: 290_000 })).toBe(290_000);
    expect(wait({ failure, throttles: 1, resetMs: retryAfterMs, retryAfterMs: 290_000 })).toBe(290_000);
  });

  test("429 without Retry-After waits for the end of the window", () => {
    expect(wait({ failure: status(429), throttles: 1, resetMs: 217_000 })).toBe(217_000);
    expect(wait({ failure: status(429), throttles: 1, resetMs: 0, jitter: 0 })).toBe(1_000);
    expect(wait({ failure: status(429), throttles: 1, resetMs: 217_000, retryAfterMs: 5_000 })).toBe(5_000);
  });

  test("429 that tells nothing: a minute, then longer, as long as a lock-out before it gives up", () => {
    const throttles = Array.from({ length: maxThrottles }, (_, n) => n + 1);
    const waits = throttles.map((n) => wait({ failure: status(429), throttles: n, jitter: 0 }) ?? 0);
    expect(waits.slice(0, 3)).toEqual([60_000, 120_000, 180_000]);
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(300_000);
    expect(Math.max(...waits)).toBe(300_000);
    // Programs with one token don't come back all at once.
    expect(wait({ failure: status(429), throttles: 1, jitter: 1 })).toBe(66_000);
  });
});

describe("when it ends", () => {
  test("faults and throttles have budgets of their own", () => {
    expect(decide(attempt({ faults: maxFaults - 1 })).do).toBe("retry");
    expect(decide(attempt({ faults: maxFaults })).do).toBe("give up");
    expect(decide(attempt({ faults: maxFaults - 1, throttles: maxThrottles })).do).toBe("retry");

    const failure = status(429);
    expect(decide(attempt({ failure, throttles: maxThrottles, faults: 0 })).do).toBe("retry");
    expect(decide(attempt({ failure, throttles: maxThrottles + 1, faults: 0 })).do).toBe("give up");
    expect(decide(attempt({ failure, throttles: 1, faults: maxFaults })).do).toBe("retry");
  });

  test("a POST that may be committed ends as well", () => {
    const post = { method: "POST", failure: status(500) } as const;
    expect(decide(attempt({ ...post, faults: maxFaults - 1 }))).toMatchObject({ do: "look", isLast: false });
    // Even the last attempt may have been committed: it is looked up before the run gives up.
    expect(decide(attempt({ ...post, faults: maxFaults }))).toMatchObject({ do: "look", isLast: true });
  });

  test("a fault that stays is not met again, but what a POST may have made is looked for once", () => {
    const failure = { kind: "lasting", wasSent: true } as const;
    expect(decide(attempt({ method: "POST", failure }))).toMatchObject({ do: "look", isLast: true });
    for (const method of ["GET", "PUT", "DELETE"] as const) {
      expect(decide(attempt({ method, failure }))).toEqual({ do: "give up" });
    }
  });
});
