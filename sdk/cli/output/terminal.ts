import { systemClock } from "../../../provider/base/clock";
import { cut, printable, printableLines } from "../../../provider/base/text";

/** Where a command writes, and what it knows about its environment. */
export interface Terminal {
  /** Writes lines to stdout: the result. */
  print(text: string): void;
  /** Writes lines to stderr: errors, warnings, progress. */
  note(text: string): void;
  /** On a terminal: shows a line on stderr that the next write replaces. Undefined clears it. */
  status(text: string | undefined): void;
  /** Whether stderr is a terminal. If so, progress is shown at once and in place. */
  isInteractive: boolean;
  /** The width of the output in columns, at least 80. */
  columns: number;
  env: NodeJS.ProcessEnv;
  /** By a clock that nobody sets: how long the work takes. */
  now(): number;
  /** For dates alone. */
  wallTime(): number;
}

const clearLine = "\r\u001b[K";

export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  const isInteractive = stderr.isTTY === true;
  let hasStatus = false;
  const status = (text: string | undefined) => {
    if (!isInteractive || (text === undefined && !hasStatus)) return;
    stderr.write(text === undefined ? clearLine : `${clearLine}${cut(text, (stderr.columns || 80) - 2)}`);
    hasStatus = text !== undefined;
  };
  return {
    print: (text) => {
      status(undefined);
      stdout.write(text.endsWith("\n") ? text : `${text}\n`);
    },
    note: (text) => {
      status(undefined);
      stderr.write(`${text}\n`);
    },
    status,
    isInteractive,
    columns: Math.max(80, stdout.columns ?? 80),
    env: process.env,
    now: systemClock.now,
    wallTime: systemClock.wallTime,
  };
}

/**
 * Everything that a command prints passes through here: names from outside must not control the terminal, nor forge
 * a line that a pipeline's runner obeys. JSON and programs stay what they are, as the escapes stand in their strings.
 */
export function gated(terminal: Terminal): Terminal {
  return {
    ...terminal,
    print: (text) => terminal.print(printableLines(text)),
    note: (text) => terminal.note(printableLines(text)),
    status: (text) => terminal.status(text && printable(text)),
  };
}
