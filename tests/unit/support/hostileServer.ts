import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

interface Seen {
  method: string;
  /** With its query. */
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
}

export type Reply = (response: ServerResponse, request: Seen) => void;

/** A server that says whatever the test wants, one reply after the other; the last one again and again. */
export interface HostileServer {
  url: string;
  seen: Seen[];
}

const running: Server[] = [];

export async function startHostileServer(...replies: Reply[]): Promise<HostileServer> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const entry = { method, url, headers, body: Buffer.concat(chunks).toString() };
      seen.push(entry);
      replies[Math.min(seen.length, replies.length) - 1]?.(response, entry);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  running.push(server);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

export async function stopHostileServers(): Promise<void> {
  for (const server of running.splice(0)) {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  }
}

export const text =
  (status: number, body: string, headers: Record<string, string> = {}): Reply =>
  (response) => {
    response.writeHead(status, headers);
    response.end(body);
  };

export const json = (status: number, body: unknown, headers?: Record<string, string>): Reply =>
  text(status, JSON.stringify(body), { "content-type": "application/json", ...headers });

/** An envelope of success. */
export const result = (value: unknown, info?: unknown): Reply =>
  json(200, {
    success: true,
    errors: [],
    messages: [],
    result: value,
    ...(info === undefined ? {} : { result_info: info }),
  });

export const refusal = (status: number, code: number, message: string, headers?: Record<string, string>) =>
  json(status, { success: false, errors: [{ code, message }], messages: [], result: null }, headers);

export const breakOff: Reply = (response) => response.socket?.destroy();

/** Announces more than it sends. */
export const cutShortAt =
  (status: number): Reply =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json", "content-length": "1000" });
    response.write('{"success":true,', () => response.socket?.destroy());
  };
export const cutShort = cutShortAt(200);
