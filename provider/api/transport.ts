import http from "node:http";
import https from "node:https";
import tls from "node:tls";
import type { Clock } from "../base/clock";
import type { Credentials } from "../settings";
import { LastingFault, networkFault, speaksTls } from "./networkFault";
import { registerPlugnPlayLoader } from "./plugnplay";
import { type Environment, ProxySettingError, type Route, routeTo } from "./proxy";
import { tunnelThrough } from "./tunnel";
import { watch } from "./watch";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

export interface HttpAnswer {
  status: number;
  text: string;
  header(name: string): string | null;
}

/**
 * Sends one request, once. Throws a BrokenAnswer when no whole answer came.
 *
 * @param limitMs where it is another than every request's
 */
export type Transport = (
  method: Method,
  url: string,
  body: string | undefined,
  limitMs?: number,
) => Promise<HttpAnswer>;

/** A page of fifty shares with all their resources has less than a tenth of it. Counted as it is unpacked. */
const maxBytes = 16 * 2 ** 20;

function authorization(credentials: Credentials): Record<string, string> {
  if (credentials.kind === "token") return { Authorization: `Bearer ${credentials.token}` };
  return { "X-Auth-Email": credentials.email, "X-Auth-Key": credentials.key };
}

export interface TransportOptions {
  credentials: Credentials;
  clock: Clock;
  limitMs: number;
  userAgent: string;
  /** Where the proxies are named. */
  env: Environment;
}

/** One way to one origin: the connections to it are kept. */
interface Line {
  route: Route;
  agent: http.Agent;
}

async function openLine(target: URL, env: Environment): Promise<Line> {
  const route = routeTo(target, env);
  if (route.via === "proxy") return { route, agent: await tunnelThrough(route.proxy) };
  const { Agent } = target.protocol === "https:" ? https : http;
  return { route, agent: new Agent({ keepAlive: true }) };
}

/** Each origin's line, opened by the first request to it. */
function linesOf(env: Environment): (target: URL) => Promise<Line> {
  const lines = new Map<string, Promise<Line>>();
  return (target) => {
    const line = lines.get(target.origin) ?? openLine(target, env);
    lines.set(target.origin, line);
    return line.catch((error) => {
      if (error instanceof ProxySettingError) throw new LastingFault("unreachable", error.message);
      throw error;
    });
  };
}

/** A PUT or DELETE that was answered with success is taken for done, whatever else is said. */
export const isDoneChange = (method: Method, status: number): boolean =>
  (method === "PUT" || method === "DELETE") && status >= 200 && status < 300;

/** A POST that made something, whatever the answer says of it. Pages come with 200. */
export const isDonePost = (method: Method, status: number): boolean =>
  method === "POST" && (status === 201 || status === 204);

/** Whether the status alone says what came of a request. */
const isVerdict = (method: Method, status: number) =>
  status >= 400 || isDoneChange(method, status) || isDonePost(method, status);

/** Where the text can't be read but the status says enough, that is the answer. */
async function textOf(method: Method, response: Pick<Response, "status" | "text">): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    if (!isVerdict(method, response.status)) throw error;
    const { code, name } = error as { code?: string; name?: string };
    return `a text that can't be read (${code ?? name})`;
  }
}

/** Tries a TLS connection, with nothing sent in it, for at most a second. */
function answersTls({ hostname, port }: URL, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { host: hostname.replace(/^\[|\]$/g, ""), port: Number(port || 80) };
    const socket = tls.connect({ ...options, rejectUnauthorized: false });
    const end = (answers: boolean) => {
      socket.destroy();
      resolve(answers);
    };
    socket.once("secureConnect", () => end(true));
    socket.once("error", () => end(false));
    clock.abortAfter(1_000).addEventListener("abort", () => end(false), { once: true });
  });
}

/** node-fetch 3 is an ES module: loaded by the first request, so that importing the package stays cheap. */
export function fetchTransport(options: TransportOptions): Transport {
  const { clock } = options;
  const headers = {
    Accept: "application/json",
    "Content-Type": "application/json",
    "User-Agent": options.userAgent,
    ...authorization(options.credentials),
  };
  const load = () => {
    registerPlugnPlayLoader();
    return import("node-fetch");
  };
  let loaded: ReturnType<typeof load> | undefined;
  const lineTo = linesOf(options.env);
  let wasAnswered = false;
  return async (method, address, body, limitMs = options.limitMs) => {
    loaded ??= load();
    const { default: fetch } = await loaded;
    const url = new URL(address);
    const { route, agent } = await lineTo(url);
    const watched = watch(agent);
    try {
      const sent = fetch(url, {
        method,
        headers,
        body,
        agent: watched.agent,
        // A redirect may lead to another host, and the token must not follow.
        redirect: "manual",
        signal: clock.abortAfter(limitMs),
        size: maxBytes,
      });
      const response = await Promise.race([sent, watched.unanswered]);
      wasAnswered = true;
      const text = await textOf(method, response);
      return { status: response.status, text, header: (name) => response.headers.get(name) };
    } catch (error) {
      const fault = networkFault(error, { url, route, limitMs, maxBytes, wasAnswered, seen: watched.seen });
      // A server of TLS hangs up on plain http; one that has answered has not become such a server.
      const mayBeTls = url.protocol === "http:" && fault.kind === "connection" && !wasAnswered;
      throw mayBeTls && (await answersTls(url, clock)) ? speaksTls(url) : fault;
    }
  };
}
