#!/usr/bin/env node
import { processTerminal } from "./output/terminal";
import { run } from "./run";

// `… list | head` closes our output early: that is the end, not a fault.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 1);
});

async function main(): Promise<void> {
  const code = await run(process.argv.slice(2), processTerminal());
  // Other requests of a command that failed would keep us; but first, what is on its way into a pipe.
  process.stdout.write("", () => process.stderr.write("", () => process.exit(code)));
}

void main();
