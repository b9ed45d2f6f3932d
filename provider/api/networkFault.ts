import { BrokenAnswer, type BrokenKind } from "./errors";
import { describeProxy, type Route } from "./proxy";
import { type TunnelFault, tunnelFaultOf } from "./tunnel";

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

const trust = "if a proxy opens TLS, give Node its authority's certificate by NODE_EXTRA_CA_CERTS";

/** By the code; the first that fits. */
const certificates: [RegExp, string][] = [
  [/^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/, "it has expired, or this machine's clock is wrong"],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, `it is for another name: look at CLOUDFLARE_BASE_URL; ${trust}`],
  [/^(CERT_|ERR_TLS_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_)/, trust],
];

/** By OpenSSL's reason; each ends the handshake, so that nothing was sent. */
const handshakes: [RegExp, string][] = [
  [
    /wrong version number|packet length too long|unknown protocol|http request/,
    "does not speak TLS: look at its port, and at https in CLOUDFLARE_BASE_URL or the proxy's address",
  ],
  [
    /protocol version|unsupported protocol|no protocols available|version too low/,
    "speaks no version of TLS that Node accepts, 1.2 or later: something old stands in between",
  ],
  [
    /handshake failure|no shared cipher|certificate required/,
    "refuses the TLS connection: it may want a client certificate, or something stands in between",
  ],
];

const textOf = (list: [RegExp, string][], of: string) => list.find(([pattern]) => pattern.test(of))?.[1];

/** "wrong version number", of "…:SSL routines:ssl3_get_record:wrong version number:…". */
const reasonOf = (message: string) => /:SSL routines:[^:]*:([^:]+)/.exec(message)?.[1] ?? "";

/** What an error of node-fetch's means for the request: what happened, and what to do about it. */
export function networkFault(error: unknown, failed: Failed): BrokenAnswer {
  const { name, message = "", code = "", type, erroredSysCall } = error as FetchFault;
  const { url, limitMs, maxBytes, route, wasAnswered } = failed;
  if (name === "AbortError" || name === "TimeoutError") {
    return new BrokenAnswer("timeout", `${url.host} did not answer within ${limitMs / 1_000} s${by(route)}`);
  }
  if (type === "max-size") {
    const text = `${url.host} sent more than ${maxBytes / 2 ** 20} MB in one answer, which Cloudflare does not`;
    return new LastingFault("malformed", text, true);
  }
  const tunnel = tunnelFaultOf(code);
  if (tunnel) return tunnelFault(tunnel, message, failed);
  const lasting = tlsFault(url.host, code, message);
  if (lasting) return new LastingFault("certificate", `${lasting}${by(route)}`);
  // Node names no call where every address of a host failed; that is always a connection that was never made.
  const neverMade = erroredSysCall === undefined || connecting.has(erroredSysCall);
  if (unreachable.has(code) && neverMade) {
    return new BrokenAnswer("unreachable", `${url.host} can't be reached (${code})${noteOf(route)}`);
  }
  if (code === "HPE_INVALID_CONSTANT" && !wasAnswered) {
    const text = `${url.host} does not speak HTTP: look at its port in CLOUDFLARE_BASE_URL`;
    return new LastingFault("connection", `${text}${by(route)}`, true);
  }
  const why = code || message || "no reason given";
  return new BrokenAnswer("connection", `the connection to ${url.host} broke (${why})${by(route)}`);
}

function tlsFault(host: string, code: string, message: string): string | undefined {
  const certificate = textOf(certificates, code);
  if (certificate) return `${host} shows a certificate that is not trusted (${code}): ${certificate}`;
  const reason = reasonOf(message);
  const handshake = textOf(handshakes, reason);
  return handshake && `${host} ${handshake} (${reason})`;
}

/** Of an http address at which something else than http was heard. */
export function speaksTls({ host }: URL): LastingFault {
  const text = `${host} speaks TLS, not plain http: write https:// in CLOUDFLARE_BASE_URL`;
  return new LastingFault("connection", text);
}

/** The proxy did not make the connection, so the request was surely not carried out. */
function tunnelFault(fault: TunnelFault, message: string, { url, route }: Failed): BrokenAnswer {
  const proxy = route.via === "proxy" ? describeProxy(route.proxy) : "the proxy";
  if ("status" in fault) return refusal(fault.status, proxy, url);
  const lasting = tlsFault(proxy, fault.code, message);
  if (lasting) return new LastingFault("certificate", lasting);
  return new BrokenAnswer(
    "unreachable",
    `${url.host} can't be reached: ${proxy} does not connect (${fault.code})`,
  );
}

function refusal(status: number, proxy: string, { host }: URL): BrokenAnswer {
  if (status === 407) {
    const text = `${proxy} refuses its user name or password (407): write it as http://USER:PASSWORD@HOST:PORT, each percent-encoded`;
    return new LastingFault("unreachable", text);
  }
  if (status < 500)
    return new LastingFault("unreachable", `${proxy} refuses to connect to ${host} (${status})`);
  return new BrokenAnswer("unreachable", `${proxy} can't connect to ${host} (${status})`);
}

const by = (route: Route) => (route.via === "proxy" ? `, by ${describeProxy(route.proxy)}` : "");

const noteOf = (route: Route) =>
  route.via === "nothing" && route.note !== undefined ? `; ${route.note}` : by(route);
