import type { DeliveryState } from "../shares/deliveries";
import type { Mark } from "./accountReport";

/** The words of the report for each state. */
export const stateWords: Record<DeliveryState, string> = {
  failed: "failed, not tried again",
  retried: "failed, tried again",
  waiting: "on its way",
  delivered: "delivered",
  leaving: "being removed",
  former: "removed",
};

/** What stands in a cell of the matrix: readable without color, and one character for a small file. */
export const marks: Record<Mark, { letter: string; word: string }> = {
  delivered: { letter: "✓", word: stateWords.delivered },
  failed: { letter: "F", word: stateWords.failed },
  retried: { letter: "R", word: stateWords.retried },
  waiting: { letter: "W", word: stateWords.waiting },
  leaving: { letter: "L", word: stateWords.leaving },
  excluded: { letter: "X", word: "excluded" },
};
