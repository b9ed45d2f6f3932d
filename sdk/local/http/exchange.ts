import type { IncomingMessage, ServerResponse } from "node:http";
import { type ApiRequest, type Backend, dispatch } from "../api/dispatch";
import type { Answer } from "../api/envelope";
import { Changes } from "../world/changes";
import type { Victim } from "./faults";
import type { LoggedRequest } from "./requestLog";

/** One HTTP request, until it is answered or a fault has dealt with it. */
export class Exchange implements Victim {
  private bodyText: string | undefined;

  constructor(
    private readonly backend: Backend,
    private readonly http: { req: IncomingMessage; res: ServerResponse },
    private readonly entry: LoggedRequest,
  ) {}

  async readBody(): Promise<void> {
    if (this.bodyText !== undefined) return;
    const chunks: Buffer[] = [];
    for await (const chunk of this.http.req) chunks.push(chunk as Buffer);
    this.bodyText = Buffer.concat(chunks).toString("utf8");
    this.entry.body = jsonOrNothing(this.bodyText);
  }

  async commit({ transitionMs = this.backend.store.settings.transitionMs } = {}): Promise<Answer> {
    await this.readBody();
    const { method, path, query } = this.entry;
    const { headers } = this.http.req;
    const request: ApiRequest = { method, path, query, headers, bodyText: this.bodyText ?? "" };
    return dispatch(this.backend, request, transitionMs);
  }

  send(answer: Answer): void {
    const { res } = this.http;
    if (res.destroyed || res.writableEnded) return;
    this.entry.status = answer.status;
    const text = textOf(answer);
    res.writeHead(answer.status, this.headersFor(answer, text));
    res.end(text);
  }

  sendHalf(answer: Answer): void {
    const { res } = this.http;
    const text = textOf(answer);
    if (text) {
      res.writeHead(answer.status, this.headersFor(answer, text));
      res.write(text.slice(0, text.length / 2), () => this.breakConnection());
    } else {
      this.breakConnection();
    }
  }

  breakConnection(): void {
    this.http.req.socket.destroy();
  }

  /** Does not keep a server alive that is being closed. */
  delay(ms: number): Promise<void> {
    return new Promise((resolve) => {
      setTimeout(resolve, ms).unref();
    });
  }

  deleteNamedShare(answer: Answer): void {
    const share = this.backend.store.find(this.shareId(answer));
    const { store } = this.backend;
    if (share) new Changes(store, store.settings.transitionMs).deleteShare(share);
  }

  rememberShare(): (answer: Answer, ms: number) => void {
    const { store } = this.backend;
    const now = store.view(this.shareId());
    const before = now && store.copy(now);
    return (answer, ms) => store.keepStale(this.shareId(answer), before, ms);
  }

  createFirstShare(): void {
    const { directory } = this.backend.store;
    const [, owner] = /^\/accounts\/([^/]+)\/shares$/.exec(this.entry.path) ?? [];
    if (owner === undefined || this.entry.method !== "GET") return;
    const descending = this.entry.query.direction === "desc";
    const other = directory.organization.accounts.find(({ id }) => id !== owner);
    new Changes(this.backend.store, 0).createShare({
      accountId: owner,
      name: descending ? `~ first ${this.entry.n}` : `! first ${this.entry.n}`,
      created: descending ? undefined : "2000-01-01T00:00:00.000000Z",
      targetType: "account",
      accountIds: other ? [other.id] : [],
      resources: [
        { resourceType: "custom-ruleset", resourceId: "f1257", resourceAccountId: owner, meta: {} },
      ],
    });
  }

  /** The share that the path names, or that the request created. */
  private shareId(answer?: Answer): string {
    const [, named] = /\/shares\/([^/]+)/.exec(this.entry.path) ?? [];
    const created = answer?.json?.result as { id?: string } | null | undefined;
    return named ?? created?.id ?? "";
  }

  private headersFor(answer: Answer, text: string | undefined): Record<string, string> {
    return {
      ...(answer.json ? { "content-type": "application/json" } : {}),
      ...(text === undefined ? {} : { "content-length": String(Buffer.byteLength(text)) }),
      // By the server's own clock, like the dates in its answers.
      date: new Date(this.backend.store.now()).toUTCString(),
      "cf-ray": `${this.entry.n.toString(16).padStart(16, "0")}-LOC`,
      ...answer.headers,
    };
  }
}

const textOf = (answer: Answer): string | undefined =>
  answer.json ? JSON.stringify(answer.json) : answer.text;

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
