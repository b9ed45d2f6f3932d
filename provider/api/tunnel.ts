import type { Agent, ClientRequest } from "node:http";
import type { ProxySetting } from "./proxy";

/** Why no tunnel was made, as a code like those of Node's own errors, which node-fetch hands on. */
const prefix = "ERR_PROXY_";

/** What stopped a request before the proxy had connected it: a status, a code of Node's, or one of these. */
export type TunnelFault = string;

export const wantsOtherCredentials: ReadonlySet<TunnelFault> = new Set(["407", "AUTHENTICATION"]);
/** What answers is another kind of server than its address says. */
export const isNoProxy: ReadonlySet<TunnelFault> = new Set(["NO_HTTP", "NO_SOCKS"]);

/** From the code of an error; undefined when the tunnel was there, or none was needed. */
export function tunnelFaultOf(code: string | undefined): TunnelFault | undefined {
  return code?.startsWith(prefix) ? code.slice(prefix.length) : undefined;
}

function tunnelError(fault: TunnelFault, message = ""): Error {
  return Object.assign(new Error(message), { code: `${prefix}${fault}` });
}

/** The libraries tell most of what goes wrong in words alone; the first that fits. */
const told: [RegExp, (found: string) => TunnelFault][] = [
  [/Authentication failed|authentication type/, () => "AUTHENTICATION"],
  [/invalid socks version|Socks4 Proxy rejected connection - \(undefined\)/, () => "NO_SOCKS"],
  [/rejected connection - \(?(\w+)/, (reply) => `SOCKS_${reply === "undefined" ? "UnknownReply" : reply}`],
  [/from proxy CONNECT response/, () => "NO_HTTP"],
  [/\b(E[A-Z]{4,})\b/, (code) => code],
];

function faultIn(message: string): TunnelFault {
  for (const [pattern, faultOf] of told) {
    const found = pattern.exec(message);
    if (found) return faultOf(found[1] ?? "");
  }
  return "CLOSED";
}

/** Without the library's error, which may have the password with it. */
function asTunnelError(error: unknown): Error {
  const { code, message = "" } = error as { code?: string; message?: string };
  return tunnelError(code ?? faultIn(message), message);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Apart from the address, which the library writes into its debug output. */
function credentialsOf({ username, password }: URL): Record<string, string> {
  if (!username && !password) return {};
  const pair = `${decoded(username)}:${decoded(password)}`;
  return { "Proxy-Authorization": `Basic ${Buffer.from(pair).toString("base64")}` };
}

const isTunnel = (status: number) => status >= 200 && status < 300;

/** Tunnels by CONNECT. What the proxy answers instead of a tunnel would otherwise pass for the server's answer. */
async function httpTunnel(url: URL): Promise<Agent> {
  const { HttpsProxyAgent } = await import("https-proxy-agent");
  const headers = credentialsOf(url);
  const address = new URL(url.origin);
  const agent = new HttpsProxyAgent(address, { keepAlive: true, headers });
  const connect = agent.connect.bind(agent);
  const { connectOpts } = agent;
  agent.connect = async (request, options) => {
    let status = 0;
    request.once("proxyConnect", (answer: { statusCode: number }) => {
      status = answer.statusCode;
      // Any 2xx is a tunnel (RFC 9110, 9.3.6), and the library knows 200 alone.
      if (isTunnel(status)) answer.statusCode = 200;
    });
    agent.connectOpts = { ...connectOpts, signal: abortOf(request) };
    const socket = await connect(request, options).catch((error) => {
      throw asTunnelError(error);
    });
    if (isTunnel(status)) return socket;
    socket.destroy();
    throw tunnelError(status >= 100 ? `${status}` : "NO_HTTP");
  };
  return agent;
}

/** Ends the attempt to connect together with the request, or a proxy that hangs would keep the process alive. */
function abortOf(request: ClientRequest): AbortSignal {
  const controller = new AbortController();
  request.once("abort", () => controller.abort());
  return controller.signal;
}

async function socksTunnel(url: URL): Promise<Agent> {
  const { SocksProxyAgent } = await import("socks-proxy-agent");
  const address = new URL(url);
  // The library decodes both, and throws where a "%" stands for itself.
  address.username = encodeURIComponent(decoded(url.username));
  address.password = encodeURIComponent(decoded(url.password));
  const agent = new SocksProxyAgent(address, { keepAlive: true });
  const connect = agent.connect.bind(agent);
  agent.connect = (request, options) =>
    connect(request, options).catch((error) => {
      throw asTunnelError(error);
    });
  return agent;
}

/** An agent whose connections go through the proxy. The libraries are loaded by the first one alone. */
export function tunnelThrough({ url }: ProxySetting): Promise<Agent> {
  return url.protocol.startsWith("socks") ? socksTunnel(url) : httpTunnel(url);
}
