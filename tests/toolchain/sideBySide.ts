/** A part of the whole that waits for others. */
export interface Waiting {
  name: string;
  /** Without these it can't say anything. */
  needs?: string[];
  /** These it would disturb, or be disturbed by. */
  after?: string[];
}

/**
 * Runs all at once, each as soon as those that it waits for have ended: a group that had to end before the next one
 * begins would leave cores idle at its end. The order is one in which each comes after those that it waits for;
 * those that are not there are not waited for.
 *
 * @param run gets what has come of those that the step needs
 * @returns in the order of the steps
 */
export function sideBySide<S extends Waiting, R>(
  steps: S[],
  run: (step: S, needed: R[]) => Promise<R>,
): Promise<R[]> {
  const running = new Map<string, Promise<R>>();
  const endOf = (names: string[] = []) => {
    const found = names.map((name) => running.get(name));
    return Promise.all(found.filter((one) => one !== undefined));
  };
  for (const step of steps) {
    const needed = Promise.all([endOf(step.needs), endOf(step.after)]);
    running.set(
      step.name,
      needed.then(([results]) => run(step, results)),
    );
  }
  return Promise.all(running.values());
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
