/**
 * The gate for text. What comes in from outside is made well-formed: half of a surrogate pair makes gRPC throw in
 * Pulumi's SDK, and the run hangs. What goes out to people is made printable besides: a name from outside must
 * neither move the cursor nor forge a line that a pipeline's runner obeys. Outputs are data and keep their characters.
 */

const brokenHalf = /\p{Cs}/gu;

/** Half of a surrogate pair becomes the replacement character. */
export function wellFormed(text: string): string {
  return text.replace(brokenHalf, "\ufffd");
}

/** Without what nobody may see: the longest first, or of one that holds another a part would stay. */
export function redacted(text: string, secrets: readonly string[]): string {
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
  return longestFirst.reduce((rest, secret) => rest.replaceAll(secret, "[secret]"), text);
}

/** API tokens have 40 characters or more of this alphabet, and global API keys 37. No id has as many. */
const longRun = /[\w-]{37,}/g;

/** Whether a token given in the wrong place may be in it: bare, in quotes, after "Bearer", as a part of a path. */
export function isLikelySecret(text: string): boolean {
  return text.search(longRun) >= 0;
}

/** With an ellipsis for each. */
export function withoutLikelySecrets(text: string): string {
  return text.replace(longRun, "…");
}

const escapesInJson =
  /\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|u[dD][89a-fA-F][\da-fA-F]{2}|[\s\S])/g;

/**
 * Reads JSON from outside, with every text in it well-formed, keys as well. It works on the text and not on the
 * value, which may be nested deeper than a recursive function can go.
 *
 * @throws SyntaxError for what is no JSON
 */
export function parseJson(text: string): unknown {
  // A whole pair of escapes is twelve characters long, half of one six.
  const whole = wellFormed(text).replace(escapesInJson, (one) => (one.length === 6 ? "\\ufffd" : one));
  return JSON.parse(whole);
}

/**
 * Whether JSON has more lists and objects than `most`, seen without making them: each takes many times the memory of
 * its two characters.
 */
export function hasMoreContainers(json: string, most: number): boolean {
  if (json.length <= most) return false;
  let count = 0;
  let isInText = false;
  for (let i = 0; i < json.length && count <= most; i++) {
    const one = json[i];
    if (one === '"') isInText = !isInText;
    else if (isInText && one === "\\") i++;
    else if (!isInText && (one === "[" || one === "{")) count++;
  }
  return count > most;
}

const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const shortEscapes: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** One character, of any plane, as an escape in a JavaScript string. */
export function escapeCharacter(character: string): string {
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
  return shortEscapes[character] ?? units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}

/**
 * Commands of a pipeline's runner: `::error::` at the start of a line, after blanks too, and `##[group]` or
 * `##vso[task.setvariable]` anywhere in it.
 */
const commands = /^(\s*):(?=:)|#(?=#\w*\[)/g;

/** A value, or one line, as it may be printed: with escapes for line breaks, control characters and commands. */
export function printable(text: string): string {
  const escaped = text.replace(unprintable, escapeCharacter);
  return escaped.replace(commands, (_, blanks?: string) =>
    blanks === undefined ? "\\u0023" : `${blanks}\\u003a`,
  );
}

/** A message whose line breaks are our own. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

/** The beginning of a text, by whole characters. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = Array.from(text.slice(0, 2 * most + 2));
  return head.length > most ? `${head.slice(0, most).join("")}…` : text;
}

const spaces = /\p{Zs}/u;

/**
 * A text beside another that it looks like: in quotes, and with escapes for the characters that the other has not,
 * and for every blank that is no plain space.
 */
export function showBeside(text: string, other: string): string {
  const known = new Set(other);
  const isPlain = (one: string) => (one >= " " && one <= "~") || (known.has(one) && !spaces.test(one));
  const shown = Array.from(text, (one) => (isPlain(one) ? one : escapeCharacter(one))).join("");
  return printable(`"${shown}"`);
}
