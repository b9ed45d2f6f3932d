import {
  headroom,
  learn,
  type PolicyState,
  parseRateLimit,
  tightestReset,
  type Window,
} from "../../../../provider/api/rateLimit";

describe("reading the headers", () => {
  test("what is left, when the window ends, and how much it allows", () => {
    expect(parseRateLimit('"default";r=50;t=30', '"default";q=600;w=300')).toEqual([
      { name: '"default"', remaining: 50, resetMs: 30_000, limit: 600 },
    ]);
    expect(parseRateLimit('"default"; t=30; r=0', null)).toMatchObject([
      { remaining: 0, resetMs: 30_000, limit: 1_200 },
    ]);
  });

  test("several policies", () => {
    const state = '"default";r=900;t=200, "burst";r=2;t=1';
    expect(parseRateLimit(state, '"burst";q=10;w=1, "default";q=1200;w=300')).toEqual([
      { name: '"default"', remaining: 900, resetMs: 200_000, limit: 1_200 },
      { name: '"burst"', remaining: 2, resetMs: 1_000, limit: 10 },
    ]);
  });

  test("a window that claims to last for ever", () => {
    const [state] = parseRateLimit(`"default";r=0;t=${"9".repeat(30)}`, null);
    expect(state?.resetMs).toBe(15 * 60_000);
  });

  test.each([null, "", '"default"', '"default";r=50', '"default";t=30', '"default";r=;t=', "r, t", ",;,=;r"])(
    "nothing from %p",
    (header) => {
      expect(parseRateLimit(header, null)).toEqual([]);
    },
  );

  test("a refusal is waited out by the policy that lets least through", () => {
    const told = (state: string) => tightestReset(parseRateLimit(state, null));
    expect(told('"default";r=900;t=200, "burst";r=0;t=7')).toBe(7_000);
    expect(told('"default";r=0;t=200, "burst";r=0;t=7')).toBe(200_000);
    expect(told('"default";r=1000;t=290')).toBeUndefined();
    expect(told("")).toBeUndefined();
  });
});

describe("odd limits", () => {
  const most = (limit: number, remaining: number) =>
    headroom(knowing([0, 50, told({ limit, remaining })]), 60).most;

  test("of a limit without an end, the reserve is that of sixteen programs", () => {
    for (const limit of [1_200, 12_000, 1e9, Number.POSITIVE_INFINITY]) {
      expect(most(limit, 1_000)).toBe(8);
      expect(most(limit, 48)).toBe(0);
      expect(most(limit, 49)).toBe(1);
    }
  });

  test("of a limit of a few, not all is reserve", () => {
    expect(most(5, 4)).toBe(1);
    expect(most(5, 2)).toBe(0);
    expect(most(1, 1)).toBe(1);
    expect(most(0, 1)).toBe(1);
    expect(most(0, 0)).toBe(0);
  });
});

const told = (changes: Partial<PolicyState> = {}): PolicyState => ({
  name: "default",
  remaining: 1_000,
  resetMs: 200_000,
  limit: 1_200,
  ...changes,
});

/** Of answers, each sent and received at a time. */
function knowing(...answers: [sentAt: number, now: number, state: PolicyState][]): Window {
  const window = answers.reduce<Window | undefined>(
    (known, [sentAt, now, state]) => learn(known, state, sentAt, now),
    undefined,
  );
  if (!window) throw new Error("nothing is known");
  return window;
}

describe("what answers add up to", () => {
  test("one that was overtaken does not raise what is left, nor put the end off", () => {
    const window = knowing(
      [0, 50, told({ remaining: 40, resetMs: 30_000 })],
      [0, 400, told({ remaining: 45, resetMs: 30_000 })],
    );
    expect(window).toMatchObject({ remaining: 40, resetAt: 30_050 });
  });

  test("one of the next window counts anew", () => {
    const window = knowing(
      [0, 50, told({ remaining: 40, resetMs: 3_000 })],
      [3_100, 3_200, told({ remaining: 1_199, resetMs: 300_000 })],
    );
    expect(window).toMatchObject({ remaining: 1_199, resetAt: 303_200 });
  });

  test("one that hung since the window before is no news", () => {
    const news = knowing([5_000, 5_100, told({ remaining: 100, resetMs: 300_000 })]);
    expect(learn(news, told({ remaining: 1_100, resetMs: 4_000 }), 0, 25_000)).toEqual(news);
  });

  test("one that hung within the window is of it, and not fresh", () => {
    const known = knowing([20_000, 20_100, told({ remaining: 100, resetMs: 280_000 })]);
    const window = learn(known, told({ remaining: 1_100, resetMs: 300_000 }), 0, 25_000);
    expect(window).toMatchObject({ remaining: 100, resetAt: 300_100, freshUntil: 20_200 });
  });
});

describe("how many requests may be under way", () => {
  const most = (remaining: number, limit = 1_200) =>
    headroom(knowing([0, 0, told({ remaining, limit })]), 0).most;
  /** After many answers in which nothing but this program's own requests was used up. */
  const mostAlone = (remaining: number) => {
    const answers = Array.from({ length: 20 }, (_, n) => told({ remaining: remaining + 19 - n }));
    return headroom(knowing(...answers.map((state): [number, number, PolicyState] => [0, 0, state])), 0).most;
  };

  test("fewer as the window runs dry, none of the reserve", () => {
    expect([1_199, 560, 559, 304, 176, 49, 48, 0].map((left) => most(left))).toEqual([
      8, 8, 7, 4, 2, 1, 0, 0,
    ]);
  });

  test("more of the rest for a program that is alone", () => {
    expect([1_000, 176, 175, 80, 49, 48].map(mostAlone)).toEqual([8, 8, 7, 2, 1, 0]);
  });

  test("a small limit keeps less back", () => {
    expect([119, 68, 54, 7, 6].map((left) => most(left, 120))).toEqual([8, 7, 6, 1, 0]);
  });

  test("a program that sees others use the window up is not alone", () => {
    const answers = Array.from({ length: 20 }, (_, n) => told({ remaining: 580 - 20 * n }));
    const window = knowing(...answers.map((state): [number, number, PolicyState] => [0, 0, state]));
    expect(headroom({ ...window, remaining: 304 }, 0).most).toBe(4);
  });

  test("an answer is believed for as long as it was on its way, unless it hung", () => {
    const isUnsure = (sentAt: number, now: number, at: number) =>
      headroom(knowing([sentAt, now, told()]), at).isUnsure;
    expect([80, 160, 161].map((at) => isUnsure(0, 80, at))).toEqual([false, false, true]);
    expect(isUnsure(0, 15_000, 15_001)).toBe(true);
  });

  test("when the window is over, one goes and finds out", () => {
    const window = knowing([0, 0, told({ remaining: 0, resetMs: 5_000 })]);
    expect(headroom(window, 4_999)).toMatchObject({ most: 0 });
    expect(headroom(window, 5_000)).toEqual({ most: 8, isUnsure: true });
  });
});
