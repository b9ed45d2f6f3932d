import { type AddressInfo, connect, createServer, type Socket } from "node:net";

const oneChunk = (socket: Socket) => new Promise<Buffer>((resolve) => socket.once("data", resolve));

/** Says one thing after each thing that it hears. */
async function recite(client: Socket, replies: number[][]): Promise<void> {
  for (const reply of replies) {
    await oneChunk(client);
    client.write(Buffer.from(reply));
  }
}

/** RFC 1928, as far as one client without a password needs it; finds every name on loopback. */
async function serve(client: Socket, asked: string[]): Promise<void> {
  await oneChunk(client);
  client.write(Buffer.from([5, 0]));
  const request = await oneChunk(client);
  const name = request.subarray(5, 5 + (request[4] ?? 0)).toString();
  const port = request.readUInt16BE(request.length - 2);
  asked.push(`${name}:${port}`);
  const upstream = connect(port, "127.0.0.1", () => {
    client.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
    client.pipe(upstream).pipe(client);
  });
  upstream.on("error", () => client.destroy());
  client.on("close", () => upstream.destroy());
}

/**
 * A SOCKS 5 proxy on loopback.
 *
 * @param replies instead of what such a proxy says
 */
export async function startSocksProxy(
  replies?: number[][],
): Promise<{ port: number; asked: string[]; close(): Promise<void> }> {
  const asked: string[] = [];
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    clients.add(client);
    client.on("error", () => undefined);
    void (replies ? recite(client, replies) : serve(client, asked));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const client of clients) client.destroy();
    });
  return { port: (server.address() as AddressInfo).port, asked, close };
}
