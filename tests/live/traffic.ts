import type { HttpAnswer, Transport } from "../../provider/api/transport";

/** One request, and what came back. */
export interface Exchange {
  /** The engine under test, or the check itself: looking for leftovers, comparing, cleaning up. */
  readonly sender: "engine" | "check";
  readonly method: string;
  /** Below the base URL, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The request's body as it was sent; only what goes through the proxy has it. */
  body?: { text: string; contentType: string | null };
  /** Undefined until it is there, and for ever if none came. */
  answer?: HttpAnswer;
}

/** Every request that went to the API, in the order in which it was sent. */
export class Traffic {
  readonly exchanges: Exchange[] = [];

  /** @param target path and query below the base URL */
  begin(sender: Exchange["sender"], method: string, target: string): Exchange {
    const { pathname, searchParams } = new URL(target, "http://loopback");
    const exchange: Exchange = { sender, method, path: pathname, query: searchParams };
    this.exchanges.push(exchange);
    return exchange;
  }

  /** The engine's requests since there were so many exchanges. */
  ofEngine(since: number): Exchange[] {
    return this.exchanges.slice(since).filter(({ sender }) => sender === "engine");
  }

  /** The ids of the shares that the engine's requests made, as far as an answer told. */
  createdShares(): string[] {
    return this.exchanges
      .filter((one) => one.sender === "engine" && routeOf(one) === "POST /accounts/{id}/shares")
      .flatMap(({ answer }) => idOf(answer));
  }
}

/** Whatever the status of the answer: that it is another than expected must not hide a share. */
function idOf(answer: HttpAnswer | undefined): string[] {
  try {
    const { result } = JSON.parse(answer?.text ?? "{}") as { result?: { id?: unknown } | null };
    return typeof result?.id === "string" ? [result.id] : [];
  } catch {
    // An error page names no share; one that was made all the same is found by its name.
    return [];
  }
}

/** "GET /accounts/{id}/shares": the request without what tells one share from another. */
export function routeOf({ method, path }: Pick<Exchange, "method" | "path">): string {
  return `${method} ${path.replace(/(accounts|shares|recipients|resources)\/[^/]+/g, "$1/{id}")}`;
}

/** The transport of the check's own requests, noting them: without a proxy its errors say what broke. */
export function recorded(transport: Transport, baseUrl: string, traffic: Traffic): Transport {
  return async (method, url, body) => {
    const exchange = traffic.begin("check", method, url.slice(baseUrl.length));
    exchange.answer = await transport(method, url, body);
    return exchange.answer;
  };
}
