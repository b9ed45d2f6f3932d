import type { Command } from "./command";

const program = "pulumi-cloudflare-sharing";

const aligned = (pairs: [string, string][]): string[] => {
  const width = Math.max(...pairs.map(([left]) => left.length));
  return pairs.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
};

const settings = [
  "Settings come from the environment: CLOUDFLARE_API_TOKEN, or CLOUDFLARE_API_KEY",
  "and CLOUDFLARE_EMAIL; CLOUDFLARE_ACCOUNT_ID; CLOUDFLARE_BASE_URL.",
];

export function generalHelp(commands: readonly Command[]): string {
  return [
    `Usage: ${program} COMMAND [options]`,
    "",
    ...aligned(commands.map(({ name, summary }) => [name, summary])),
    "",
    "`COMMAND --help` shows its options; --version prints the version.",
    ...settings,
    "Exit code: 0 done, 1 failed, 2 wrong usage.",
  ].join("\n");
}

export function helpOf(command: Command): string {
  const options = Object.entries(command.options).map(([name, { value, help }]): [string, string] => [
    value ? `--${name} ${value}` : `--${name}`,
    help,
  ]);
  const head = `Usage: ${program} ${command.name}`;
  const usage =
    `${head} ${command.usage}`.length <= 80
      ? [`${head} ${command.usage}`]
      : [head, `         ${command.usage}`];
  const needsSettings = "account" in command.options;
  return [
    ...usage,
    "",
    ...command.about,
    "",
    ...aligned([...options, ["-h, --help", "print this help"]]),
    ...(needsSettings ? ["", ...settings] : []),
  ].join("\n");
}
