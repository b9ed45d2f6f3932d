import type { Terminal } from "./terminal";

const redrawEveryMs = 200;
const quietMs = 2_000;
const repeatEveryMs = 10_000;

/**
 * Shows progress while the work runs: on a terminal at once and in place, elsewhere as lines and only if the
 * work takes long. A timer redraws it, so that a wait for Cloudflare's request limit doesn't look like a
 * hang.
 */
export async function withProgress<T>(
  terminal: Terminal,
  text: () => string,
  work: () => Promise<T>,
): Promise<T> {
  const started = terminal.now();
  let nextLine = started + quietMs;
  const show = () => {
    if (terminal.isInteractive) return terminal.status(text());
    if (terminal.now() < nextLine) return;
    terminal.note(text());
    nextLine = terminal.now() + repeatEveryMs;
  };
  show();
  const timer = setInterval(show, redrawEveryMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    terminal.status(undefined);
  }
}
