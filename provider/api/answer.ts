import { cut, hasMoreContainers, parseJson, redacted, wellFormed } from "../base/text";
import type { Credentials } from "../settings";
import { ApiError, type Author, BrokenAnswer, type CloudflareFault } from "./errors";
import { faultsIn, isEnvelope } from "./faults";
import { LastingFault } from "./networkFault";
import { type HttpAnswer, isDoneChange, isDonePost, type Method } from "./transport";
import { type EnvelopeWire, type Read, readEnvelope } from "./wire";

type Redact = (text: string) => string;

/** An error message or a page may quote the request: whatever is shown passes through here. */
function redactor(credentials: Credentials): Redact {
  const secrets = credentials.kind === "token" ? [credentials.token] : [credentials.key, credentials.email];
  return (text) => redacted(wellFormed(text), secrets);
}

/** Seconds, or a date as HTTP writes one. `Date.parse` alone takes "1.5" and "-5" for years. */
function retryAfterMs(answer: HttpAnswer): number | undefined {
  const text = answer.header("retry-after")?.trim() ?? "";
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  const date = /^[A-Z][a-z]+,? .*\d\d:\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  const now = Date.parse(answer.header("date") ?? "");
  return Number.isNaN(date) || Number.isNaN(now) ? undefined : Math.max(0, date - now);
}

const nothing: EnvelopeWire = { success: true, result: undefined, info: undefined };

/** Answers of these kinds are asked for again, and a page of theirs says nothing of the request. */
const isPassing = (status: number) => status >= 500 || status === 408 || status === 425 || status === 429;

function authorOf(answer: HttpAnswer, json: unknown): Author {
  if (answer.status === 407) return "proxy";
  if (answer.header("cf-mitigated") === "challenge") return "challenge";
  return isEnvelope(json) ? "api" : "page";
}

/** A no is a no, whatever its body; so is a challenge, whatever its status. */
function refusalIn(answer: HttpAnswer, json: unknown, redacted: Redact): ApiError | undefined {
  const said = faultsIn(json);
  const author = authorOf(answer, json);
  const isNo = answer.status >= 400 && (said !== undefined || !isPassing(answer.status));
  if (!isNo && author !== "challenge") return undefined;
  const text = said === undefined ? saidBy(answer.text, redacted) : "";
  const faults = said ?? (text ? [{ code: undefined, message: text, pointer: undefined }] : []);
  return refusal(answer, faults, author, redacted);
}

function refusal(
  answer: HttpAnswer,
  faults: readonly CloudflareFault[],
  author: Author,
  redacted: Redact,
): ApiError {
  const shown = faults.map((fault) => redactedFault(fault, redacted));
  return new ApiError(answer.status, shown, rayOf(answer, redacted), retryAfterMs(answer), author);
}

function redactedFault({ chain, ...fault }: CloudflareFault, redacted: Redact): CloudflareFault {
  return {
    ...fault,
    message: redacted(fault.message),
    pointer: fault.pointer === undefined ? undefined : redacted(fault.pointer),
    ...(chain ? { chain: chain.map((link) => redactedFault(link, redacted)) } : {}),
  };
}

/** Far more than is shown: hostile pages are larger, and patterns take their time. */
const longestRead = 16_384;
const longestSecret = 1_024;
const longestShown = 500;

/** The text of a page or of JSON that is no envelope, without markup, by its beginning. */
function saidBy(body: string, redacted: Redact): string {
  const head = redacted(body.slice(0, longestRead));
  // A secret that was cut in two is not recognised.
  const whole = body.length > longestRead ? head.slice(0, -longestSecret) : head;
  const plain = whole
    .replace(/<(style|script)\b[^<>]*>[\s\S]*?(?:<\/\1>|$)/gi, " ")
    .replace(/<[^<>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return cut(plain, longestShown);
}

function rayOf(answer: HttpAnswer, redacted: Redact): string | undefined {
  const ray = answer.header("cf-ray");
  return ray === null ? undefined : redacted(ray);
}

const notFound =
  "it was carried out all the same, and what it made was not found: look for it at Cloudflare before trying again";

/**
 * The envelope of an answer that is no refusal by its status; undefined if it is none. A PUT or DELETE that was
 * answered with success is taken for done, whatever else is said: what there is then is read back.
 */
function envelopeIn(method: Method, answer: HttpAnswer, json: unknown): EnvelopeWire | undefined {
  try {
    return readEnvelope(json);
  } catch {
    return isDoneChange(method, answer.status) ? nothing : undefined;
  }
}

const isRedirect = (status: number) => status >= 300 && status < 400;

function redirectText(answer: HttpAnswer): string {
  const to = answer.header("location");
  return to === null
    ? `Cloudflare answered ${answer.status}, which is no answer to this request`
    : `the answer is a redirect (${answer.status}) to ${to}, which is not followed: the token must not go elsewhere`;
}

/**
 * The result of an answer, or the error that it is.
 *
 * @throws ApiError when Cloudflare says no, BrokenAnswer when the answer is no usable one
 */
export function interpret<T>(method: Method, read: Read<T>, answer: HttpAnswer, credentials: Credentials): T {
  const redacted = redactor(credentials);
  const { status } = answer;
  const broken = (kind: "malformed" | "redirect" | "done", why: string) =>
    new BrokenAnswer(kind, redacted(why), status, rayOf(answer, redacted), retryAfterMs(answer));
  if (isRedirect(status)) throw broken("redirect", redirectText(answer));
  const isTooMuch = hasMoreContainers(answer.text, mostContainers);
  const json = isTooMuch ? undefined : jsonIn(answer.text);
  const refused = refusalIn(answer, json, redacted);
  if (refused) throw refused;
  const envelope = envelopeIn(method, answer, json);
  const isDone = isDonePost(method, status) || (method === "POST" && envelope?.success === true);
  const lack = (what: string) =>
    isDone ? broken("done", `${what}; ${notFound}`) : broken("malformed", what);
  if (!envelope) {
    if (isTooMuch && status < 300) throw tooMuch();
    const shown = saidBy(answer.text, redacted);
    const what = shown ? `what is no JSON envelope: ${shown}` : "an empty body";
    throw lack(`Cloudflare answered ${status} with ${what}`);
  }
  if (!envelope.success) throw refusal(answer, faultsIn(json) ?? [], "api", redacted);
  try {
    return read(envelope);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw lack(`Cloudflare answered ${status} with an unexpected result: ${why}`);
  }
}

/** Seven times what ten thousand recipients have, with five resources each. */
const mostContainers = 500_000;

/** Not worth asking again: the next one would take as long to read. */
const tooMuch = () =>
  new LastingFault(
    "malformed",
    `Cloudflare's answer has more than ${mostContainers} lists and objects, which no list of shares has`,
    true,
  );

/** Undefined for what is no JSON. */
function jsonIn(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
