import type { Credentials } from "../settings";
import { ApiError, BrokenAnswer } from "./errors";
import type { HttpAnswer, Method } from "./transport";
import { type EnvelopeWire, type Read, readEnvelope } from "./wire";

/** An error message or a page may quote the request: whatever is shown passes through here. */
function redact(text: string, credentials: Credentials): string {
  const secrets = credentials.kind === "token" ? [credentials.token] : [credentials.key, credentials.email];
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, "[secret]"), text);
}

function excerpt(text: string): string {
  const plain = text
    .replace(/<(style|script)[\s\S]*?<\/\1>/gi, " ")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return plain.length > 80 ? `${plain.slice(0, 80)}…` : plain;
}

function retryAfterMs(answer: HttpAnswer): number | undefined {
  const text = answer.header("retry-after");
  if (text !== null && /^\d+$/.test(text)) return Number(text) * 1_000;
  const date = Date.parse(text ?? "");
  const now = Date.parse(answer.header("date") ?? "");
  return Number.isNaN(date) || Number.isNaN(now) ? undefined : Math.max(0, date - now);
}

/** Done, with nothing more to say. A GET that says nothing has not answered. */
function isBareSuccess(method: Method, { status, text }: HttpAnswer): boolean {
  if (status === 204) return method !== "GET";
  const isChange = method === "PUT" || method === "DELETE";
  return isChange && status >= 200 && status < 300 && text.trim() === "";
}

/**
 * The result of an answer, or the error that it is.
 *
 * @throws ApiError when Cloudflare says no, BrokenAnswer when the answer is no usable one
 */
export function interpret<T>(method: Method, read: Read<T>, answer: HttpAnswer, credentials: Credentials): T {
  const redacted = (text: string) => redact(text, credentials);
  const cfRay = answer.header("cf-ray");
  const ray = cfRay === null ? undefined : redacted(cfRay);
  const broken = (kind: "malformed" | "redirect", why: string) =>
    new BrokenAnswer(kind, redacted(why), answer.status, ray, retryAfterMs(answer));
  if (answer.status >= 300 && answer.status < 400) {
    const to = answer.header("location") ?? "nowhere";
    throw broken(
      "redirect",
      `the answer is a redirect (${answer.status}) to ${to}, which is not followed: the token must not go elsewhere`,
    );
  }
  if (isBareSuccess(method, answer))
    return read({ success: true, faults: [], result: undefined, info: undefined });
  let envelope: EnvelopeWire;
  try {
    envelope = readEnvelope(JSON.parse(answer.text));
  } catch {
    const shown = excerpt(redacted(answer.text));
    throw broken(
      "malformed",
      `Cloudflare answered ${answer.status} with ${shown ? `what is no JSON envelope: ${shown}` : "an empty body"}`,
    );
  }
  if (answer.status >= 400 || !envelope.success) {
    const faults = envelope.faults.map(({ code, message, pointer }) => ({
      code,
      message: redacted(message),
      pointer: pointer === undefined ? undefined : redacted(pointer),
    }));
    throw new ApiError(answer.status, faults, ray, retryAfterMs(answer));
  }
  try {
    return read(envelope);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw broken("malformed", `Cloudflare answered ${answer.status} with an unexpected result: ${why}`);
  }
}
