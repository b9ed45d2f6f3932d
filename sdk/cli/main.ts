#!/usr/bin/env node
import { processTerminal } from "./output/terminal";
import { run } from "./run";

// `… list | head` closes our output early. That is not an error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 1);
});

async function main(): Promise<void> {
  const code = await run(process.argv.slice(2), processTerminal());
  // Pending requests of a failed command would keep the process alive, so exit; but let the pipes drain first.
  process.stdout.write("", () => process.stderr.write("", () => process.exit(code)));
}

void main();
