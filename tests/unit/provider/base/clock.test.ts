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

test("the system's clock goes", async () => {
  const before = Date.now();
  expect(systemClock.now()).toBeGreaterThanOrEqual(before);
  await systemClock.sleep(-5);
  const numbers = Array.from({ length: 100 }, () => systemClock.random());
  expect(numbers.every((n) => n >= 0 && n < 1)).toBe(true);
  expect(systemClock.abortAfter(60_000).aborted).toBe(false);
});
