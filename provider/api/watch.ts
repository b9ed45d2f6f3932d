import type { Agent, ClientRequest, IncomingMessage } from "node:http";
import type { Socket } from "node:net";

/** What node-fetch does not tell of a request. */
export interface Watch {
  /** Whether the server was there: its TLS handshake is over, so that from now on something may have been sent. */
  isSecured: boolean;
  /** Whether the proxy called what it answered to CONNECT a text of some kind: a tunnel is none. */
  hasProxyText: boolean;
}

export interface Watched {
  /** For the one request. */
  agent: Agent;
  seen: Watch;
  /** Rejects where node-fetch would wait for ever, since it knows of answers and errors alone. */
  unanswered: Promise<never>;
}

/** The code of an answer of 101: from there on the connection would speak another protocol. */
export const switched = "ERR_HTTP_SWITCHING_PROTOCOLS";

/** @param tell gets Node's own request before node-fetch has it: its listeners are the first */
function tellingAgent(agent: Agent, tell: (request: ClientRequest) => void): Agent {
  const { addRequest } = agent as unknown as { addRequest: (...args: unknown[]) => void };
  return Object.create(agent, {
    addRequest: {
      value: (request: ClientRequest, ...rest: unknown[]) => {
        tell(request);
        addRequest.call(agent, request, ...rest);
      },
    },
  });
}

const failure = (code: string) => Object.assign(new Error(code), { code });

/** Node ends a connection that nobody wants to switch without an error, and with it the request. */
function untilUnanswered(request: ClientRequest, reject: (error: Error) => void): void {
  let isTold = false;
  const refuse = () => {
    reject(failure(switched));
    request.destroy();
  };
  request.once("response", ({ statusCode }: IncomingMessage) => {
    isTold = true;
    if (statusCode === 101) refuse();
  });
  request.once("upgrade", (_, socket) => {
    socket.destroy();
    refuse();
  });
  request.once("error", () => {
    isTold = true;
  });
  request.once("close", () => {
    if (!isTold) reject(failure("ERR_STREAM_PREMATURE_CLOSE"));
  });
}

function noteSteps(request: ClientRequest, seen: Watch): void {
  request.once("proxyConnect", ({ headers }: { headers: Record<string, unknown> }) => {
    seen.hasProxyText = headers["content-type"] !== undefined;
  });
  request.once("socket", (socket: Socket) => {
    if (request.reusedSocket) seen.isSecured = true;
    else socket.once("secureConnect", () => (seen.isSecured = true));
  });
}

/**
 * What follows a whole answer breaks the connection, and the answer stays. node-fetch would give the request up,
 * and Node then throws away what of the answer was not read yet.
 */
function keepWholeAnswer(request: ClientRequest): void {
  request.once("response", (answer: IncomingMessage) => {
    request.prependOnceListener("error", () => {
      if (answer.complete) request.abort = () => undefined;
    });
  });
}

/** Sees one request that goes through the agent from its beginning to its end. */
export function watch(agent: Agent): Watched {
  const seen: Watch = { isSecured: false, hasProxyText: false };
  let reject: (error: Error) => void = () => undefined;
  const unanswered = new Promise<never>((_, give) => {
    reject = give;
  });
  const telling = tellingAgent(agent, (request) => {
    noteSteps(request, seen);
    untilUnanswered(request, reject);
    keepWholeAnswer(request);
  });
  return { agent: telling, seen, unanswered };
}
