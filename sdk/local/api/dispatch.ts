import type { IncomingHttpHeaders } from "node:http";
import { Changes } from "../world/changes";
import type { Store } from "../world/store";
import type { Access } from "./access";
import type { ApiSettings, Ignored, RawQuery } from "./call";
import { type Answer, codes, failure, problem } from "./envelope";
import type { RateLimit } from "./limits";
import { findRoute } from "./routes";
import { Refusal } from "./rules/refusal";
import { noJson } from "./rules/requests";

export interface ApiRequest {
  method: string;
  /** Without /client/v4 and without the query. */
  path: string;
  query: RawQuery;
  headers: IncomingHttpHeaders;
  bodyText: string;
  ignoring?: Ignored;
}

export interface Backend {
  store: Store;
  access: Access;
  limit: RateLimit;
  settings: ApiSettings;
}

/** From request to answer, without a socket: credentials, rate limit, route, rights, then the handler. */
export function dispatch(backend: Backend, request: ApiRequest, transitionMs: number): Answer {
  let limitHeaders: Record<string, string> = {};
  try {
    const caller = backend.access.identify(request.headers);
    limitHeaders = backend.limit.take(caller.id);
    const { route, params } = findRoute(request.method, request.path);
    backend.access.authorize(caller, request.method, params);
    const { store, settings } = backend;
    const { query, ignoring } = request;
    const changes = new Changes(store, transitionMs);
    const call = { store, changes, settings, params, query, ignoring, body: bodyOf(request) };
    const answer = route.carryOut(call);
    return { ...answer, headers: { ...limitHeaders, ...answer.headers } };
  } catch (error) {
    if (error instanceof Refusal) {
      return failure(error.status, error.errors, { ...limitHeaders, ...error.headers });
    }
    const message = `the local Cloudflare failed: ${error instanceof Error ? error.stack : String(error)}`;
    return failure(500, [problem(codes.internal, message)], limitHeaders);
  }
}

function bodyOf({ method, bodyText }: ApiRequest): unknown {
  if (method !== "POST" && method !== "PUT") return undefined;
  try {
    return JSON.parse(bodyText);
  } catch {
    throw noJson();
  }
}
