import { printable } from "../../../provider/base/text";

/** A piece of HTML, which is inserted as it is. Every other value is escaped. */
export class Html {
  constructor(readonly text: string) {}
}

type Value = string | number | Html | readonly Html[];

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** For text and for attributes in quotes. Shows as escapes what a name could hide behind, as in the terminal. */
const escapeText = (text: string): string =>
  printable(text).replace(/[&<>"']/g, (one) => entities[one] ?? one);

function textOf(value: Value): string {
  if (value instanceof Html) return value.text;
  if (typeof value === "object") return value.map(({ text }) => text).join("");
  return escapeText(String(value));
}

/** HTML from a template: what is inserted is escaped unless it is HTML itself. */
export function html(template: TemplateStringsArray, ...values: Value[]): Html {
  return new Html(String.raw({ raw: template }, ...values.map(textOf)));
}

/** "1 share", "1,000 shares": as the script writes it too. */
export const counted = (count: number, noun: string): string =>
  `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
