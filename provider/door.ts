import { engineMayReplace } from "./base/changeOptions";
import { type Clock, systemClock } from "./base/clock";
import { limitOf, type Timeouts } from "./base/timeouts";
import { type Hints, stackHints } from "./settings";

/** Lines for the person who waits. */
export interface Report {
  /** How far a wait has come; the next such line takes its place. */
  progress(line: string): void;
  /** What has happened. */
  say(line: string): void;
  warn(line: string): void;
}

/**
 * What differs between the two ways into this core: the dynamic provider in the states of Node programs, and the
 * plugin. Each fills this in; the core never asks which of the two it is.
 */
export interface Door {
  report: Report;
  hints: Hints;
  /** For waits alone, which an engine may end; requests keep their own time. */
  waits: Clock;
  /** What the state's entries and the program's declarations of one resource have in common. */
  nameOf(share: { accountId: string; name: string }): string;
  /**
   * How long an operation may wait, in milliseconds.
   *
   * @param timeouts the option customTimeouts, where the resource's class hands it over
   */
  limitOf(operation: keyof Timeouts, timeouts: Timeouts | undefined): number;
  /**
   * Whether the engine can replace a resource without telling diff.
   *
   * @param replaceOnChanges the option, where the resource's class hands it over
   * @param olds what the state has of the resource
   */
  mayReplaceUnasked(replaceOnChanges: string[] | undefined, olds: object): boolean;
  /** Whether the provider gets to know of such a replacement before the deletion that belongs to it. */
  tellsReplacement: boolean;
}

/** The dynamic provider's: the engine shows what it prints, and the class hands the options over as properties. */
export function dynamicDoor(
  print: (line: string) => void = (line) => console.log(line),
  clock: Clock = systemClock,
): Door {
  return {
    report: { progress: print, say: print, warn: (line) => print(`warning: ${line}`) },
    hints: stackHints,
    waits: clock,
    // The engine tells no name of the resource.
    nameOf: ({ accountId, name }) => `${accountId} ${name}`,
    limitOf: (operation, timeouts) => limitOf(timeouts, operation),
    mayReplaceUnasked: engineMayReplace,
    tellsReplacement: false,
  };
}
