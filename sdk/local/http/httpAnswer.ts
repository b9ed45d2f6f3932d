import type { LoggedRequest } from "./requestLog";

/** An answer on its way to the client. */
export interface HttpAnswer {
  /** The status code. */
  status: number;
  /** The names are in lower case. `content-length` is not here: it is computed at the end. */
  headers: Record<string, string>;
  /** Sent as JSON; Cloudflare's envelope, if nothing has changed it. */
  json?: Record<string, unknown>;
  /** Sent as it is, when there is no `json`. */
  text?: string | Buffer;
}

/** Makes another answer out of an answer; see {@link FaultOptions.rewrite}. */
export type Rewrite = (answer: HttpAnswer, request: LoggedRequest) => HttpAnswer;

/** What the API or a fault answers, before the headers that every answer has. */
export interface BareAnswer {
  status: number;
  headers?: Record<string, string>;
  json?: object;
  text?: string | Buffer;
}

export function completeAnswer(bare: BareAnswer, common: Record<string, string>): HttpAnswer {
  const own = Object.entries(bare.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    status: bare.status,
    headers: {
      ...(bare.json ? { "content-type": "application/json" } : {}),
      ...common,
      ...Object.fromEntries(own),
    },
    json: bare.json as HttpAnswer["json"],
    text: bare.text,
  };
}

/** Undefined for an answer without a body. */
export function bodyOf({ json, text }: HttpAnswer): Buffer | undefined {
  if (json !== undefined) return Buffer.from(JSON.stringify(json));
  return text === undefined ? undefined : Buffer.from(text);
}
