import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { certificate, key } from "../unit/local/selfSigned";

interface FrontAnswer {
  status: number;
  headers: Record<string, string>;
  /** Undefined without a body. */
  json: unknown;
}

/** What the front makes of a request; `forward` has the local Cloudflare carry it out. Undefined: no answer. */
export type Behaviour = (
  request: { method: string; path: string },
  forward: () => Promise<FrontAnswer>,
) => Promise<FrontAnswer | undefined>;

export interface Front {
  url: string;
  close(): Promise<void>;
}

/** A Cloudflare that differs: the local one behind https, with answers changed. */
export async function startFront(target: string, behave: Behaviour): Promise<Front> {
  const server = createServer({ key, cert: certificate }, async (req, res) => {
    const { method = "GET", url = "/" } = req;
    const body = await text(req);
    const { authorization = "" } = req.headers;
    const forward = async (): Promise<FrontAnswer> => {
      const init = { method, headers: { authorization }, ...(body ? { body } : {}) };
      const answer = await fetch(`${target}${url}`, init);
      const said = await answer.text();
      return {
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        json: said ? JSON.parse(said) : undefined,
      };
    };
    const answer = await behave({ method, path: url.replace(/\?.*/, "") }, forward);
    if (!answer) return void res.destroy();
    const { status, headers, json } = answer;
    // The length is that of what is sent now.
    const { "content-length": _old, connection: _ours, ...rest } = headers;
    res.writeHead(status, rest).end(json === undefined ? undefined : JSON.stringify(json));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function refusal(status: number, code: number, message: string): FrontAnswer {
  const json = { success: false, errors: [{ code, message }], messages: [], result: null };
  return { status, headers: { "content-type": "application/json" }, json };
}
