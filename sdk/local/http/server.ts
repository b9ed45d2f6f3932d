import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { credentialKind } from "../api/access";
import type { RawQuery } from "../api/call";
import type { Backend } from "../api/dispatch";
import { codes, failure, problem } from "../api/envelope";
import { Exchange, type HttpSettings } from "./exchange";
import type { Faults } from "./faults";
import type { RequestLog } from "./requestLog";

const BASE = "/client/v4";

export interface ServerParts {
  backend: Backend;
  settings: HttpSettings;
  faults: Faults;
  log: RequestLog;
}

export interface Listening {
  url: string;
  close(): Promise<void>;
}

export async function listen(
  parts: ServerParts,
  port: number,
  https?: { key: string; cert: string },
): Promise<Listening> {
  const listener: RequestListener = (req, res) => {
    handle(parts, req, res).catch((error: unknown) => fail(res, error));
  };
  const server: Server = https ? createHttpsServer(https, listener) : createServer(listener);
  // Closing an idle connection would race with the client's next request: a fault that nobody asked for.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `${https ? "https" : "http"}://127.0.0.1:${address.port}${BASE}`,
    close: () => closeServer(server),
  };
}

function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeAllConnections();
  return closed;
}

async function handle(parts: ServerParts, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = new URL(req.url ?? "/", "http://127.0.0.1");
  const inside = url.pathname.startsWith(`${BASE}/`);
  const path = inside ? url.pathname.slice(BASE.length) : url.pathname;
  const method = req.method ?? "GET";
  const entry = parts.log.add({
    at: parts.backend.store.now(),
    method,
    path,
    query: queryOf(url.searchParams),
    userAgent: req.headers["user-agent"],
    credential: credentialKind(req.headers),
  });
  const fault = parts.faults.take(method, path);
  const exchange = new Exchange(parts.backend, parts.settings, { req, res }, entry, fault?.hooks);
  if (fault) {
    entry.fault = fault.name;
    return fault.strike(exchange);
  }
  if (inside) return exchange.send(await exchange.commit());
  exchange.send(failure(404, [problem(codes.noRoute, `Could not route to ${path}: the API is at ${BASE}`)]));
}

/** A callback of the user's threw, or the connection broke and there is nobody left to answer. */
function fail(res: ServerResponse, error: unknown): void {
  if (res.destroyed || res.headersSent) return void res.destroy();
  const text = `the local Cloudflare failed: ${error instanceof Error ? error.stack : String(error)}`;
  res.writeHead(500, { "content-type": "text/plain" }).end(text);
}

function queryOf(parameters: URLSearchParams): RawQuery {
  const query: RawQuery = {};
  for (const name of new Set(parameters.keys())) {
    const values = parameters.getAll(name);
    query[name] = values.length === 1 ? (values[0] ?? "") : values;
  }
  return query;
}
