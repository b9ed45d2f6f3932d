/*
 * The doc comments are written for users of the dynamic provider, in TypeScript. What is different with the plugin, or
 * in another language, is replaced here; a replacement that finds nothing is out of date, and stops the generation.
 */

interface Replacement {
  find: string;
  by: string;
}

const replacements: Replacement[] = [
  {
    find: "Default: the config `cloudflare-sharing:accountId` or `cloudflare:accountId`, or the environment variable CLOUDFLARE_ACCOUNT_ID.",
    by: "Default: the provider's `accountId`.",
  },
  {
    find: "Default: the config `cloudflare-sharing:removalLimit`, else no limit.",
    by: "Default: the provider's `removalLimit`, else no limit.",
  },
  { find: "means the config's, if it has one", by: "means the provider's, if it has one" },
  {
    find: " With a `Provider` as the option `provider` it has settings of its own; without one, they are the stack's.",
    by: "",
  },
  { find: "; docs/troubleshooting.md lists every error", by: "" },
  {
    find: "A literal `{}` means the owner's own organization; a key that is named without a value (undefined or null) is refused and never means that.",
    by: "An empty one means the owner's own organization. In languages that drop a missing value (`None`, nil), make sure that the account is set.",
  },
  { find: " Named without a value (undefined or null), it is refused.", by: "" },
  {
    find: "for compatibility with `@pulumi/cloudflare`",
    by: "for compatibility with Pulumi's cloudflare provider",
  },
  { find: "as in `@pulumi/cloudflare`", by: "as in Pulumi's cloudflare provider" },
  { find: "undefined means", by: "not set means" },
  { find: "; undefined if there are none", by: "; not set if there are none" },
  { find: "With `false` they are undefined.", by: "With `false` they are not set." },
  { find: "All four counts are undefined with", by: "None of the four counts is set with" },
];

const used = new Set<Replacement>();

/** A doc comment in the words of every language: without code, links of TSDoc, and line breaks inside paragraphs. */
export function inEveryLanguage(comment: string): string {
  const prose = comment
    .replace(/```ts\n[\s\S]*?```/g, "")
    .replace(/\{@link (\w+) ?\}/g, "`$1`")
    .replace(/`(\w+?)Args`/g, "`$1`")
    .replace(/([^\n])\n(?=[^\n])/g, "$1 ")
    .replace(/\n{2,}/g, "\n\n")
    .trim();
  return replacements.reduce((text, replacement) => {
    if (!text.includes(replacement.find)) return text;
    used.add(replacement);
    return text.replaceAll(replacement.find, replacement.by);
  }, prose);
}

/** @throws Error naming the replacements that no comment needs any more */
export function assertAllUsed(): void {
  const idle = replacements.filter((one) => !used.has(one)).map(({ find }) => find);
  if (idle.length > 0) throw new Error(`no doc comment has: ${idle.join(" | ")}`);
}
