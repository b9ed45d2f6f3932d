import { type Poll, waitFor } from "../../../../provider/base/waitFor";
import { FakeClock } from "../../support/fakeClock";

function bench(limitMs: number, doneAfterMs: number, size?: number) {
  const clock = new FakeClock(0);
  const looks: number[] = [];
  const said: string[] = [];
  const poll = async (): Promise<Poll<string>> => {
    looks.push(clock.now());
    if (clock.now() >= doneAfterMs) return { state: "done", value: "there" };
    return { state: "pending", progress: `at ${clock.now()}` };
  };
  const wait = waitFor({ clock, poll, deadline: limitMs, progress: (line) => said.push(line), size });
  return { wait, clock, looks, said };
}

test("what is there needs one poll and no sleep", async () => {
  const { wait, clock, looks } = bench(60_000, 0);
  expect(await wait).toBe("there");
  expect(looks).toEqual([0]);
  expect(clock.sleeps).toEqual([]);
});

test("from half a second the intervals grow to five seconds", async () => {
  const { wait, clock } = bench(120_000, 60_000);
  expect(await wait).toBe("there");
  expect(clock.sleeps[0]).toBe(500);
  for (const [i, ms] of clock.sleeps.entries()) expect(ms).toBeGreaterThanOrEqual(clock.sleeps[i - 1] ?? 0);
  expect(clock.sleeps.at(-1)).toBe(5_000);
});

test("in a long wait they grow to a twentieth of it, and to half a minute", async () => {
  const { wait, clock, looks } = bench(3_600_000, 1_800_000);
  await wait;
  for (const [i, ms] of clock.sleeps.entries())
    expect(ms).toBeLessThanOrEqual(Math.max(5_000, (looks[i] ?? 0) / 20));
  expect(clock.sleeps.at(-1)).toBe(30_000);
  expect(looks.length).toBeLessThan(120);
});

test("many things are looked at less often", async () => {
  const [few, many] = [bench(120_000, 60_000, 60), bench(120_000, 60_000, 1_000)];
  await Promise.all([few.wait, many.wait]);
  expect(few.clock.sleeps[0]).toBe(500);
  expect([many.clock.sleeps[0], many.clock.sleeps.at(-1)]).toEqual([1_000, 10_000]);
  expect(many.looks.length).toBeLessThan(few.looks.length);
  const most = bench(120_000, 60_000, 100_000);
  await most.wait;
  expect(most.clock.sleeps[0]).toBe(1_500);
});

test("the last poll falls on the limit, and then it is over", async () => {
  const { wait, looks } = bench(7_000, 1e9);
  expect(await wait).toBeUndefined();
  expect(looks.at(-1)).toBe(7_000);
  expect(Math.max(...looks)).toBe(7_000);
});

test("what comes about at the last moment counts", async () => {
  const { wait } = bench(7_000, 7_000);
  expect(await wait).toBe("there");
});

test("without time there is still one poll", async () => {
  const { wait, looks } = bench(0, 1e9);
  expect(await wait).toBeUndefined();
  expect(looks).toEqual([0]);
});

const gaps = (said: readonly string[]) => {
  const times = said.map((line) => Number(line.replace("at ", "")));
  return times.map((at, i) => at - (times[i - 1] ?? 0));
};

test("progress that moves is told about every two seconds, and not at once", async () => {
  const { wait, said } = bench(60_000, 30_000);
  await wait;
  expect(Math.min(...gaps(said))).toBeGreaterThanOrEqual(2_000);
  expect(Math.max(...gaps(said))).toBeLessThanOrEqual(5_000);
});

test("what does not move is told again every ten seconds", async () => {
  const clock = new FakeClock(0);
  const at: number[] = [];
  const poll = async (): Promise<Poll<string>> =>
    clock.now() < 60_000 ? { state: "pending", progress: "0 of 3" } : { state: "done", value: "there" };
  await waitFor({ clock, poll, deadline: 120_000, progress: () => at.push(clock.now()) });
  expect(at[0]).toBeLessThan(4_000);
  for (const [i, time] of at.slice(1).entries()) expect(time - (at[i] ?? 0)).toBeGreaterThanOrEqual(10_000);
  expect(at.length).toBeGreaterThanOrEqual(4);
});

test("what a poll throws ends the wait", async () => {
  const clock = new FakeClock(0);
  const poll = () => Promise.reject(new Error("gone"));
  await expect(waitFor({ clock, poll, deadline: 1_000, progress: () => undefined })).rejects.toThrow("gone");
});
