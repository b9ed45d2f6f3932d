import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** An answer on its way back, to be changed in place. */
export interface Answer {
  status: number;
  /** By names in lower case. Without `date` the answer has none. */
  headers: Record<string, string>;
  /** The envelope's `result`. Where it is a list, `result_info` counts what a rule makes of it. */
  result: unknown;
}

/** What happens around requests that match. */
export interface Rule {
  method?: RegExp;
  /** Tested against the path without /client/v4 and query. */
  path: RegExp;
  /** How many matching requests it applies to. Default: all. */
  times?: number;
  /** A hand that acts right before the request is carried out. */
  before?: () => void;
  /** A hand that acts once the request was carried out and before the client knows. */
  after?: () => void;
  /** Another path to carry the request out at. */
  route?: (path: string) => string;
  change?: (answer: Answer) => void;
}

/** Stands between the package and a local Cloudflare: changes answers, and lets hands act between requests. */
export interface Front {
  /** Usable as CLOUDFLARE_BASE_URL. */
  readonly url: string;
  /** Rules apply in the order in which they were added. */
  add(...rules: Rule[]): void;
  clear(): void;
  close(): Promise<void>;
}

const base = "/client/v4";

export async function startFront(target: string): Promise<Front> {
  let rules: ArmedRule[] = [];
  const server = createServer((req, res) => {
    handle(target, rules, req, res).catch(() => res.destroy());
  });
  // Closing an idle connection races with the client's next request on it, a fault that nobody asked for.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${base}`,
    add: (...added) => {
      rules.push(...added.map((rule) => ({ ...rule, times: rule.times ?? Number.POSITIVE_INFINITY })));
    },
    clear: () => {
      rules = [];
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function handle(target: string, rules: ArmedRule[], req: IncomingMessage, res: ServerResponse) {
  const { method = "GET", headers } = req;
  const url = new URL(req.url ?? "/", "http://127.0.0.1");
  const path = url.pathname.slice(base.length);
  const body = await text(req);
  const matching = take(rules, method, path);
  for (const { before } of matching) before?.();
  const routed = matching.reduce((at, { route }) => route?.(at) ?? at, path);
  const answer = await forward(`${target}${routed}${url.search}`, { method, headers, body });
  for (const { after } of matching) after?.();
  // The local Cloudflare broke the connection.
  if (!answer) return void res.destroy();
  const envelope = answer.text ? (JSON.parse(answer.text) as Envelope) : undefined;
  const changed: Answer = { ...answer, result: envelope?.result };
  for (const { change } of matching) change?.(changed);
  res.sendDate = false;
  res.writeHead(changed.status, changed.headers);
  res.end(envelope && JSON.stringify(recounted({ ...envelope, result: changed.result }, envelope.result)));
}

interface Envelope {
  result?: unknown;
  result_info?: { count?: number; total_count?: number };
}

/** The counts of a list from which a rule has taken something: on one page, as all lists of these tests are. */
function recounted(envelope: Envelope, before: unknown): Envelope {
  const { result, result_info: info } = envelope;
  if (!info || !Array.isArray(result) || !Array.isArray(before)) return envelope;
  const less = before.length - result.length;
  const counts = { count: result.length, total_count: (info.total_count ?? before.length) - less };
  return { ...envelope, result_info: { ...info, ...counts } };
}

interface ArmedRule extends Rule {
  times: number;
}

function take(rules: ArmedRule[], method: string, path: string): Rule[] {
  const matching = rules.filter(
    (rule) => rule.times > 0 && rule.path.test(path) && (rule.method?.test(method) ?? true),
  );
  for (const rule of matching) rule.times -= 1;
  return matching;
}

interface Sent {
  method: string;
  headers: { authorization?: string };
  body: string;
}

/** Undefined when the connection broke. */
async function forward(url: string, { method, headers, body }: Sent) {
  const { authorization = "" } = headers;
  try {
    const answer = await fetch(url, { method, headers: { authorization }, ...(body ? { body } : {}) });
    // The length is that of what is sent in the end.
    const { "content-length": _length, connection: _hop, ...rest } = Object.fromEntries(answer.headers);
    return { status: answer.status, headers: rest, text: await answer.text() };
  } catch {
    return undefined;
  }
}
