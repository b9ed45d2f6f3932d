import { type ParseArgsConfig, parseArgs } from "node:util";
import type { Command, CommandLine } from "./command";
import { UsageError } from "./usageError";

/** @throws UsageError with one line. It may name an option, but never a value, which may be a secret. */
export function parseCommandLine(command: Command, args: string[]): CommandLine {
  const { values, positionals } = parse(command, args);
  const given = Object.entries(values);
  const line = {
    positionals,
    flags: new Set(given.filter(([, value]) => value === true).map(([name]) => name)),
    values: new Map(given.filter((entry): entry is [string, string] => typeof entry[1] === "string")),
  };
  if (line.flags.has("help")) return line;
  const { least, most } = command.positionals;
  if (positionals.length < least || positionals.length > most) {
    throw new UsageError(`${command.name} takes ${command.positionals.what}, not ${positionals.length}`);
  }
  return line;
}

function parse(command: Command, args: string[]) {
  const named = Object.entries(command.options).map(([name, { value }]) => {
    const type = value === undefined ? ("boolean" as const) : ("string" as const);
    return [name, { type }];
  });
  const options: NonNullable<ParseArgsConfig["options"]> = Object.fromEntries(named);
  options.help = { type: "boolean", short: "h" };
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    // Node's first sentence names the mistake; the rest is advice about "--".
    const [first = "wrong usage"] = (error as Error).message.split(/\.\s|\n/);
    throw new UsageError(first.replace(/(=| argument )'.*$/, ""));
  }
}
