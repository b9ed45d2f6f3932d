import { codes, failure, problem } from "../../api/envelope";
import type { BareAnswer } from "../httpAnswer";
import type { OddAnswerName } from "./names";

const html = { "content-type": "text/html; charset=UTF-8" };
const htmlPage = (title: string): string =>
  `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`;

const refusal = (status: number, code: number, message: string, more: object = {}): BareAnswer => ({
  status,
  json: { success: false, errors: [{ code, message, ...more }], messages: [], result: null },
});

const tooMany = (headers: Record<string, string>): BareAnswer =>
  failure(429, [problem(codes.rateLimited, "Rate limited. Please wait and try again.")], headers);

const badHeader = { code: 6111, message: "Invalid format for Authorization header" };

/** Answers to requests that are not carried out. */
export const refusals = {
  "400-html": { status: 400, headers: html, text: htmlPage("400 Bad Request") },
  "400-text": { status: 400, headers: { "content-type": "text/plain" }, text: "error code: 1003" },
  "400-errors-text": { status: 400, json: { success: false, errors: ["no such account"], result: null } },
  "400-errors-object": { status: 400, json: { success: false, errors: {}, result: null } },
  "400-error-text": { status: 400, json: { error: "no such account" } },
  "400-6003": refusal(400, 6003, "Invalid request headers", { error_chain: [badHeader] }),
  "401-1000": refusal(401, 1000, "Invalid API Token"),
  "403-9109": refusal(403, 9109, "Unauthorized to access requested resource"),
  challenge: {
    status: 403,
    headers: { ...html, "cf-mitigated": "challenge" },
    text: htmlPage("Just a moment..."),
  },
  "407": {
    status: 407,
    headers: { ...html, "proxy-authenticate": 'Basic realm="proxy"' },
    text: htmlPage("407 Proxy Authentication Required"),
  },
  "429-ratelimit": tooMany({ ratelimit: '"default";r=0;t=7' }),
  "429-policies": tooMany({
    ratelimit: '"burst";r=3;t=1, "default";r=0;t=30',
    "ratelimit-policy": '"burst";q=50;w=10, "default";q=1200;w=300',
  }),
  "429-zero": tooMany({ "retry-after": "0" }),
  "429-past": tooMany({ "retry-after": "Wed, 21 Oct 2015 07:28:00 GMT" }),
  "429-fraction": tooMany({ "retry-after": "1.5" }),
  "429-negative": tooMany({ "retry-after": "-5" }),
} satisfies Partial<Record<OddAnswerName, BareAnswer>>;
