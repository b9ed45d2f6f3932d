import type { Terminal } from "../output/terminal";

/** The parsed arguments of one command. */
export interface CommandLine {
  positionals: string[];
  /** The flags that were given. */
  flags: Set<string>;
  /** The options that take a value, with the value that was given. */
  values: Map<string, string>;
}

type Action = (line: CommandLine, terminal: Terminal) => Promise<void>;

interface Option {
  /** The placeholder for the value in the help text. An option without one is a flag. */
  value?: string;
  help: string;
}

/** What a command is called, what it takes, and how to run it. */
export interface Command {
  name: string;
  /** One line for the list of commands. */
  summary: string;
  /** The arguments, as the help text shows them after the command's name. */
  usage: string;
  /** What the command does: lines of at most 78 columns. */
  about: string[];
  positionals: { least: number; most: number; what: string };
  options: Record<string, Option>;
  /** Loads the command's modules only when it runs, so that --help stays quick. */
  load(): Action;
}
