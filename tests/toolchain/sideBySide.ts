/** A part of the whole that waits for others. */
export interface Waiting {
  name: string;
  /** Without these it can't say anything. */
  needs?: string[];
  /** These it would disturb, or be disturbed by. */
  after?: string[];
}

/**
 * Runs so many at once, each as soon as those that it waits for have ended, the first ones first. A group that had to end
 * before the next one begins would leave cores idle at its end; all at once take a tenth more of the processors' time, as
 * they push each other out of the caches. Those that are not there are not waited for.
 *
 * @param run gets what has come of those that the step needs
 * @returns in the order of the steps
 */
export async function sideBySide<S extends Waiting, R>(
  steps: S[],
  atOnce: number,
  run: (step: S, needed: R[]) => Promise<R>,
): Promise<R[]> {
  const waiting = new Set(steps);
  const running = new Map<string, Promise<void>>();
  const ended = new Map<string, R>();
  const isOpen = (name: string) => running.has(name) || [...waiting].some((one) => one.name === name);
  const begin = async (step: S) => {
    const needed = (step.needs ?? []).flatMap((name) => (ended.has(name) ? [ended.get(name) as R] : []));
    ended.set(step.name, await run(step, needed));
    running.delete(step.name);
  };
  while (waiting.size + running.size > 0) {
    for (const step of waiting) {
      if (running.size >= atOnce) break;
      if ([...(step.needs ?? []), ...(step.after ?? [])].some(isOpen)) continue;
      waiting.delete(step);
      running.set(step.name, begin(step));
    }
    if (running.size === 0) throw new Error("what is left waits for itself");
    await Promise.race(running.values());
  }
  return steps.map(({ name }) => ended.get(name) as R);
}

/** Where one of several prints that run at once. */
export interface Printer {
  print(text: string): void;
  end(): void;
}

/** Keeps what each prints whole: the first prints as it goes, each other once all opened before it have ended. */
export class InTurn {
  private readonly opened: { text: string; hasEnded: boolean }[] = [];
  private turn = 0;

  constructor(private readonly printNow: (text: string) => void) {}

  open(): Printer {
    const own = { text: "", hasEnded: false };
    this.opened.push(own);
    return {
      print: (text) => {
        own.text += text;
        this.tell();
      },
      end: () => {
        own.hasEnded = true;
        this.tell();
      },
    };
  }

  private tell(): void {
    for (let next = this.opened[this.turn]; next; next = this.opened[this.turn]) {
      this.printNow(next.text);
      next.text = "";
      if (!next.hasEnded) return;
      this.turn += 1;
    }
  }
}
