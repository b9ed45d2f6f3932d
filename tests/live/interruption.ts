import { setMaxListeners } from "node:events";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Why everything but the cleaning up ends early. */
export interface Interruption {
  readonly signal: AbortSignal;
  readonly by: NodeJS.Signals | Error | undefined;
}

/**
 * From here on neither a signal nor a stray error ends the process before the cleaning up. One Ctrl-C may arrive
 * twice, as npm passes it on, so that a second one must not mean "at once".
 */
export function onInterruption(say: (line: string) => void): Interruption {
  const controller = new AbortController();
  // The Automation API leaves a listener there for every run of the CLI.
  setMaxListeners(0, controller.signal);
  const interruption: { signal: AbortSignal; by: NodeJS.Signals | Error | undefined } = {
    signal: controller.signal,
    by: undefined,
  };
  const interrupt = (by: NodeJS.Signals | Error) => {
    if (interruption.by !== undefined) return;
    interruption.by = by;
    say(`interrupted (${by instanceof Error ? by.message : by}): ending the engine's run, then cleaning up`);
    controller.abort();
  };
  for (const signal of signals) process.on(signal, interrupt);
  process.on("uncaughtException", interrupt);
  return interruption;
}
