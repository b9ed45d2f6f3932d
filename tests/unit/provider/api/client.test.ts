import { once } from "node:events";
import { createServer } from "node:net";
import { inspect } from "node:util";
import { CloudflareClient, type Request } from "../../../../provider/api/client";
import { ApiError, BrokenAnswer, describeFailure } from "../../../../provider/api/errors";
import { maxFaults, maxThrottles } from "../../../../provider/api/retry";
import type { Transport } from "../../../../provider/api/transport";
import { readShare, readShares, type ShareWire } from "../../../../provider/api/wire";
import type { Credentials } from "../../../../provider/settings";
import { EventClock } from "../../support/eventClock";
import { FakeClock } from "../../support/fakeClock";
import {
  breakOff,
  cutShort,
  cutShortAt,
  type HostileServer,
  json,
  type Reply,
  refusal,
  result,
  startHostileServer,
  stopHostileServers,
  text,
} from "../../support/hostileServer";
import { failureOf } from "../../support/sharing";

const TOKEN = "s3cret-token-that-nobody-may-see";
const share = { id: "5f", name: "n", status: "active" };
const found = { ...share, id: "found" };

afterEach(stopHostileServers);

async function bench(...replies: Reply[]) {
  const server = await startHostileServer(...replies);
  return { server, ...clientFor(server) };
}

function clientFor(
  server: Pick<HostileServer, "url">,
  credentials: Credentials = { kind: "token", token: TOKEN },
) {
  const clock = new FakeClock();
  const said: string[] = [];
  const client = new CloudflareClient(
    { credentials, baseUrl: server.url },
    { clock, say: (line) => said.push(line) },
  );
  return { client, clock, said };
}

const get: Request<ShareWire> = { method: "GET", path: "/share", read: readShare };
const post = (find?: () => Promise<ShareWire | undefined>): Request<ShareWire> => ({
  method: "POST",
  path: "/shares",
  body: { name: "n" },
  read: readShare,
  find,
});
const methodsOf = (server: HostileServer) => server.seen.map(({ method }) => method);

describe("one request", () => {
  test("carries the token, the query and the body", async () => {
    const { client, server } = await bench(result(share));
    const query = { a: true, n: 3, list: ["x", "y z"], none: undefined };
    expect(await client.send({ ...post(), query })).toMatchObject(share);
    const [seen] = server.seen;
    expect(seen).toMatchObject({
      method: "POST",
      url: "/shares?a=true&n=3&list=x&list=y+z",
      body: '{"name":"n"}',
    });
    expect(seen?.headers).toMatchObject({
      authorization: `Bearer ${TOKEN}`,
      "content-type": "application/json",
      "user-agent": expect.stringContaining("pulumi-cloudflare-sharing"),
    });
  });

  test("or the key and the e-mail", async () => {
    const server = await startHostileServer(result(share));
    const { client } = clientFor(server, { kind: "key", key: "k", email: "a@example.com" });
    await client.send(get);
    expect(server.seen[0]?.headers).toMatchObject({ "x-auth-key": "k", "x-auth-email": "a@example.com" });
    expect(server.seen[0]?.headers.authorization).toBeUndefined();
  });

  test("204 has no body and no result", async () => {
    const { client } = await bench(text(204, ""));
    expect(await client.send({ method: "PUT", path: "/x", body: [], read: () => undefined })).toBeUndefined();
  });

  test("has a time limit", async () => {
    const { client, clock } = await bench(result(share));
    await client.send(get);
    expect(clock.attemptLimits).toEqual([30_000]);
  });

  test("tells Cloudflare's time from ours", async () => {
    const { client, clock } = await bench((response) => {
      response.setHeader("Date", new Date(clock.now() + 3_600_000).toUTCString());
      response.end(JSON.stringify({ success: true, result: share }));
    });
    expect(client.serverNow()).toBe(clock.now());
    await client.send(get);
    expect(Math.abs(client.serverNow() - clock.now() - 3_600_000)).toBeLessThanOrEqual(1_000);
  });
});

describe("answers that are no answer are asked for again", () => {
  const broken: [string, Reply][] = [
    ["HTML", text(200, "<!DOCTYPE html><p>Just a moment…", { "content-type": "text/html" })],
    ["an error page", text(502, "<html><style>p{}</style><body>Bad gateway</body></html>")],
    ["nothing", text(200, "")],
    ["cut short", cutShort],
    ["a broken connection", breakOff],
    ["half of the JSON", text(200, '{"success":true,"resu')],
    ["no envelope", json(200, [share])],
    ["null", json(200, null)],
    ["a share without an id", result({ name: "n", status: "active" })],
    ["a list instead of a share", result([share])],
    ["null instead of a share", result(null)],
    ["no result", json(200, { success: true })],
    ["500", refusal(500, 10001, "Internal error")],
    ["503 without a body", text(503, "")],
    ["408", refusal(408, 1001, "timeout")],
    ["425", refusal(425, 1001, "too early")],
  ];

  test.each(broken)("%s", async (_, reply) => {
    const { client, server, clock } = await bench(reply, result(share));
    expect(await client.send(get)).toMatchObject(share);
    expect(server.seen).toHaveLength(2);
    expect(clock.sleeps).toHaveLength(1);
  });

  test("until the budget is spent, and then the last one is told", async () => {
    const { client, server } = await bench(
      text(502, "<html><head><style>p{color:red}</style></head><p>Bad gateway</p></html>", {
        "cf-ray": "8f-LOC",
      }),
    );
    const error = await failureOf<BrokenAnswer>(client.send(get));
    expect(error).toBeInstanceOf(BrokenAnswer);
    expect(error).toMatchObject({ kind: "malformed", status: 502, cfRay: "8f-LOC" });
    expect(error.message).toMatch(/502 .*: Bad gateway$/);
    expect(server.seen).toHaveLength(maxFaults);
  });

  test("an answer that never comes", async () => {
    const { client, clock, server } = await bench(() => clock.timeOut(), result(share));
    expect(await client.send(get)).toMatchObject(share);
    expect(server.seen).toHaveLength(2);
    const never = await bench(() => never.clock.timeOut());
    expect((await failureOf(never.client.send(get))).message).toMatch(/did not answer within 30 s/);
  });

  test("nobody there", async () => {
    const { client, clock } = clientFor({ url: "http://127.0.0.1:1" });
    const error = await failureOf<BrokenAnswer>(client.send(get));
    expect(error).toMatchObject({
      kind: "unreachable",
      message: "127.0.0.1:1 can't be reached (ECONNREFUSED)",
    });
    expect(clock.sleeps).toHaveLength(maxFaults - 1);
  });

  test("deep nesting and a long list are read", async () => {
    const deep = `{"success":true,"result":{"id":"5f","name":"n","status":"active","tags":${"[".repeat(5_000)}${"]".repeat(5_000)}}}`;
    const { client } = await bench(text(200, deep));
    expect((await client.send(get)).id).toBe("5f");
    const many = await bench(result(Array.from({ length: 50_000 }, (_, i) => ({ ...share, id: `${i}` }))));
    const list = await many.client.send({ method: "GET", path: "/shares", read: readShares });
    expect(list).toHaveLength(50_000);
  });
});

describe("a no is a no", () => {
  test.each([400, 401, 403, 404, 409, 422])("%d: one request, and Cloudflare's words", async (status) => {
    const { client, server } = await bench(refusal(status, 1001, "because", { "cf-ray": "8f-LOC" }));
    const error = await failureOf<ApiError>(client.send(get));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status, cfRay: "8f-LOC", faults: [{ code: 1001, message: "because" }] });
    expect(server.seen).toHaveLength(1);
  });

  test("a no in an answer of 200", async () => {
    const { client } = await bench(refusal(200, 1004, "not found"));
    expect(await failureOf<ApiError>(client.send(get))).toMatchObject({ status: 200, isMissing: false });
  });

  test("404 with code 1004 and without a result is missing at the first request", async () => {
    const { client, server } = await bench(
      json(404, { success: false, errors: [{ code: 1004, message: "share not found" }] }),
    );
    expect(await failureOf<ApiError>(client.send(get))).toMatchObject({ status: 404, isMissing: true });
    expect(server.seen).toHaveLength(1);
  });

  test("a 404 page proves nothing", async () => {
    const { client } = await bench(text(404, "<h1>Not found</h1>"));
    expect(await failureOf(client.send(get))).toMatchObject({ status: 404, isMissing: false });
  });

  const pages: [string, Reply][] = [
    ["a page", text(400, "<html><title>400 Bad Request</title></html>")],
    ["text", text(403, "error code: 1010")],
    ["errors as texts", json(400, { success: false, errors: ["no such account"], result: null })],
    ["errors as an object", json(400, { success: false, errors: {}, result: null })],
    ["an error alone", json(400, { error: "no such account" })],
    ["a proxy's", text(407, "<html>")],
    ["nothing", text(404, "")],
  ];

  test.each(pages)("%s, sent once", async (_, reply) => {
    for (const request of [get, post(), { ...get, method: "PUT" as const }]) {
      const { client, server, clock } = await bench(reply);
      expect(await failureOf(client.send(request))).toBeInstanceOf(ApiError);
      expect(server.seen).toHaveLength(1);
      expect(clock.sleeps).toEqual([]);
    }
  });
});

describe("a redirect is not followed", () => {
  test("and the other host gets neither a request nor the token", async () => {
    const other = await startHostileServer(result(share));
    for (const status of [301, 302, 303, 307, 308]) {
      for (const request of [get, post(async () => found)]) {
        const { client, server } = await bench(
          text(status, "", { location: `${other.url}/share?t=${TOKEN}` }),
        );
        const error = await failureOf<BrokenAnswer>(client.send(request));
        expect(error).toMatchObject({ kind: "redirect", status });
        expect(error.message).not.toContain(TOKEN);
        expect(server.seen).toHaveLength(1);
      }
    }
    expect(other.seen).toEqual([]);
  });
});

describe("the request limit", () => {
  test("429 waits as Retry-After says, and the user knows why", async () => {
    const { client, clock, said } = await bench(
      refusal(429, 10013, "Rate limited", { "Retry-After": "300" }),
      result(share),
    );
    const before = clock.now();
    await client.send(get);
    expect(clock.now() - before).toBe(300_000);
    expect(said).toEqual(
      ["5 min", "4 min", "3 min", "2 min", "60 s"].map((left) => expect.stringContaining(left)),
    );
  });

  test("Retry-After as a date is read by the server's own clock", async () => {
    const at = Date.parse("2020-01-01T00:00:00Z");
    const { client, clock } = await bench(
      refusal(429, 10013, "Rate limited", {
        Date: new Date(at).toUTCString(),
        "Retry-After": new Date(at + 120_000).toUTCString(),
      }),
      result(share),
    );
    const before = clock.now();
    await client.send(get);
    expect(clock.now() - before).toBe(120_000);
  });

  test.each([
    ["without Retry-After", {}],
    ["with a Retry-After that says nothing", { "Retry-After": "soon" }],
  ])("429 without a body, %s, is waited for as a lock-out, also for a POST", async (_, headers) => {
    for (const request of [get, post()]) {
      const { client, clock, server } = await bench(text(429, "", headers), result(share));
      const before = clock.now();
      expect(await client.send(request)).toMatchObject(share);
      expect(server.seen).toHaveLength(2);
      expect(clock.now() - before).toBeGreaterThanOrEqual(60_000);
    }
  });

  test("429 without Retry-After waits for the end of the window that let least through", async () => {
    const headers = { Ratelimit: '"default";r=0;t=217, "burst";r=9;t=1' };
    const { client, clock } = await bench(refusal(429, 10013, "Rate limited", headers), result(share));
    const before = clock.now();
    await client.send(get);
    expect(clock.now() - before).toBe(217_000);
  });

  test.each(["0", "-5", "1.5", "Thu, 01 Jan 2015 00:00:00 GMT"])(
    "429 with Retry-After %s is not asked again sooner than with backoff",
    async (value) => {
      const { client, clock, server } = await bench(
        refusal(429, 10013, "Rate limited", { "Retry-After": value }),
      );
      const before = clock.now();
      await failureOf(client.send(get));
      expect(server.seen).toHaveLength(maxThrottles + 1);
      expect(clock.now() - before).toBeGreaterThanOrEqual(45_000);
    },
  );

  test("429 that tells nothing is waited for as long as a lock-out lasts before the run gives up", async () => {
    const { client, clock } = await bench(text(429, ""));
    const before = clock.now();
    await failureOf(client.send(get));
    expect(clock.now() - before).toBeGreaterThanOrEqual(300_000);
  });

  test("while one waits nobody else asks", async () => {
    const times: number[] = [];
    const note =
      (reply: Reply): Reply =>
      (response, request) => {
        times.push(clock.now());
        reply(response, request);
      };
    const { client, clock } = await bench(
      note(refusal(429, 10013, "Rate limited", { "Retry-After": "60" })),
      note(result(share)),
    );
    await Promise.all([client.send(get), client.send(get), client.send(get)]);
    expect(times).toHaveLength(4);
    const [first = 0, ...later] = times;
    for (const at of later) expect(at - first).toBeGreaterThanOrEqual(60_000);
  });

  test("and not for ever", async () => {
    const { client, server } = await bench(refusal(429, 10013, "Rate limited", { "Retry-After": "1" }));
    expect(await failureOf<ApiError>(client.send(get))).toMatchObject({ status: 429 });
    expect(server.seen).toHaveLength(maxThrottles + 1);
  });

  test("throttles do not use up the patience with faults", async () => {
    const limited = refusal(429, 10013, "Rate limited", { "Retry-After": "1" });
    const broken = text(500, "");
    const { client } = await bench(...Array(5).fill(limited), ...Array(6).fill(broken), result(share));
    expect(await client.send(get)).toMatchObject(share);
  });
});

describe("many requests at once", () => {
  /** Each answer takes its time by a clock that knows who else waits. */
  function benchOf(
    answerOf: (n: number) => { ms: number; status?: number; headers?: Record<string, string> },
  ) {
    const clock = new EventClock();
    const said: string[] = [];
    let sent = 0;
    const transport: Transport = async () => {
      const { ms, status = 200, headers = {} } = answerOf(sent++);
      await clock.sleep(ms);
      const body = status === 200 ? { success: true, result: share } : { success: false, errors: [] };
      const all: Record<string, string> = { ratelimit: '"default";r=1000;t=200', ...headers };
      return { status, text: JSON.stringify(body), header: (name) => all[name] ?? null };
    };
    const settings = { credentials: { kind: "token", token: TOKEN }, baseUrl: "https://x.example" } as const;
    const client = new CloudflareClient(settings, { clock, transport, say: (line) => said.push(line) });
    return { clock, client, said, sent: () => sent };
  }

  test("one that hangs does not hold the others back", async () => {
    const { clock, client } = benchOf((n) => ({ ms: n === 0 ? 30_000 : 50 }));
    const times: number[] = [];
    const send = () => client.send(get).then(() => times.push(clock.now()));
    await clock.run(Promise.all(Array.from({ length: 9 }, send)));
    expect(times.at(-1)).toBe(30_000);
    expect(times.slice(0, -1).filter((at) => at > 1_200)).toEqual([]);
  });

  test("a lock-out that they meet together is told once, and waited out", async () => {
    const limited = { ms: 50, status: 429, headers: { "retry-after": "30" } };
    const { clock, client, said, sent } = benchOf((n) => (n >= 1 && n <= 8 ? limited : { ms: 50 }));
    await clock.run(client.send(get));
    await clock.run(Promise.all(Array.from({ length: 8 }, () => client.send(get))));
    expect(said).toEqual([expect.stringMatching(/request limit is used up: going on in 30 s$/)]);
    expect(sent()).toBe(1 + 8 + 8);
    expect(clock.now()).toBe(50 + 50 + 30_000 + 100);
  });
});

describe("a POST that may be committed", () => {
  const ambiguous: [string, Reply][] = [
    ["a broken connection", breakOff],
    ["an answer cut short", cutShort],
    ["an empty answer", text(200, "")],
    ["HTML", text(502, "<html>")],
    ["500", refusal(500, 10001, "Internal error")],
    ["408", refusal(408, 1001, "timeout")],
    ["a page", text(200, "<html>")],
  ];
  /** The API says that it was carried out, and not what it made. */
  const done: [string, Reply][] = [
    ["an unreadable result", result({ id: null })],
    ["204", text(204, "")],
    ["201 without a body", text(201, "")],
    ["201 cut short", cutShortAt(201)],
    ["no result", json(201, { success: true })],
    ["200 without a result", json(200, { success: true, result: null })],
  ];

  test.each(done)("%s: looked for until it is there, and not sent again", async (_, reply) => {
    const { client, server } = await bench(reply, result(share));
    let looks = 0;
    const find = async () => (++looks < maxFaults ? undefined : found);
    expect(await client.send(post(find))).toBe(found);
    expect(methodsOf(server)).toEqual(["POST"]);
  });

  test.each(done)("%s: never there, an error, and not sent again", async (_, reply) => {
    const { client, server } = await bench(reply, result(share));
    const looks = jest.fn(async () => undefined);
    const error = await failureOf<BrokenAnswer>(client.send(post(looks)));
    expect(error).toMatchObject({ name: "BrokenAnswer", kind: "done" });
    expect(looks).toHaveBeenCalledTimes(maxFaults);
    expect(methodsOf(server)).toEqual(["POST"]);
  });

  test.each([...ambiguous, ...done])("%s: found, hence taken without a second POST", async (_, reply) => {
    const { client, server } = await bench(reply);
    expect(await client.send(post(async () => found))).toBe(found);
    expect(methodsOf(server)).toEqual(["POST"]);
  });

  test.each(ambiguous)("%s: not found, hence sent again", async (_, reply) => {
    const { client, server } = await bench(reply, result(share));
    let looks = 0;
    const find = async () => {
      looks++;
      return undefined;
    };
    expect(await client.send(post(find))).toMatchObject(share);
    expect(methodsOf(server)).toEqual(["POST", "POST"]);
    expect(looks).toBe(1);
  });

  test.each([...ambiguous, ...done])("%s: without a way to look it is not sent again", async (_, reply) => {
    const { client, server } = await bench(reply, result(share));
    await failureOf(client.send(post()));
    expect(methodsOf(server)).toEqual(["POST"]);
  });

  test("an answer that never came: a look", async () => {
    const { client, clock, server } = await bench(() => clock.timeOut());
    expect(await client.send(post(async () => found))).toBe(found);
    expect(methodsOf(server)).toEqual(["POST"]);
  });

  test("looks before every further POST", async () => {
    const { client, server } = await bench(breakOff, breakOff, result(share));
    const order: string[] = [];
    const find = async () => {
      order.push(`look after ${server.seen.length}`);
      return undefined;
    };
    await client.send(post(find));
    expect(order).toEqual(["look after 1", "look after 2"]);
  });

  test("a look that fails ends it: sending again would be blind", async () => {
    const { client, server } = await bench(breakOff, result(share));
    const error = await failureOf(client.send(post(() => Promise.reject(new Error("can't look")))));
    expect(error.message).toBe("can't look");
    expect(methodsOf(server)).toEqual(["POST"]);
  });

  const pages: [string, Reply][] = [
    ["HTML", text(403, "<html>")],
    ["text", text(400, "no")],
  ];

  test.each(pages)(
    "a refusal that is not the API's, %s: found, or told, and never sent again",
    async (_, page) => {
      const looks = jest.fn<Promise<ShareWire | undefined>, []>(async () => undefined);
      const { client, server } = await bench(page, page);
      expect(await client.send(post(async () => found))).toBe(found);
      expect(await failureOf(client.send(post(looks)))).toBeInstanceOf(ApiError);
      expect(looks).toHaveBeenCalledTimes(1);
      expect(methodsOf(server)).toEqual(["POST", "POST"]);
    },
  );

  test("a look after such a refusal that fails: the refusal is told", async () => {
    const { client } = await bench(text(403, "blocked by policy 7"));
    const error = await failureOf(client.send(post(() => Promise.reject(new Error("can't look")))));
    expect(describeFailure("creating", error).message).toContain("blocked by policy 7");
  });

  test("one that surely was not carried out needs no look", async () => {
    const look = jest.fn(async () => found);
    const { client, server } = await bench(refusal(425, 1001, "too early"), result(share));
    expect(await client.send(post(look))).toMatchObject(share);
    expect(methodsOf(server)).toEqual(["POST", "POST"]);
    expect(look).not.toHaveBeenCalled();
  });
});

describe("secrets", () => {
  const shown = (error: Error) =>
    [
      error.message,
      error.stack,
      String(error),
      JSON.stringify(error),
      inspect(error, { depth: 20, showHidden: true }),
      ...(error.cause instanceof Error
        ? [inspect(error.cause, { depth: 20 }), JSON.stringify(error.cause)]
        : []),
    ].join("\n");

  /** A server that says the credentials back wherever it can. */
  const echoes: [string, (secret: string) => Reply][] = [
    ["a message", (secret) => refusal(403, 10000, `token ${secret} is wrong (${secret})`)],
    [
      "a pointer",
      (secret) =>
        json(400, {
          success: false,
          errors: [{ code: 1001, message: "wrong", source: { pointer: `/recipients/${secret}` } }],
          result: null,
        }),
    ],
    ["cf-ray", (secret) => refusal(400, 1001, "wrong", { "cf-ray": secret })],
    ["HTML", (secret) => text(400, `<html><body>Your header was ${secret}</body></html>`)],
    ["HTML that is cut within it", (secret) => text(400, `${"x".repeat(80 - 12)}${secret}`)],
    ["JSON that is no envelope", (secret) => json(400, { headers: { authorization: `Bearer ${secret}` } })],
    ["a location", (secret) => text(302, "", { location: `https://evil.example.com/?${secret}` })],
    ["an unexpected result", (secret) => json(200, { success: true, result: { id: "5f", name: secret } })],
  ];

  test.each(echoes)("%s that says the token back", async (_, reply) => {
    const { client, said } = await bench(reply(TOKEN));
    const error = await failureOf(client.send(get));
    const described = describeFailure("reading share 5f", error, { recipients: [] });
    const all = `${shown(error)}\n${shown(described)}\n${said.join("\n")}`;
    // Not a part of it either.
    expect(all.includes(TOKEN.slice(0, 8))).toBe(false);
  });

  test.each(echoes)("%s that says the key and the e-mail back", async (_, reply) => {
    for (const secret of ["k3y-k3y-k3y-k3y-k3y", "some.person@example.com"]) {
      const server = await startHostileServer(reply(secret));
      const { client } = clientFor(server, {
        kind: "key",
        key: "k3y-k3y-k3y-k3y-k3y",
        email: "some.person@example.com",
      });
      const error = await failureOf(client.send(get));
      const all = `${shown(error)}\n${shown(describeFailure("reading", error))}`;
      expect(all.includes(secret.slice(0, 8))).toBe(false);
    }
  });

  test.each([
    ["a broken connection", breakOff],
    ["an answer cut short", cutShort],
  ] as [string, Reply][])("%s", async (_, reply) => {
    const { client } = await bench(reply);
    const error = await failureOf(client.send(get));
    expect(shown(describeFailure("reading", error))).not.toContain(TOKEN.slice(0, 8));
  });

  test("not in what the person who waits is told", async () => {
    const { client, said } = await bench(refusal(429, 10013, TOKEN, { "Retry-After": "2" }), result(share));
    await client.send(get);
    expect(said.join()).not.toContain(TOKEN);
  });
});

test("https to a server that speaks none of it gives up without sending the token", async () => {
  const received: Buffer[] = [];
  const plain = createServer((socket) => {
    socket.on("data", (data) => {
      received.push(data);
      socket.end("HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    socket.on("error", () => undefined);
  });
  plain.listen(0, "127.0.0.1");
  await once(plain, "listening");
  const { port } = plain.address() as { port: number };
  const { client } = clientFor({ url: `https://127.0.0.1:${port}` });
  expect(await failureOf(client.send(get))).toBeInstanceOf(BrokenAnswer);
  expect(Buffer.concat(received).toString("latin1")).not.toContain(TOKEN);
  plain.close();
});
