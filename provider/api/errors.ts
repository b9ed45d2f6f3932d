import { ProviderError } from "../base/providerError";
import { cut, isLikelySecret, printable } from "../base/text";

/** One entry of the envelope's `errors`. */
export interface CloudflareFault {
  code: number | undefined;
  message: string;
  /** JSON pointer into the request's body. */
  pointer: string | undefined;
  /** What it comes from, where Cloudflare says so. */
  chain?: readonly CloudflareFault[];
}

/** Who says no: the API in its own envelope, a page of anybody's, or something in between that let nothing pass. */
export type Author = "api" | "page" | "proxy" | "challenge";

const malformedCredentials = [6003, 6102, 6103, 6111];
const refusedCredentials = [1000, 9109, 10000];

/** The answer is no. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** Of a write: this no, or what became of an earlier try, leaves open whether it was carried out. */
  mayBeDone = false;
  constructor(
    readonly status: number,
    readonly faults: readonly CloudflareFault[],
    readonly cfRay: string | undefined,
    readonly retryAfterMs?: number,
    readonly author: Author = "api",
  ) {
    super(`Cloudflare answered ${status}`);
  }

  hasCode(code: number): boolean {
    return this.faults.some((fault) => fault.code === code);
  }

  /** Whether a fault, or one that it comes from, has one of the codes. */
  comesFrom(...codes: number[]): boolean {
    const all = this.faults.flatMap((fault) => [fault, ...(fault.chain ?? [])]);
    return all.some(({ code }) => code !== undefined && codes.includes(code));
  }

  /** What signs the requests is wrong, or may not do this. */
  get isOfCredentials(): boolean {
    if (this.author !== "api") return false;
    return (
      this.status === 401 ||
      this.status === 403 ||
      this.comesFrom(...refusedCredentials) ||
      (this.status === 400 && this.comesFrom(...malformedCredentials))
    );
  }

  /**
   * The object of the request does not exist: 404 with code 1004. A 404 of any other kind (a proxy's page,
   * a wrong base URL, an unroutable path) proves nothing about the object and is not this.
   */
  get isMissing(): boolean {
    return this.status === 404 && this.author === "api" && this.hasCode(1004);
  }
}

export type BrokenKind =
  | "unreachable"
  | "connection"
  | "timeout"
  | "malformed"
  | "redirect"
  | "certificate"
  /** Of a POST: the API says that it was carried out, and not what it made. */
  | "done";

/** No usable answer came: whether the request was carried out is not known, unless `unreachable`. */
export class BrokenAnswer extends Error {
  override readonly name = "BrokenAnswer";
  constructor(
    readonly kind: BrokenKind,
    message: string,
    readonly status?: number,
    readonly cfRay?: string,
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}

/** What is not there is no failure for who only looks, or removes: undefined then. */
export async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.isMissing) return undefined;
    throw error;
  }
}

/** Whether a write was refused, and surely not carried out. */
export function isRefused(error: unknown): boolean {
  const cause = error instanceof ProviderError ? error.cause : error;
  return cause instanceof ApiError && !cause.mayBeDone;
}

/**
 * What a POST has added, or what was there before: reads may not show yet what a POST is refused for (409).
 *
 * @param find looks for what may be there
 */
export async function unlessThere<T>(answer: Promise<T>, find: () => Promise<T | undefined>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    const there = error instanceof ApiError && error.status === 409 ? await find() : undefined;
    if (there === undefined) throw error;
    return there;
  }
}

const partsOf = (pointer: string) => pointer.split("/").filter((piece) => piece !== "");
const camelCased = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/**
 * Tells which property of the user's a JSON pointer means: "/recipients/3/account_id" -> "recipients[3].accountId".
 * The keys of a meta are the user's own.
 */
export function propertyPath(pointer: string, base = ""): string {
  const parts = partsOf(pointer);
  const meta = parts.indexOf("meta");
  return parts.reduce((path, part, index) => {
    if (/^\d+$/.test(part)) return `${path}[${part}]`;
    return `${path}${path ? "." : ""}${meta >= 0 && index > meta ? part : camelCased(part)}`;
  }, base);
}

/** The text that a pointer means, where it may be shown: none of a meta, which may be a secret, and no token. */
function textAt(body: unknown, pointer: string): string | undefined {
  const parts = partsOf(pointer);
  if (parts.includes("meta")) return undefined;
  let value = body;
  for (const part of parts) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return typeof value === "string" && !isLikelySecret(value) ? value : undefined;
}

function hint(error: ApiError): string | undefined {
  if (error.author === "proxy")
    return "a proxy between this program and Cloudflare wants a user name and password";
  if (error.author === "challenge")
    return "a challenge page that only a browser passes stands between this program and Cloudflare: look at the network and at the base URL";
  if (error.author === "page")
    return "the API does not answer like this: look at the base URL, and at what stands between";
  if (error.status === 400 && error.comesFrom(...malformedCredentials))
    return "the token, or the key or its e-mail address, is malformed: part of it may be missing, or something else pasted with it";
  if (error.status === 401)
    return "Cloudflare does not know the token, or the key and its e-mail address: mistyped, expired, or rolled since";
  if (error.status === 403 || error.comesFrom(...refusedCredentials)) return permissionHint;
  if (error.status === 429)
    return "the token's request limit is used up, by this or another program; try again in five minutes";
  return undefined;
}

/** No permission that lets a token write is to be found in print, so none is promised. */
const permissionHint =
  "the credentials are wrong, or may not do this on this account: to read, a token needs Resource Sharing Read; for changes Cloudflare's reference names the global API key with its e-mail address (apiKey and email)";

const longestMessage = 500;
const mostFaults = 5;
/** Of one answer. A fault takes many times the memory of an entry, and an answer has room for millions of those. */
export const mostFaultsRead = 2_000;

/** On one line, whatever the server sent. */
function folded(text: string): string {
  return printable(cut(text, longestMessage).replace(/\s+/g, " ").trim());
}

function describeFault({ code, message, pointer, chain = [] }: CloudflareFault, body: unknown, base: string) {
  const withCode = (link: Pick<CloudflareFault, "code" | "message">) =>
    `${folded(link.message)}${link.code === undefined ? "" : ` (code ${link.code})`}`;
  const said = [{ code, message }, ...chain.slice(0, mostFaults)].map(withCode).join(": ");
  if (!pointer) return said;
  // A path takes many times the memory of its pointer.
  const place = pointer.slice(0, longestMessage);
  const value = textAt(body, place);
  const shown = value === undefined ? "" : ` (${folded(value)})`;
  return `${folded(propertyPath(place, base))}${shown}: ${said}`;
}

function describeFaults(faults: readonly CloudflareFault[], body: unknown, base: string): string {
  const shown = faults.slice(0, mostFaults).map((fault) => describeFault(fault, body, base));
  const more = faults.length - shown.length;
  const least = faults.length >= mostFaultsRead ? "at least " : "";
  return [...shown, ...(more > 0 ? [`and ${least}${more} more`] : [])].join("; ");
}

/** Cloudflare itself, as far as one can tell. */
const speakerOf = ({ author }: ApiError) =>
  author === "proxy" || author === "challenge"
    ? "something between this program and Cloudflare"
    : "Cloudflare";

/**
 * Error grammar: gerund, noun, id, cause; on a second line the cf-ray that Cloudflare's support asks for and
 * a hint where one helps.
 *
 * @param body what was sent, so that the pointer's value can be shown
 * @param base where the body sits among the resource's properties, when it is a part of them
 */
export function describeFailure(doing: string, cause: unknown, body?: unknown, base = ""): ProviderError {
  if (cause instanceof ProviderError) return cause;
  const failed = printable(cut(doing, longestMessage));
  if (cause instanceof ApiError) {
    const said = describeFaults(cause.faults, body, base) || "without a reason";
    const more = [rayOf(cause), hint(cause)].filter(Boolean).join("; ");
    const answered = `${failed}: ${speakerOf(cause)} answered ${cause.status}: ${said}`;
    return new ProviderError([answered, more].filter(Boolean).join("\n"), { cause });
  }
  const why = printable(cut(cause instanceof Error ? cause.message : String(cause), longestMessage));
  const ray = cause instanceof BrokenAnswer ? rayOf(cause) : undefined;
  return new ProviderError([`${failed}: ${why}`, ray].filter(Boolean).join("\n"), { cause });
}

/** The answer, or its failure in words. */
export async function inWords<T>(
  doing: string,
  answer: Promise<T>,
  ...sent: [body?: unknown, base?: string]
): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw describeFailure(doing, error, ...sent);
  }
}

const rayOf = ({ cfRay }: { cfRay?: string }) => cfRay && `cf-ray ${printable(cut(cfRay, 100))}`;
