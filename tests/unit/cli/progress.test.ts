import { withProgress } from "../../../sdk/cli/output/progress";
import { processTerminal } from "../../../sdk/cli/output/terminal";
import { fakeTerminal } from "./support";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const work = (ms: number) => () => new Promise<string>((resolve) => setTimeout(() => resolve("done"), ms));

async function watch(ms: number, isInteractive: boolean) {
  const { terminal, written } = fakeTerminal({ isInteractive, now: () => performance.now() });
  const started = Date.now();
  const result = withProgress(terminal, () => `after ${Date.now() - started} ms`, work(ms));
  await jest.advanceTimersByTimeAsync(ms);
  expect(await result).toBe("done");
  return written;
}

test("on a terminal: at once, in place, and gone at the end", async () => {
  const { stderr, statuses } = await watch(500, true);
  expect(stderr).toBe("");
  expect(statuses).toEqual(["after 0 ms", "after 200 ms", "after 400 ms", undefined]);
});

test("elsewhere: nothing of short work, a line after 2 s and every 10 s of long work", async () => {
  expect((await watch(1_900, false)).stderr).toBe("");
  expect((await watch(13_000, false)).stderr).toBe("after 2000 ms\nafter 12000 ms\n");
});

test("the time of a process is measured by a clock that nobody sets", () => {
  const { now, wallTime } = processTerminal();
  const [before, date] = [now(), wallTime()];
  jest.setSystemTime(date - 3_600_000);
  expect([now(), wallTime()]).toEqual([before, date - 3_600_000]);
});

test("what the work throws passes through, and the line is taken away", async () => {
  const { terminal, written } = fakeTerminal({ isInteractive: true });
  const failing = withProgress(
    terminal,
    () => "working",
    () => Promise.reject(new Error("no")),
  );
  await expect(failing).rejects.toThrow("no");
  expect(written.statuses.at(-1)).toBeUndefined();
  expect(jest.getTimerCount()).toBe(0);
});
