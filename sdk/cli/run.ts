import { commands } from "./commands";
import { gated, type Terminal } from "./output/terminal";
import type { Command } from "./usage/command";
import { parseCommandLine } from "./usage/commandLine";
import { generalHelp, helpOf } from "./usage/help";
import { UsageError } from "./usage/usageError";

/** Runs one command line; returns the exit code: 0 done, 1 failed, 2 wrong usage. */
export async function run(args: string[], output: Terminal): Promise<number> {
  const terminal = gated(output);
  const [name, ...rest] = args;
  if (name === undefined) {
    terminal.note(generalHelp(commands));
    return 2;
  }
  if (name === "--help" || name === "-h" || name === "help") {
    const about = commands.find((one) => one.name === rest[0]);
    terminal.print(about ? helpOf(about) : generalHelp(commands));
    return 0;
  }
  if (name === "--version") {
    terminal.print(ownVersion());
    return 0;
  }
  const command = commands.find((one) => one.name === name);
  if (command) return runCommand(command, rest, terminal);
  const names = commands.map((one) => one.name).join(", ");
  terminal.note(`error: there is no such command; there are ${names}\n--help describes them`);
  return 2;
}

async function runCommand(command: Command, args: string[], terminal: Terminal): Promise<number> {
  try {
    const line = parseCommandLine(command, args);
    if (line.flags.has("help")) {
      terminal.print(helpOf(command));
      return 0;
    }
    await command.load()(line, terminal);
    return 0;
  } catch (error) {
    terminal.note(`error: ${messageOf(error)}`);
    if (!(error instanceof UsageError)) return 1;
    terminal.note(`\`pulumi-cloudflare-sharing ${command.name} --help\` shows the usage`);
    return 2;
  }
}

/** Never the stack: the errors of provider/ are complete sentences, without secrets. */
function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim() || "no reason given";
}

function ownVersion(): string {
  // By package name, because the relative path to package.json differs between the sources and dist.
  const { version } = require("pulumi-cloudflare-sharing/package.json") as { version: string };
  return version;
}
