import http from "node:http";
import https from "node:https";
import type { Clock } from "../base/clock";
import type { Credentials } from "../settings";
import { BrokenAnswer, type BrokenKind } from "./errors";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

export interface HttpAnswer {
  status: number;
  text: string;
  header(name: string): string | null;
}

/** Sends one request, once. Throws {@link BrokenAnswer} when no whole answer came. */
export type Transport = (method: Method, url: string, body: string | undefined) => Promise<HttpAnswer>;

/** Longer than any answer of a healthy API; a larger body is not one of ours. */
const maxAnswerBytes = 256 * 1024 * 1024;

const unreachable = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);
/** What Node was doing when no connection had been made yet: the request was surely not carried out. */
const connecting = new Set(["connect", "getaddrinfo"]);

/** Of an error of node-fetch's. The same codes come from reads and writes on a connection that was made. */
function kindOf(error: unknown): BrokenKind {
  const { name, code, type, erroredSysCall } = error as Partial<Record<string, string>>;
  if (name === "AbortError" || name === "TimeoutError") return "timeout";
  // Node names no call where every address of a host failed; that is always a connection that was never made.
  const neverMade = erroredSysCall === undefined || connecting.has(erroredSysCall);
  if (code && unreachable.has(code) && neverMade) return "unreachable";
  if (code && /^(CERT_|ERR_TLS_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(code)) return "certificate";
  return type === "max-size" ? "malformed" : "connection";
}

function explain(kind: BrokenKind, error: unknown, url: string, limitMs: number): string {
  const host = new URL(url).host;
  const { code, message } = error as { code?: string; message?: string };
  if (kind === "timeout") return `${host} did not answer within ${limitMs / 1_000} s`;
  if (kind === "unreachable") return `${host} can't be reached (${code})`;
  if (kind === "certificate") return `${host} shows a certificate that is not trusted (${code})`;
  return `the connection to ${host} broke (${code ?? message ?? "no reason given"})`;
}

function authorization(credentials: Credentials): Record<string, string> {
  if (credentials.kind === "token") return { Authorization: `Bearer ${credentials.token}` };
  return { "X-Auth-Email": credentials.email, "X-Auth-Key": credentials.key };
}

/** node-fetch 3 is an ES module: loaded by the first request, so that importing the package stays cheap. */
export function fetchTransport(
  credentials: Credentials,
  clock: Clock,
  limitMs: number,
  userAgent: string,
): Transport {
  const agents = {
    "http:": new http.Agent({ keepAlive: true }),
    "https:": new https.Agent({ keepAlive: true }),
  };
  const headers = {
    Accept: "application/json",
    "Content-Type": "application/json",
    "User-Agent": userAgent,
    ...authorization(credentials),
  };
  const load = () => import("node-fetch");
  let loaded: ReturnType<typeof load> | undefined;
  return async (method, url, body) => {
    loaded ??= load();
    const { default: fetch } = await loaded;
    try {
      const response = await fetch(url, {
        method,
        headers,
        body,
        agent: (target) => agents[target.protocol as keyof typeof agents],
        // A redirect may lead to another host, and the token must not follow.
        redirect: "manual",
        signal: clock.abortAfter(limitMs),
        size: maxAnswerBytes,
      });
      const text = await response.text();
      return { status: response.status, text, header: (name) => response.headers.get(name) };
    } catch (error) {
      const kind = kindOf(error);
      throw new BrokenAnswer(kind, explain(kind, error, url, limitMs));
    }
  };
}
