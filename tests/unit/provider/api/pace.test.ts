import { Pace, type Pass } from "../../../../provider/api/pace";
import { type PolicyState, parseRateLimit } from "../../../../provider/api/rateLimit";
import { EventClock, settled } from "../../support/eventClock";

const told = (remaining: number, seconds: number, name = "default"): PolicyState[] =>
  parseRateLimit(`${name};r=${remaining};t=${seconds}`, `${name};q=1200;w=300`);

function bench() {
  const clock = new EventClock();
  const said: string[] = [];
  const pace = new Pace(clock, (line) => said.push(line));
  const admitted: Pass[] = [];
  /** Asks for so many at once; they are noted as they are admitted. */
  const ask = async (count: number) => {
    for (let i = 0; i < count; i++) void pace.admit().then((pass) => admitted.push(pass));
    await settled();
  };
  /** The oldest request under way comes back. */
  const comeBack = async (...states: PolicyState[]) => {
    const pass = admitted.shift();
    if (!pass) throw new Error("nothing is under way");
    pace.release(pass, states);
    await settled();
  };
  const pass = async (ms: number) => {
    await clock.pass(ms);
    await settled();
  };
  return { clock, said, pace, admitted, ask, comeBack, pass };
}

describe("how many go at a time", () => {
  test("until an answer told where the window stands, one goes alone", async () => {
    const { admitted, ask, comeBack } = bench();
    await ask(20);
    expect(admitted).toHaveLength(1);
    await comeBack(...told(1_000, 60));
    expect(admitted).toHaveLength(8);
  });

  test("when the window is over, one goes alone again, and a new one counts anew", async () => {
    const { admitted, ask, comeBack, pass } = bench();
    await ask(1);
    await comeBack(...told(0, 5));
    await ask(20);
    await pass(4_999);
    expect(admitted).toHaveLength(0);
    await pass(1);
    expect(admitted).toHaveLength(1);
    await comeBack(...told(1_199, 300));
    expect(admitted).toHaveLength(8);
  });

  test("one goes alone when others may have used the window up meanwhile", async () => {
    const { admitted, ask, comeBack, pass } = bench();
    await ask(1);
    await pass(50);
    await comeBack(...told(1_000, 60));
    await pass(51);
    await ask(20);
    expect(admitted).toHaveLength(1);
  });

  test("of several policies the tightest counts, and each has its own end", async () => {
    const { admitted, ask, comeBack, pass } = bench();
    await ask(1);
    await comeBack(...told(1_000, 200), ...told(0, 3, "burst"));
    await ask(20);
    await pass(2_999);
    expect(admitted).toHaveLength(0);
    await pass(1);
    expect(admitted).toHaveLength(1);
    await comeBack(...told(0, 197), ...told(1_000, 5, "burst"));
    await pass(196_999);
    expect(admitted).toHaveLength(0);
    await pass(1);
    expect(admitted).toHaveLength(1);
  });

  test("an answer that tells nothing is counted all the same", async () => {
    const { admitted, ask, comeBack } = bench();
    await ask(1);
    await comeBack(...told(50, 60));
    await ask(20);
    expect(admitted).toHaveLength(1);
    await comeBack();
    expect(admitted).toHaveLength(1);
    await comeBack();
    expect(admitted).toHaveLength(0);
  });

  test("a server that says nothing of limits is served to the end", async () => {
    const { clock, pace } = bench();
    let done = 0;
    const work = async () => {
      const pass = await pace.admit();
      await clock.sleep(10);
      pace.release(pass, []);
      done++;
    };
    await clock.run(Promise.all(Array.from({ length: 50 }, work)));
    expect(done).toBe(50);
    expect(clock.now()).toBeLessThanOrEqual(500);
  });
});

describe("one that hangs", () => {
  test("as the first holds the others back for a second, not until its time limit", async () => {
    const { clock, admitted, ask, pass, pace } = bench();
    await ask(20);
    await pass(999);
    expect(admitted).toHaveLength(1);
    await pass(1);
    expect(admitted).toHaveLength(2);
    const second = admitted.pop() as Pass;
    await pass(50);
    pace.release(second, told(1_000, 60));
    await settled();
    expect(admitted).toHaveLength(8);
    expect(clock.now()).toBe(1_050);
  });

  test("while the window is not fresh, the same", async () => {
    const { admitted, ask, comeBack, pass } = bench();
    await ask(1);
    await comeBack(...told(1_000, 60));
    await pass(1);
    await ask(20);
    expect(admitted).toHaveLength(1);
    await pass(1_000);
    expect(admitted).toHaveLength(2);
  });

  test("and the second, and so on: one more each second, but eight in all", async () => {
    const { admitted, ask, pass } = bench();
    await ask(20);
    const counts: number[] = [];
    for (let second = 0; second < 12; second++) {
      counts.push(admitted.length);
      await pass(1_000);
    }
    expect(counts).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 8, 8]);
  });

  test("where only one may go, it is not the one, and no more than one is let past it", async () => {
    const { admitted, ask, comeBack, pass } = bench();
    await ask(1);
    await comeBack(...told(100, 60));
    await ask(20);
    expect(admitted).toHaveLength(1);
    await pass(1_000);
    expect(admitted).toHaveLength(2);
    await pass(5_000);
    expect(admitted).toHaveLength(2);
  });
});

describe("a lock-out", () => {
  test("holds everything, also what an answer on its way would allow", async () => {
    const { admitted, ask, comeBack, pace, pass } = bench();
    await ask(1);
    await comeBack(...told(1_000, 60));
    await ask(2);
    pace.pause(30_000);
    await comeBack(...told(998, 60));
    await comeBack(...told(997, 60));
    await ask(10);
    await pass(29_999);
    expect(admitted).toHaveLength(0);
    await pass(1);
    expect(admitted).toHaveLength(1);
  });

  test("that is shorter does not end a longer one", async () => {
    const { admitted, ask, pace, pass } = bench();
    pace.pause(10_000);
    pace.pause(1_000);
    await ask(1);
    await pass(9_999);
    expect(admitted).toHaveLength(0);
    await pass(1);
    expect(admitted).toHaveLength(1);
  });
});

describe("the person who waits is told", () => {
  const line = (duration: string) => `Cloudflare's request limit is used up: going on in ${duration}`;

  test("of a long wait once, then every minute, whoever waits", async () => {
    const { ask, comeBack, pass, said } = bench();
    await ask(1);
    await comeBack(...told(0, 250));
    await ask(20);
    expect(said).toEqual([line("4 min")]);
    await pass(250_000);
    expect(said).toEqual([line("4 min"), line("3 min"), line("2 min"), line("70 s"), line("10 s")]);
  });

  test("of each wait anew", async () => {
    const { ask, comeBack, pass, said } = bench();
    for (let window = 0; window < 2; window++) {
      await ask(1);
      await comeBack(...told(0, 30));
      await ask(1);
      await pass(30_000);
      await comeBack(...told(1_000, 300));
      await pass(300_000);
    }
    expect(said).toEqual([line("30 s"), line("30 s")]);
  });

  test("of a lock-out once, however many requests meet it", async () => {
    const { ask, comeBack, pace, said } = bench();
    await ask(1);
    await comeBack(...told(1_000, 60));
    await ask(8);
    for (let n = 0; n < 8; n++) {
      pace.pause(300_000 - n);
      await comeBack(...told(0, 300));
    }
    await ask(8);
    expect(said).toEqual([line("5 min")]);
  });

  test("not of a short wait", async () => {
    const { ask, comeBack, said, pass } = bench();
    await ask(1);
    await comeBack(...told(0, 5));
    await ask(1);
    await pass(5_000);
    expect(said).toEqual([]);
  });
});
