import { type IncomingHttpHeaders, request } from "node:http";
import { buffer } from "node:stream/consumers";
import {
  type LocalCloudflare,
  type LocalCloudflareOptions,
  localAccount,
  localOwner,
  startLocalCloudflare,
} from "../../../sdk/local";

export const SHARES = `/accounts/${localOwner}/shares`;
export const RULESET = "0123456789abcdef0123456789abcdef";

export interface ApiAnswer {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: an answer's shape is what the tests are about.
  json: any;
}

interface CallOptions {
  token?: string;
  headers?: Record<string, string>;
  rawBody?: string;
}

/** A local Cloudflare on a clock that only `pass` moves. */
export interface Bench {
  cloudflare: LocalCloudflare;
  pass(ms: number): void;
  api(method: string, path: string, body?: unknown, options?: CallOptions): Promise<ApiAnswer>;
}

const running: LocalCloudflare[] = [];

export async function startBench(options: LocalCloudflareOptions = {}): Promise<Bench> {
  let now = Date.parse("2026-03-01T12:00:00Z");
  const cloudflare = await startLocalCloudflare({ now: () => now, transitionMs: 100, ...options });
  running.push(cloudflare);
  return {
    cloudflare,
    pass: (ms) => {
      now += ms;
    },
    api: (method, path, body, callOptions) => callApi(cloudflare.url, method, path, body, callOptions),
  };
}

export async function stopBenches(): Promise<void> {
  await Promise.all(running.splice(0).map((cloudflare) => cloudflare.close()));
}

async function callApi(
  base: string,
  method: string,
  path: string,
  body?: unknown,
  { token = "local-token", headers, rawBody }: CallOptions = {},
): Promise<ApiAnswer> {
  const response = await fetch(base + path, {
    method,
    headers: headers ?? { authorization: `Bearer ${token}` },
    body: rawBody ?? (body === undefined ? undefined : JSON.stringify(body)),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type") === "application/json" && text !== "";
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? JSON.parse(text) : undefined,
  };
}

/** Without what fetch makes of an answer: it refuses 407 and unpacks bodies. */
export async function rawGet(
  bench: Bench,
  path: string,
): Promise<{ status: number | undefined; headers: IncomingHttpHeaders; body: Buffer }> {
  const headers = { authorization: "Bearer local-token" };
  return new Promise((resolve, reject) => {
    const sent = request(bench.cloudflare.url + path, { headers, agent: false }, (answer) => {
      const { statusCode: status } = answer;
      buffer(answer).then((body) => resolve({ status, headers: answer.headers, body }), reject);
    });
    sent.on("error", reject).end();
  });
}

export const account = (i: number) => ({ recipient_account_id: localAccount(i) });

export const ruleset = (id = RULESET) => ({
  meta: {},
  resource_account_id: localOwner,
  resource_id: id,
  resource_type: "custom-ruleset",
});

export const shareBody = (changes: Record<string, unknown> = {}) => ({
  name: "Baseline",
  recipients: [account(1), account(2)],
  resources: [ruleset()],
  ...changes,
});

/** Creates a share over the API and returns its path. */
export async function createdPath(bench: Bench, changes?: Record<string, unknown>): Promise<string> {
  const created = await bench.api("POST", SHARES, shareBody(changes));
  expect(created.status).toBe(201);
  return `${SHARES}/${created.json.result.id}`;
}

export const idOf = (path: string): string => path.split("/").at(-1) ?? "";

/** What a refusal must look like, whatever it is about. */
export function expectRefusal(answer: ApiAnswer, status: number, ...pointers: string[]): void {
  expect({ status: answer.status, body: answer.text }).toMatchObject({ status });
  expect(answer.json).toMatchObject({ success: false, messages: [], result: null });
  expect(answer.json.errors.length).toBeGreaterThan(0);
  for (const error of answer.json.errors) {
    expect(error.code).toBeGreaterThanOrEqual(1000);
    expect(error.message).not.toBe("");
  }
  const found = answer.json.errors.map((error: { source?: { pointer: string } }) => error.source?.pointer);
  expect(found.filter((pointer: unknown) => pointer !== undefined)).toEqual(pointers);
}

/** account id -> association status, as the API lists them. */
export async function associations(bench: Bench, path: string): Promise<Record<string, string>> {
  const { json } = await bench.api("GET", `${path}/recipients`);
  return Object.fromEntries(
    json.result.map((one: { account_id: string; association_status: string }) => [
      one.account_id,
      one.association_status,
    ]),
  );
}
