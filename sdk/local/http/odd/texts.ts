import type { Rewrite } from "../httpAnswer";
import type { OddAnswerName } from "./names";
import { onValues } from "./rewriting";

/** Names of shares and accounts, reasons of failed deliveries, messages of errors. */
const shown = ["name", "account_name", "error", "message"];

/** An empty text stays empty: an empty `error` means that nothing is wrong. */
const append = (addition: string): Rewrite =>
  onValues((key, value) =>
    shown.includes(key) && typeof value === "string" && value !== "" ? value + addition : undefined,
  );

/** Texts that a client must not print as they are. */
export const texts = {
  "text-half-surrogate": append("\ud83d"),
  "text-control-characters": append("\u0000\u0007\b\u000b\u007f\u0085\u009b31m\u2028\u202e"),
  "text-escape-sequences": append(
    "\u001b[31m\u001b[2J\u001b]8;;https://example.com\u0007link\u001b]8;;\u0007",
  ),
  "text-workflow-commands": append(
    "\r\n::error file=index.ts,line=1::injected\r\n::stop-commands::resume\n::set-output name=id::injected",
  ),
} satisfies Partial<Record<OddAnswerName, Rewrite>>;
