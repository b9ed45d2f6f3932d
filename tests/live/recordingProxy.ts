import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from "node:http";
import { request as requestHttps } from "node:https";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { Traffic } from "./traffic";

/** Longer than Cloudflare's own edge waits. */
const upstreamLimitMs = 110_000;
/** What concerns one connection alone; and an answer that is compressed can't be compared. */
const notForwarded = new Set([
  "host",
  "connection",
  "keep-alive",
  "transfer-encoding",
  "content-length",
  "accept-encoding",
]);

export interface RecordingProxy {
  /** Usable as CLOUDFLARE_BASE_URL. */
  readonly url: string;
  /** Why the last request that brought no answer brought none. */
  readonly lastFault: string | undefined;
  /** From now on no request gets through. Resolves when none is on its way any more. */
  bar(): Promise<void>;
  close(): Promise<void>;
}

/** On loopback, between the engine and the API: forwards every request as it is and notes the answer. */
export async function startRecordingProxy(baseUrl: string, traffic: Traffic): Promise<RecordingProxy> {
  const forwarder = new Forwarder(baseUrl, traffic);
  const server = createServer((req, res) => void forwarder.handle(req, res));
  // Closing an idle connection races with the client's next request on it, a fault that is not the API's.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get lastFault() {
      return forwarder.lastFault;
    },
    bar: () => forwarder.bar(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Upstream {
  res: IncomingMessage;
  body: Buffer;
}

class Forwarder {
  lastFault: string | undefined;
  private isBarred = false;
  private readonly onTheirWay = new Set<Promise<void>>();

  constructor(
    private readonly baseUrl: string,
    private readonly traffic: Traffic,
  ) {}

  async handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (this.isBarred) return refuse(res);
    const forwarding = this.forward(req, res);
    this.onTheirWay.add(forwarding);
    await forwarding;
    this.onTheirWay.delete(forwarding);
  }

  async bar(): Promise<void> {
    this.isBarred = true;
    await Promise.all(this.onTheirWay);
  }

  /** Without an answer from the API there is none for the engine: its connection breaks, as it would have. */
  private async forward(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const exchange = this.traffic.begin("engine", req.method ?? "GET", req.url ?? "/");
    try {
      const body = await buffer(req);
      exchange.body = { text: body.toString("utf8"), contentType: headerOf(req.headers, "content-type") };
      const upstream = await this.ask(req, body);
      exchange.answer = {
        status: upstream.res.statusCode ?? 0,
        text: upstream.body.toString("utf8"),
        header: (name) => headerOf(upstream.res.headers, name),
      };
      pass(upstream, res);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      this.lastFault = `no answer to ${exchange.method} ${exchange.path}: ${code ?? message}`;
      res.destroy();
    }
  }

  /** Goes on when the engine has given up: the id of a share that is being made must become known. */
  private ask(req: IncomingMessage, body: Buffer): Promise<Upstream> {
    const send = this.baseUrl.startsWith("https:") ? requestHttps : request;
    const headers = {
      ...forwarded(req.headers),
      ...(body.length > 0 ? { "content-length": body.length } : {}),
    };
    const signal = AbortSignal.timeout(upstreamLimitMs);
    return new Promise((resolve, reject) => {
      const outgoing = send(`${this.baseUrl}${req.url}`, { method: req.method, headers, signal });
      outgoing.on("error", reject);
      outgoing.on("response", (res) => {
        buffer(res).then((whole) => resolve({ res, body: whole }), reject);
      });
      outgoing.end(body);
    });
  }
}

function forwarded(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !notForwarded.has(name)));
}

function headerOf(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(", ") : (value ?? null);
}

function pass({ res: answer, body }: Upstream, res: ServerResponse): void {
  const length = answer.statusCode === 204 ? {} : { "content-length": body.length };
  res.writeHead(answer.statusCode ?? 502, { ...forwarded(answer.headers), ...length });
  res.end(body);
}

/** A refusal that is not worth a retry, so that the engine's operation ends at once and in good order. */
function refuse(res: ServerResponse): void {
  const errors = [{ code: 10_000, message: "the live check was interrupted and sends no more" }];
  res.writeHead(403, { "content-type": "application/json" });
  res.end(JSON.stringify({ success: false, errors, messages: [], result: null }));
}
