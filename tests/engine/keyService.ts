import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * A stack's secrets are encrypted by a key of its own. The CLI derives that from a passphrase at every run, which takes
 * a fifth of a second on purpose: a quarter of what a small `up` costs. Here it asks for the key, as of HashiCorp
 * Vault's transit engine; how it encrypts with the key is the same.
 */
const KEY = Buffer.alloc(32, "for tests only").toString("base64");

let server: Promise<Server> | undefined;

function start(): Promise<Server> {
  const answer = JSON.stringify({ data: { plaintext: KEY } });
  const starting = createServer((request, response) => {
    request.resume();
    response.setHeader("content-type", "application/json").end(answer);
  });
  // It holds back nothing.
  starting.unref();
  return new Promise((resolve, reject) => {
    starting.once("error", reject).listen(0, "127.0.0.1", () => resolve(starting));
  });
}

/** Where the CLI finds the key. */
export async function keyServiceEnv(): Promise<Record<string, string>> {
  server ??= start();
  const { port } = (await server).address() as AddressInfo;
  return { VAULT_SERVER_URL: `http://127.0.0.1:${port}`, VAULT_SERVER_TOKEN: "none" };
}

/** What a stack's file says of its key. */
export const keySettings = {
  secretsprovider: "hashivault://tests",
  // The service answers with the same key whatever it is asked.
  encryptedkey: Buffer.from("vault:v1:any").toString("base64"),
};

/** After the tests of a file. */
export async function endKeyService(): Promise<void> {
  (await server)?.close();
  server = undefined;
}
