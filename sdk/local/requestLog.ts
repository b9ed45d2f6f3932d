import type { CredentialKind } from "./access";
import type { RawQuery } from "./call";

/** A request that came. */
export interface LoggedRequest {
  /** Counts on when the log is cleared. */
  readonly n: number;
  /** When it came, by the option `now`. */
  readonly at: number;
  /** `GET`, `POST`, `PUT` or `DELETE`. */
  readonly method: string;
  /** Without /client/v4 and without the query. */
  readonly path: string;
  /** A list where a name came more than once. */
  readonly query: RawQuery;
  /** The parsed JSON; undefined without a body, or if it was none. */
  body: unknown;
  /** Undefined until answered, and for ever if the connection was broken. */
  status: number | undefined;
  /** The fault that hit it, by its name. */
  fault?: string;
  /** The header of this name. */
  readonly userAgent?: string;
  /** The kind only: a log must never hold the secret. */
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
