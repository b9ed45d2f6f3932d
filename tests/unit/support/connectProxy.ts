import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";

export interface ConnectProxyOptions {
  /** "user:password"; without it, anybody may pass. */
  credentials?: string;
  /** Instead of a tunnel, unless it is another 2xx. */
  status?: number;
  /** Instead of anything that the rest says. */
  words?: string;
  /** Called instead of an answer. */
  hang?: () => void;
  /** The port on loopback that every address leads to; the one that is asked for, unless given. */
  upstream?: number;
  /** Of a proxy that itself speaks TLS. */
  tls?: { key: string; cert: string };
}

/** On loopback; it finds every name there. */
export interface ConnectProxy {
  port: number;
  /** "host:port" of each CONNECT. */
  readonly asked: string[];
  /** Resolves when nobody is connected any more. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

function admits({ credentials }: ConnectProxyOptions, request: IncomingMessage): boolean {
  const expected = credentials && `Basic ${Buffer.from(credentials).toString("base64")}`;
  return expected === undefined || request.headers["proxy-authorization"] === expected;
}

/** A proxy as companies have it: CONNECT and nothing else. */
export async function startConnectProxy(options: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const asked: string[] = [];
  const sockets = new Set<Duplex>();
  const server = options.tls ? createSecureServer(options.tls) : createServer();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => undefined);
  });
  server.on("connect", (request: IncomingMessage, client: Duplex) => {
    asked.push(request.url ?? "");
    client.on("error", () => undefined);
    const status = admits(options, request) ? (options.status ?? 200) : 407;
    if (options.hang) {
      client.resume().on("end", () => client.end());
      options.hang();
      return;
    }
    if (options.words !== undefined) {
      client.end(options.words);
      return;
    }
    if (status < 200 || status > 299) {
      client.end(`HTTP/1.1 ${status} No\r\nContent-Type: text/html\r\n\r\n<h1>No</h1>`);
      return;
    }
    const port = options.upstream ?? Number(request.url?.split(":").at(-1));
    const upstream = connect(port, "127.0.0.1", () => {
      client.write(`HTTP/1.1 ${status} Connection established\r\n\r\n`);
      client.pipe(upstream).pipe(client);
    });
    upstream.on("error", () => client.destroy());
    client.on("close", () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    idle: async () => {
      for (const socket of sockets) await once(socket, "close");
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
