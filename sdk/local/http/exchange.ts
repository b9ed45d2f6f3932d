import type { IncomingMessage, ServerResponse } from "node:http";
import { type ApiRequest, type Backend, dispatch } from "../api/dispatch";
import { Bystander } from "./bystander";
import type { Hooks } from "./faults";
import { type BareAnswer, bodyOf, completeAnswer, type HttpAnswer, type Rewrite } from "./httpAnswer";
import type { LoggedRequest } from "./requestLog";
import type { CommitOptions, Victim } from "./victim";

export interface HttpSettings {
  /**
   * How many milliseconds the header `Date` is ahead of the server's clock; negative: behind. "absent": answers have
   * no such header. Default 0.
   */
  dateOffsetMs: number | "absent";
}

/** One HTTP request, until it is answered or a fault has dealt with it. */
export class Exchange implements Victim {
  readonly bystander: Bystander;
  private bodyText: string | undefined;

  constructor(
    private readonly backend: Backend,
    private readonly settings: HttpSettings,
    private readonly http: { req: IncomingMessage; res: ServerResponse },
    readonly request: LoggedRequest,
    private readonly hooks: Hooks = {},
  ) {
    this.bystander = new Bystander(backend.store, request);
  }

  async readBody(): Promise<void> {
    if (this.bodyText !== undefined) return;
    const chunks: Buffer[] = [];
    for await (const chunk of this.http.req) chunks.push(chunk as Buffer);
    this.bodyText = Buffer.concat(chunks).toString("utf8");
    this.request.body = jsonOrNothing(this.bodyText);
    await this.hooks.before?.(this.request);
  }

  async commit(options: CommitOptions = {}): Promise<BareAnswer> {
    await this.readBody();
    const { method, path, query } = this.request;
    const { headers } = this.http.req;
    const { transitionMs = this.backend.store.settings.transitionMs, ...changes } = options;
    const bodyText = this.bodyText ?? "";
    const request: ApiRequest = { method, path, query, headers, bodyText, ...changes };
    const answer = dispatch(this.backend, request, transitionMs);
    await this.hooks.after?.(this.request);
    return answer;
  }

  send(answer: BareAnswer, rewrite?: Rewrite): void {
    const { res } = this.http;
    if (res.destroyed || res.writableEnded) return;
    const { status, headers, body } = this.rendered(answer, rewrite);
    this.request.status = status;
    res.writeHead(status, headers);
    res.end(body);
  }

  sendHalf(answer: BareAnswer, then: "break" | "stall"): void {
    const { res } = this.http;
    const { status, headers, body } = this.rendered(answer);
    const finish = () => {
      if (then === "break") this.breakConnection();
    };
    if (body?.length) {
      res.writeHead(status, headers);
      res.write(body.subarray(0, body.length / 2), finish);
    } else {
      finish();
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

  /** With what the fault and then the user make of the answer. */
  private rendered(bare: BareAnswer, odd: Rewrite = (answer) => answer) {
    const { rewrite = (answer) => answer } = this.hooks;
    const whole = completeAnswer(bare, this.commonHeaders());
    const answer: HttpAnswer = rewrite(odd(whole, this.request), this.request);
    const body = bodyOf(answer);
    const length = body && { "content-length": String(body.length) };
    // Node would add a date of its own clock.
    this.http.res.sendDate = false;
    return { status: answer.status, headers: { ...answer.headers, ...length }, body };
  }

  private commonHeaders(): Record<string, string> {
    const { dateOffsetMs } = this.settings;
    // By the server's own clock, like the dates in its answers.
    const date = (offset: number) => new Date(this.backend.store.now() + offset).toUTCString();
    return {
      ...(dateOffsetMs === "absent" ? {} : { date: date(dateOffsetMs) }),
      "cf-ray": `${this.request.n.toString(16).padStart(16, "0")}-LOC`,
    };
  }
}

function jsonOrNothing(text: string): unknown {
  // Most requests have no body, and to throw costs more than all else that is done here for them.
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
