import { BrokenAnswer, type BrokenKind } from "./errors";
import { describeProxy, type Route } from "./proxy";
import { tlsFault } from "./tlsFault";
import { isNoProxy, type TunnelFault, tunnelFaultOf, wantsOtherCredentials } from "./tunnel";
import { switched, type Watch } from "./watch";

/** A fault that asking again can't mend: the message says what can. */
export class LastingFault extends BrokenAnswer {
  constructor(
    kind: BrokenKind,
    message: string,
    /** False where the server surely did not get the request. */
    readonly wasSent = false,
  ) {
    super(kind, message);
  }
}

/** What is known of a request that failed. */
export interface Failed {
  url: URL;
  route: Route;
  limitMs: number;
  maxBytes: number;
  /** Whether this server has answered before. */
  wasAnswered: boolean;
  seen: Watch;
}

/** Of an error of node-fetch's: it hands on the code and the system call of Node's. */
interface FetchFault {
  name?: string;
  message?: string;
  code?: string;
  type?: string;
  erroredSysCall?: string;
}

const unreachable = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);
/** What Node was doing when no connection had been made yet: the request was surely not carried out. */
const connecting = new Set(["connect", "getaddrinfo"]);

/** What an error of node-fetch's means for the request: what happened, and what to do about it. */
export function networkFault(error: unknown, failed: Failed): BrokenAnswer {
  const { name, message = "", code = "", type, erroredSysCall } = error as FetchFault;
  const { url, limitMs, maxBytes, route, seen } = failed;
  if (name === "AbortError" || name === "TimeoutError") {
    return new BrokenAnswer("timeout", `${url.host} did not answer within ${limitMs / 1_000} s${by(route)}`);
  }
  if (type === "max-size") {
    const text = `${url.host} sent more than ${maxBytes / 2 ** 20} MB in one answer, which Cloudflare does not`;
    return new LastingFault("malformed", text, true);
  }
  const tunnel = tunnelFaultOf(code);
  if (tunnel) return tunnelFault(tunnel, message, failed);
  if (isPageForTunnel(message, failed)) {
    const text = `${url.host} can't be reached${by(route)}: it answers with a page in place of a tunnel`;
    return new BrokenAnswer("unreachable", text);
  }
  const lasting = tlsFault(url.host, { code, message, ...seen });
  if (lasting) return new LastingFault("certificate", `${lasting}${by(route)}`, seen.isSecured);
  // Node names no call where every address of a host failed; that is always a connection that was never made.
  const neverMade = erroredSysCall === undefined || connecting.has(erroredSysCall);
  if (unreachable.has(code) && neverMade) {
    return new BrokenAnswer("unreachable", `${url.host} can't be reached (${code})${noteOf(route)}`);
  }
  const malformed = malformedHttp(code, failed);
  if (malformed) return malformed;
  const why = code || message || "no reason given";
  return new BrokenAnswer("connection", `the connection to ${url.host} broke (${why})${by(route)}`);
}

/** A proxy's yes with a page, as of a log-in, ends in words that are no TLS, or in no more words. */
function isPageForTunnel(message: string, { seen }: Failed): boolean {
  const isNoTls = /disconnected before secure TLS|wrong version number|packet length too long/.test(message);
  return isNoTls && seen.hasProxyText && !seen.isSecured;
}

/** What comes in the middle of an answer, and may be the garbage of a connection that breaks. */
const garbled = /^HPE_(INVALID_CHUNK_SIZE|CHUNK_|INVALID_EOF_STATE|CLOSED_CONNECTION|INTERNAL|PAUSED)/;

/** Of a server whose very first answer breaks the rules of HTTP: it would break them again. */
function malformedHttp(code: string, { url, route, wasAnswered }: Failed): LastingFault | undefined {
  if (wasAnswered || garbled.test(code)) return undefined;
  const fault = (kind: BrokenKind, text: string) =>
    new LastingFault(kind, `${url.host} ${text}${by(route)}`, true);
  if (code === "HPE_INVALID_CONSTANT")
    return fault("connection", "does not speak HTTP: look at its port in CLOUDFLARE_BASE_URL");
  if (code === switched)
    return fault("malformed", "answers 101 (Switching Protocols), which nobody asked for");
  if (!code.startsWith("HPE_")) return undefined;
  return fault("malformed", `sent a malformed HTTP answer (${code}), which Cloudflare does not`);
}

/** Of an http address at which something else than http was heard. */
export function speaksTls({ host }: URL): LastingFault {
  const text = `${host} speaks TLS, not plain http: write https:// in CLOUDFLARE_BASE_URL`;
  return new LastingFault("connection", text);
}

/** What a proxy may get over: it can't reach the server now, or has too much to do. */
const passing =
  /^([5-9]\d\d|408|425|429|SOCKS_(Failure|Failed|NetworkUnreachable|HostUnreachable|ConnectionRefused|TTLExpired|UnknownReply))$/;

/** The proxy did not make the connection, so the request was surely not carried out. */
function tunnelFault(fault: TunnelFault, message: string, { url, route }: Failed): BrokenAnswer {
  const proxy = route.via === "proxy" ? describeProxy(route.proxy) : "the proxy";
  const lastingText = refusal(fault, route, proxy, url);
  if (lastingText) return new LastingFault("unreachable", lastingText);
  if (passing.test(fault))
    return new BrokenAnswer("unreachable", `${proxy} can't connect to ${url.host} (${shown(fault)})`);
  const lasting = tlsFault(proxy, { code: fault, message, isSecured: false });
  if (lasting) return new LastingFault("certificate", lasting);
  return new BrokenAnswer(
    "unreachable",
    `${url.host} can't be reached: ${proxy} does not connect (${fault})`,
  );
}

const shown = (fault: TunnelFault) => fault.replace(/^SOCKS_/, "");

/** In words, where the proxy would say the same again. */
function refusal(fault: TunnelFault, route: Route, proxy: string, { host }: URL): string | undefined {
  if (wantsOtherCredentials.has(fault)) return credentialsText(fault, route, proxy);
  if (isNoProxy.has(fault))
    return `${proxy} does not answer as such a proxy: look at its scheme and its port`;
  const refuses = /^(\d+|SOCKS_\w+)$/.test(fault) && !passing.test(fault);
  return refuses ? `${proxy} refuses to connect to ${host} (${shown(fault)})` : undefined;
}

function credentialsText(fault: TunnelFault, route: Route, proxy: string): string {
  const { protocol, username, password } =
    route.via === "proxy" ? route.proxy.url : { protocol: "http:", username: "", password: "" };
  const what = username || password ? "refuses its user name or password" : "wants a user name and password";
  return `${proxy} ${what} (${fault}): write it as ${protocol}//USER:PASSWORD@HOST:PORT, each percent-encoded`;
}

const by = (route: Route) => (route.via === "proxy" ? `, by ${describeProxy(route.proxy)}` : "");

const noteOf = (route: Route) =>
  route.via === "nothing" && route.note !== undefined ? `; ${route.note}` : by(route);
