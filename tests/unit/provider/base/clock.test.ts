import { formatDuration, parseDuration, systemClock } from "../../../../provider/base/clock";

test.each([
  ["90s", 90_000],
  ["10m", 600_000],
  ["1h30m", 5_400_000],
  ["1.5h", 5_400_000],
  ["500ms", 500],
  ["1m500ms", 60_500],
  ["0s", 0],
])("%s is %d ms", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(["", "10", "m", "10 m", "-1s", "1d", "1h foo", "10M", "1..5s", "five minutes"])(
  "%j is no duration",
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);

test.each([
  [500, "0.5 s"],
  [2_000, "2 s"],
  [45_000, "45 s"],
  [300_000, "5 min"],
  [3 * 3_600_000, "3 h"],
  [5 * 86_400_000, "5 days"],
])("%d ms reads %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

describe("the system's clock", () => {
  test("goes", async () => {
    const before = systemClock.now();
    await systemClock.sleep(-5);
    await systemClock.sleep(1.5);
    expect(systemClock.now() - before).toBeGreaterThanOrEqual(1.5);
    const numbers = Array.from({ length: 100 }, () => systemClock.random());
    expect(numbers.every((n) => n >= 0 && n < 1)).toBe(true);
    expect(systemClock.abortAfter(60_000).aborted).toBe(false);
  });

  describe("with timers in hand", () => {
    beforeEach(() => jest.useFakeTimers());
    afterEach(() => jest.useRealTimers());

    test("measures durations by what nobody sets, and dates by the wall", () => {
      const before = { now: systemClock.now(), wallTime: systemClock.wallTime() };
      jest.setSystemTime(Date.now() + 3_600_000);
      expect(systemClock.now() - before.now).toBe(0);
      expect(systemClock.wallTime() - before.wallTime).toBe(3_600_000);
    });

    test.each([2 ** 31, 40 * 86_400_000, 100 * 86_400_000])(
      "sleeps %d ms, more than a timer holds",
      async (ms) => {
        let isAwake = false;
        void systemClock.sleep(ms).then(() => {
          isAwake = true;
        });
        await jest.advanceTimersByTimeAsync(ms - 1);
        expect(isAwake).toBe(false);
        await jest.advanceTimersByTimeAsync(1);
        expect(isAwake).toBe(true);
      },
    );
  });

  test("asks for no time limit that a timer can't hold", () => {
    const timeout = jest.spyOn(AbortSignal, "timeout");
    systemClock.abortAfter(2 ** 31 + 10);
    systemClock.abortAfter(30_000);
    expect(timeout.mock.calls).toEqual([[2 ** 31 - 1], [30_000]]);
    timeout.mockRestore();
  });
});
