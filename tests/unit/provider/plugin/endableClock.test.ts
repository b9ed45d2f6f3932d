import { waitFor } from "../../../../provider/base/waitFor";
import { EndableClock } from "../../../../provider/plugin/endableClock";
import { EventClock } from "../../support/eventClock";

const pending = (polls: { count: number }) => async () => {
  polls.count++;
  return { state: "pending" as const, progress: "" };
};
const progress = () => undefined;

test("a wait under way ends at once", async () => {
  const time = new EventClock();
  const clock = new EndableClock(time);
  const polls = { count: 0 };
  const wait = waitFor({ clock, poll: pending(polls), deadline: clock.now() + 1_200_000, progress });
  await time.pass(60_000);
  const before = polls.count;
  clock.end();
  await expect(wait).resolves.toBeUndefined();
  expect(polls.count).toBe(before + 1);
  expect(time.now()).toBe(60_000);
});

test("one that begins afterwards asks twice, whatever its limit", async () => {
  const clock = new EndableClock(new EventClock());
  clock.end();
  for (const limitMs of [10_000, 3_600_000_000]) {
    const polls = { count: 0 };
    await waitFor({ clock, poll: pending(polls), deadline: clock.now() + limitMs, progress });
    expect(polls.count).toBe(2);
  }
});

test("until then it is the clock that it was made of", async () => {
  const time = new EventClock();
  const clock = new EndableClock(time);
  await time.run(clock.sleep(5));
  expect([clock.now(), clock.wallTime(), clock.random()]).toEqual([5, 5, 0.5]);
  const signal = clock.abortAfter(10);
  await time.pass(10);
  expect(signal.aborted).toBe(true);
});
