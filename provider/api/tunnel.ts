import type { Agent, ClientRequest } from "node:http";
import type { ProxySetting } from "./proxy";

/** Why no tunnel was made, as a code like those of Node's own errors, which node-fetch hands on. */
const prefix = "ERR_PROXY_";

/** What stopped a request before the proxy had connected it: a status of the proxy's, or one of Node's codes. */
export type TunnelFault = { status: number } | { code: string };

/** From the code of an error; undefined when the tunnel was there, or none was needed. */
export function tunnelFaultOf(code: string | undefined): TunnelFault | undefined {
  if (!code?.startsWith(prefix)) return undefined;
  const rest = code.slice(prefix.length);
  return /^\d+$/.test(rest) ? { status: Number(rest) } : { code: rest };
}

function tunnelError(code: string | number, message: string): Error {
  return Object.assign(new Error(message), { code: `${prefix}${code}` });
}

function asTunnelError(error: unknown): Error {
  const { code, message } = error as { code?: string; message?: string };
  return tunnelError(code ?? "CLOSED", message ?? "");
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

/** Tunnels by CONNECT. What the proxy answers instead of a tunnel would otherwise pass for the server's answer. */
async function httpTunnel(url: URL): Promise<Agent> {
  const { HttpsProxyAgent } = await import("https-proxy-agent");
  const headers = credentialsOf(url);
  const address = new URL(url.origin);
  const agent = new HttpsProxyAgent(address, { keepAlive: true, headers });
  const connect = agent.connect.bind(agent);
  const { connectOpts } = agent;
  agent.connect = async (request, options) => {
    let status = 200;
    request.once("proxyConnect", (answer: { statusCode: number }) => {
      status = answer.statusCode;
    });
    agent.connectOpts = { ...connectOpts, signal: abortOf(request) };
    const socket = await connect(request, options).catch((error) => {
      throw asTunnelError(error);
    });
    if (status === 200) return socket;
    socket.destroy();
    throw tunnelError(status, `CONNECT: ${status}`);
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
  const agent = new SocksProxyAgent(url, { keepAlive: true });
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
