/** Where a command writes to, and what it knows of its surroundings. */
export interface Terminal {
  /** Lines to stdout: what was asked for. */
  print(text: string): void;
  /** Lines to stderr: errors, warnings, progress. */
  note(text: string): void;
  /** A line on stderr that the next one takes the place of; undefined takes it away. Only where that works. */
  status(text: string | undefined): void;
  /** Whether stderr is a terminal: then progress is shown at once, and in place. */
  isInteractive: boolean;
  /** Columns to write in, 80 at least. */
  columns: number;
  env: NodeJS.ProcessEnv;
  now(): number;
}

const clearLine = "\r\u001b[K";

export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  const isInteractive = stderr.isTTY === true;
  let hasStatus = false;
  const status = (text: string | undefined) => {
    if (!isInteractive || (text === undefined && !hasStatus)) return;
    stderr.write(text === undefined ? clearLine : `${clearLine}${text.slice(0, (stderr.columns || 80) - 1)}`);
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
    now: Date.now,
  };
}
