import type { CredentialKind } from "../api/access";
import type { RawQuery } from "../api/call";

/** A request that arrived. */
export interface LoggedRequest {
  /** A running number; clearing the log does not reset it. */
  readonly n: number;
  /** When it arrived, by the option `now`. */
  readonly at: number;
  /** `GET`, `POST`, `PUT` or `DELETE`. */
  readonly method: string;
  /** Without /client/v4 and without the query. */
  readonly path: string;
  /** A list for a name that was sent more than once. */
  readonly query: RawQuery;
  /** The parsed JSON; undefined without a body, or when the body was not JSON. */
  body: unknown;
  /** Undefined until the request is answered, and forever if the connection was broken. */
  status: number | undefined;
  /** The name of the fault that hit it. */
  fault?: string;
  /** The header `User-Agent`. */
  readonly userAgent?: string;
  /** Only the kind: a log must never hold the secret. */
  readonly credential: CredentialKind;
}

export class RequestLog {
  readonly entries: LoggedRequest[] = [];
  private count = 0;

  add(request: Omit<LoggedRequest, "n" | "body" | "status">): LoggedRequest {
    this.count += 1;
    const entry: LoggedRequest = { n: this.count, ...request, body: undefined, status: undefined };
    this.entries.push(entry);
    return entry;
  }

  clear(): void {
    this.entries.length = 0;
  }
}
