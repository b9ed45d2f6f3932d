import { createServer as createPlainServer, type RequestListener } from "node:http";
import { createServer, type ServerOptions } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { gzipSync } from "node:zlib";
import { CloudflareClient, type Request } from "../../../../provider/api/client";
import { type ApiError, BrokenAnswer } from "../../../../provider/api/errors";
import { LastingFault } from "../../../../provider/api/networkFault";
import type { Environment } from "../../../../provider/api/proxy";
import { maxFaults } from "../../../../provider/api/retry";
import { ifAny, readShare, type ShareWire } from "../../../../provider/api/wire";
import { Lookups } from "../../../../provider/lookup/lookups";
import { ProviderProcess } from "../../../../provider/process";
import { cli } from "../../cli/support";
import { certificate, key } from "../../local/selfSigned";
import { type ConnectProxyOptions, startConnectProxy } from "../../support/connectProxy";
import { FakeClock } from "../../support/fakeClock";
import { privateCertificate, privateKey, privateName } from "../../support/privateName";
import { failureOf } from "../../support/sharing";
import { startSocksProxy } from "../../support/socksProxy";
import { trust } from "../../support/trust";
import { authority, weakCertificate } from "../../support/weakSignature";

const share = { id: "5f", name: "n", status: "active" };
const answer = JSON.stringify({ success: true, result: share });
const get: Request<ShareWire> = { method: "GET", path: "/share", read: readShare };
const post: Request<ShareWire> = { ...get, method: "POST", body: {} };

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all(cleanups.splice(0).map((clean) => clean()));
});

async function listen(server: Server & { closeAllConnections?: () => void }): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections?.();
      }),
  );
  return (server.address() as AddressInfo).port;
}

const say: RequestListener = (_, response) => response.end(answer);
const named = { key: privateKey, cert: privateCertificate };
const local = { key, cert: certificate };
const listenTls = (options: ServerOptions, handle = say) => listen(createServer(options, handle));

function clientFor(baseUrl: string, env: Environment = {}) {
  const clock = new FakeClock();
  const credentials = { kind: "token", token: "a-token" } as const;
  return { clock, client: new CloudflareClient({ credentials, baseUrl }, { clock, env }) };
}

/** Whatever is said to it, it says this one thing. */
const listenRaw = (words: string | Buffer, after: "end" | "write" = "end") =>
  listen(
    createTcpServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => socket[after](words));
    }),
  );

/** How the request fails, and how often it was tried. */
async function failing(baseUrl: string, env?: Environment, request = get) {
  const { clock, client } = clientFor(baseUrl, env);
  const error = await failureOf<BrokenAnswer>(client.send(request));
  return { error, message: error.message, tries: clock.attemptLimits.filter((ms) => ms === 30_000).length };
}

describe("behind a proxy", () => {
  async function bench(options: ConnectProxyOptions = {}, target: ServerOptions = named) {
    trust(privateCertificate);
    const proxy = await startConnectProxy(options);
    cleanups.push(proxy.close);
    const port = await listenTls(target);
    return { proxy, url: `https://${privateName}:${port}`, host: `${privateName}:${port}` };
  }

  test("a name that resolves there alone is reached, over one tunnel for all requests", async () => {
    const { proxy, url, host } = await bench();
    for (const variable of ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]) {
      const { client } = clientFor(url, { [variable]: `http://127.0.0.1:${proxy.port}` });
      expect(await client.send(get)).toMatchObject(share);
      expect(await client.send(post)).toMatchObject(share);
      expect(proxy.asked.splice(0)).toEqual([host]);
    }
  });

  test("with a user name and a password, percent-encoded or not", async () => {
    const { proxy, url } = await bench({ credentials: "jo e:p@ss%" });
    const { client } = clientFor(url, { HTTPS_PROXY: `http://jo%20e:p%40ss%25@127.0.0.1:${proxy.port}` });
    expect(await client.send(get)).toMatchObject(share);
    const plain = await bench({ credentials: "joe:100%" });
    const other = clientFor(plain.url, { HTTPS_PROXY: `http://joe:100%@127.0.0.1:${plain.proxy.port}` });
    expect(await other.client.send(get)).toMatchObject(share);
  });

  test("that speaks TLS itself", async () => {
    const { proxy, url, host } = await bench({ tls: local });
    trust(certificate, privateCertificate);
    const { client } = clientFor(url, { HTTPS_PROXY: `https://127.0.0.1:${proxy.port}` });
    expect(await client.send(get)).toMatchObject(share);
    expect(proxy.asked).toEqual([host]);
  });

  test("that speaks SOCKS, which resolves the name", async () => {
    const { url, host } = await bench();
    const proxy = await startSocksProxy();
    cleanups.push(proxy.close);
    const { client } = clientFor(url, { ALL_PROXY: `socks5h://127.0.0.1:${proxy.port}` });
    expect(await client.send(get)).toMatchObject(share);
    expect(await client.send(get)).toMatchObject(share);
    expect(proxy.asked).toEqual([host]);
  });

  test("for the provider, the functions and the command line alike", async () => {
    const { proxy, url, host } = await bench({ status: 403 });
    const accountId = "a".repeat(32);
    const env = {
      CLOUDFLARE_BASE_URL: url,
      CLOUDFLARE_API_TOKEN: "a-token",
      CLOUDFLARE_ACCOUNT_ID: accountId,
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
    };
    const options = { env, clock: new FakeClock() };
    const refused = /refuses to connect to api.behind.invalid/;
    await expect(new ProviderProcess(options).get().client.send(get)).rejects.toThrow(refused);
    const noStack = { get: () => undefined };
    await expect(new Lookups(options).getShares({ accountId }, noStack)).rejects.toThrow(refused);
    expect(await cli(["list"], env)).toMatchObject({ code: 1, stderr: expect.stringMatching(refused) });
    expect(proxy.asked).toEqual([host, host, host]);
  });

  test("that wants other credentials: asked once, and neither name nor password is shown", async () => {
    const { proxy, url } = await bench({ credentials: "joe:right" });
    const address = `127.0.0.1:${proxy.port}`;
    const { error, message, tries } = await failing(url, { HTTPS_PROXY: `http://joe:s3cret@${address}` });
    expect(error).toBeInstanceOf(LastingFault);
    expect(message).toBe(
      `the proxy http://${address} (HTTPS_PROXY) refuses its user name or password (407): write it as http://USER:PASSWORD@HOST:PORT, each percent-encoded`,
    );
    expect([tries, proxy.asked.length]).toEqual([1, 1]);
    expect(JSON.stringify([error, error.stack])).not.toMatch(/joe|s3cret/);
  });

  test("that does not let anybody through to there: asked once", async () => {
    const { proxy, url, host } = await bench({ status: 403 });
    const { message, tries } = await failing(url, { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` });
    expect(message).toMatch(new RegExp(`^the proxy http://127.* refuses to connect to ${host} \\(403\\)$`));
    expect(tries).toBe(1);
  });

  test("that wants credentials, and got none", async () => {
    const { proxy, url } = await bench({ credentials: "joe:right" });
    const address = `127.0.0.1:${proxy.port}`;
    const { message, tries } = await failing(url, { HTTPS_PROXY: `http://${address}` });
    expect(message).toBe(
      `the proxy http://${address} (HTTPS_PROXY) wants a user name and password (407): write it as http://USER:PASSWORD@HOST:PORT, each percent-encoded`,
    );
    expect(tries).toBe(1);
  });

  test.each([201, 299])("that says %d, which is a tunnel as any 2xx", async (status) => {
    const { proxy, url } = await bench({ status });
    const { client } = clientFor(url, { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` });
    expect(await client.send(get)).toMatchObject(share);
  });

  test.each([408, 425, 429])("that says %d: asked again", async (status) => {
    const { proxy, url } = await bench({ status });
    const find = jest.fn(async () => undefined);
    const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
    const { error, message, tries } = await failing(url, env, { ...post, find });
    expect(error).toMatchObject({ kind: "unreachable" });
    expect(message).toMatch(new RegExp(` can't connect to .* \\(${status}\\)$`));
    expect([tries, find.mock.calls.length]).toEqual([maxFaults, 0]);
  });

  test.each(["garbage\r\n\r\n", "HTTP/1.1 abc def\r\n\r\n", "HTTP/1.1 200 OK\r\nnonsense\r\n\r\n"])(
    "that answers %j: asked once, and named",
    async (words) => {
      const { proxy, url } = await bench({ words });
      const { error, message, tries } = await failing(url, { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` });
      expect(error).toBeInstanceOf(LastingFault);
      expect(message).toBe(
        `the proxy http://127.0.0.1:${proxy.port} (HTTPS_PROXY) does not answer as such a proxy: look at its scheme and its port`,
      );
      expect(tries).toBe(1);
    },
  );

  test("that answers with a page in place of a tunnel", async () => {
    const words = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>";
    const { proxy, url, host } = await bench({ words });
    const find = jest.fn(async () => undefined);
    const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
    const { error, message } = await failing(url, env, { ...post, find });
    expect(error).toMatchObject({ kind: "unreachable" });
    expect(message).toBe(
      `${host} can't be reached, by the proxy http://127.0.0.1:${proxy.port} (HTTPS_PROXY): it answers with a page in place of a tunnel`,
    );
    expect(find).not.toHaveBeenCalled();
  });

  const replyOf = (code: number) => [5, code, 0, 1, 0, 0, 0, 0, 0, 0];
  const socks: [string, number[][], string, number][] = [
    [
      "a wrong password",
      [
        [5, 2],
        [1, 1],
      ],
      "refuses its user name or password (AUTHENTICATION): ",
      1,
    ],
    ["no method", [[5, 255]], "refuses its user name or password (AUTHENTICATION): ", 1],
    ["its rules", [[5, 0], replyOf(2)], "refuses to connect to api.behind.invalid (NotAllowed)", 1],
    ["a command", [[5, 0], replyOf(7)], "refuses to connect to api.behind.invalid (CommandNotSupported)", 1],
    ["an address", [[5, 0], replyOf(8)], "refuses to connect to api.behind.invalid (AddressNotSupported)", 1],
    ["another protocol", [[72, 84, 84, 80]], "does not answer as such a proxy: look at its scheme", 1],
    ["its own trouble", [[5, 0], replyOf(1)], "can't connect to api.behind.invalid (Failure)", maxFaults],
    ["the net", [[5, 0], replyOf(3)], "can't connect to api.behind.invalid (NetworkUnreachable)", maxFaults],
    ["the host", [[5, 0], replyOf(4)], "can't connect to api.behind.invalid (HostUnreachable)", maxFaults],
    ["the port", [[5, 0], replyOf(5)], "can't connect to api.behind.invalid (ConnectionRefused)", maxFaults],
    ["the way", [[5, 0], replyOf(6)], "can't connect to api.behind.invalid (TTLExpired)", maxFaults],
    [
      "no reason known",
      [[5, 0], replyOf(99)],
      "can't connect to api.behind.invalid (UnknownReply)",
      maxFaults,
    ],
  ];
  test.each(socks)("that speaks SOCKS and refuses for %s", async (_, replies, told, times) => {
    const proxy = await startSocksProxy(replies);
    cleanups.push(proxy.close);
    const address = `127.0.0.1:${proxy.port}`;
    const find = jest.fn(async () => undefined);
    const env = { ALL_PROXY: `socks5h://joe:s3cret@${address}` };
    const { error, message, tries } = await failing(`https://${privateName}`, env, { ...post, find });
    expect(error.kind).toBe("unreachable");
    expect(message).toContain(`the proxy socks5h://${address} (ALL_PROXY) ${told}`);
    expect([tries, find.mock.calls.length]).toEqual([times, 0]);
    expect(JSON.stringify([error, error.stack])).not.toMatch(/joe|s3cret/);
  });

  test("that speaks SOCKS, by a password with a % that stands for itself", async () => {
    const proxy = await startSocksProxy([[5, 2], [1, 0], replyOf(2)]);
    cleanups.push(proxy.close);
    const env = { ALL_PROXY: `socks5h://joe:100%@127.0.0.1:${proxy.port}` };
    expect((await failing(`https://${privateName}`, env)).message).toMatch(/ refuses to connect to /);
  });

  test("that speaks SOCKS and wants credentials, which it gets none of, or is not there", async () => {
    const proxy = await startSocksProxy([[5, 255]]);
    const env = { ALL_PROXY: `socks5h://127.0.0.1:${proxy.port}` };
    const { message, tries } = await failing(`https://${privateName}`, env);
    expect(message).toMatch(
      / wants a user name and password \(AUTHENTICATION\): write it as socks5h:\/\/USER:PASSWORD@HOST:PORT/,
    );
    await proxy.close();
    const gone = await failing(`https://${privateName}`, env);
    expect(gone.message).toMatch(/ does not connect \(ECONNREFUSED\)$/);
    expect([tries, gone.tries]).toEqual([1, maxFaults]);
  });

  test("that can't get there now: asked again, also for a POST, which was surely not sent", async () => {
    const { proxy, url } = await bench({ status: 502 });
    const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
    const { error, message, tries } = await failing(url, env, post);
    expect(error).toMatchObject({ kind: "unreachable" });
    expect(message).toContain("can't connect to");
    expect([tries, proxy.asked.length]).toEqual([maxFaults, maxFaults]);
  });

  test("that is not there", async () => {
    const { proxy, url, host } = await bench();
    await proxy.close();
    const env = { all_proxy: `http://joe:s3cret@127.0.0.1:${proxy.port}` };
    const { error, message } = await failing(url, env, post);
    expect(error).toMatchObject({ kind: "unreachable" });
    expect(message).toBe(
      `${host} can't be reached: the proxy http://127.0.0.1:${proxy.port} (all_proxy) does not connect (ECONNREFUSED)`,
    );
  });

  test("that never answers: the time limit ends the request, and the connection with it", async () => {
    const limits: (() => void)[] = [];
    const { proxy, url } = await bench({ hang: () => limits.shift()?.() });
    const { client, clock } = clientFor(url, { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` });
    for (let n = 0; n < maxFaults; n++) limits.push(() => clock.timeOut());
    const { message } = await failureOf(client.send(get));
    expect(message).toMatch(/ did not answer within 30 s, by the proxy http:\/\/127.* \(HTTPS_PROXY\)$/);
    await proxy.idle();
  });

  test("whose address is none: not tried", async () => {
    const { error, message, tries } = await failing("https://x.invalid", { HTTPS_PROXY: "ftp://u:s3cret@x" });
    expect(error).toBeInstanceOf(LastingFault);
    expect(message).toBe("HTTPS_PROXY is not a proxy's address: it is written as http://HOST:PORT");
    expect(tries).toBe(0);
  });

  test("whose TLS this machine doesn't trust, or that speaks none", async () => {
    const secure = await bench({ tls: local });
    const untrusted = await failing(secure.url, { HTTPS_PROXY: `https://127.0.0.1:${secure.proxy.port}` });
    expect(untrusted.message).toMatch(
      /^the proxy https:.* shows a certificate that is not trusted \(DEPTH_ZERO/,
    );
    const plain = await bench();
    const mistaken = await failing(plain.url, { HTTPS_PROXY: `https://127.0.0.1:${plain.proxy.port}` });
    expect(mistaken.message).toMatch(/^the proxy https:\/\/127.* \(HTTPS_PROXY\) does not speak TLS: /);
    expect([untrusted.tries, mistaken.tries]).toEqual([1, 1]);
  });

  test("when one is set but does not apply, the error of a name that is not found says so", async () => {
    const env = { HTTPS_PROXY: "http://joe:s3cret@proxy.invalid:1", NO_PROXY: "nowhere.invalid" };
    const excluded = await failing("https://nowhere.invalid", env);
    expect(excluded.message).toMatch(
      /^nowhere.invalid can't be reached \(E\w+\); HTTPS_PROXY is set, and NO_PROXY keeps nowhere.invalid from it$/,
    );
    const plain = await failing("https://nowhere.invalid", { HTTP_PROXY: "http://127.0.0.1:1" });
    expect(plain.message).toMatch(
      /\(E\w+\); HTTP_PROXY is set, which is for http alone: .* needs HTTPS_PROXY$/,
    );
  });
});

describe("TLS that can't work: tried once, and named", () => {
  test("https to a port of plain http", async () => {
    const port = await listen(createPlainServer(say));
    const { error, message, tries } = await failing(`https://127.0.0.1:${port}`, {}, post);
    expect(error).toBeInstanceOf(LastingFault);
    expect(message).toMatch(
      /^127.0.0.1:\d+ does not speak TLS: look at its port, and at https in CLOUDFLARE_BASE_URL/,
    );
    expect(tries).toBe(1);
  });

  test("http to a port of TLS", async () => {
    const port = await listenTls(local);
    const { message, tries } = await failing(`http://127.0.0.1:${port}`, {}, post);
    expect(message).toBe(
      `127.0.0.1:${port} speaks TLS, not plain http: write https:// in CLOUDFLARE_BASE_URL`,
    );
    expect(tries).toBe(1);
  });

  test("a plain connection that breaks is no port of TLS", async () => {
    const port = await listen(createPlainServer((request) => request.socket.destroy()));
    const { error, tries } = await failing(`http://127.0.0.1:${port}`);
    expect(error).not.toBeInstanceOf(LastingFault);
    expect(tries).toBe(maxFaults);
  });

  test("a server that has no later version than TLS 1.1", async () => {
    trust(certificate);
    const old = { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "ALL:@SECLEVEL=0" } as const;
    const port = await listenTls({ ...local, ...old });
    const { message, tries } = await failing(`https://127.0.0.1:${port}`);
    expect(message).toMatch(
      /^127.0.0.1:\d+ speaks no version of TLS that Node accepts, 1.2 or later: .*version\)$/,
    );
    expect(tries).toBe(1);
  });

  test("a server that wants a client's certificate", async () => {
    trust(certificate);
    for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
      const port = await listenTls({ ...local, maxVersion, requestCert: true, rejectUnauthorized: true });
      const { message, tries } = await failing(`https://127.0.0.1:${port}`);
      expect(message).toMatch(/ refuses the TLS connection: it may want a client certificate/);
      expect(tries).toBe(1);
    }
  });

  test("a POST that may have been sent before the server refused the certificate is looked for", async () => {
    trust(certificate);
    for (const [maxVersion, looks] of [
      ["TLSv1.2", 0],
      ["TLSv1.3", 1],
    ] as const) {
      const port = await listenTls({ ...local, maxVersion, requestCert: true, rejectUnauthorized: true });
      const find = jest.fn(async () => undefined);
      const { message, tries } = await failing(`https://127.0.0.1:${port}`, {}, { ...post, find });
      expect(message).toMatch(/ refuses the TLS connection: /);
      expect([tries, find.mock.calls.length]).toEqual([1, looks]);
    }
  });

  const alerts: [number, RegExp][] = [
    [42, / refuses the TLS connection: .* \(\S+ alert bad certificate\)$/],
    [47, / and Node agree on no TLS connection: something old or broken .* \(\S+ alert illegal parameter\)$/],
    [49, / refuses the TLS connection: .*access denied\)$/],
    [71, / and Node agree on no TLS connection: .*insufficient security\)$/],
    [86, / speaks no version of TLS that Node accepts, .*inappropriate fallback\)$/],
    [112, / has no certificate for this name: look at CLOUDFLARE_BASE_URL .*unrecognized name\)$/],
    [120, / and Node agree on no TLS connection: .*no application protocol\)$/],
  ];
  test.each(alerts)("the alert %d, as an answer to the first words", async (alert, told) => {
    const port = await listenRaw(Buffer.from([21, 3, 3, 0, 2, 2, alert]));
    const find = jest.fn(async () => undefined);
    const { error, message, tries } = await failing(`https://127.0.0.1:${port}`, {}, { ...post, find });
    expect(error).toBeInstanceOf(LastingFault);
    expect(message).toMatch(told);
    expect([tries, find.mock.calls.length]).toEqual([1, 0]);
  });

  test("but an internal error of the server's may pass", async () => {
    const port = await listenRaw(Buffer.from([21, 3, 3, 0, 2, 2, 80]));
    expect(await failing(`https://127.0.0.1:${port}`)).toMatchObject({ tries: maxFaults });
  });

  test("a certificate with a signature that is too weak", async () => {
    trust(authority);
    const weak = { key, cert: weakCertificate, ciphers: "DEFAULT:@SECLEVEL=0" };
    const { message, tries } = await failing(`https://127.0.0.1:${await listenTls(weak)}`);
    expect(message).toMatch(
      / not trusted \(CA signature digest algorithm too weak\): it, or one that it rests on, breaks a rule of TLS: /,
    );
    expect(tries).toBe(1);
  });

  test("a certificate that nobody trusts, and one for another name", async () => {
    const port = await listenTls(local);
    const untrusted = await failing(`https://127.0.0.1:${port}`);
    expect(untrusted.message).toMatch(/ not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\): .*NODE_EXTRA_CA_CERTS$/);
    trust(certificate);
    const other = await failing(`https://localhost:${port}`);
    expect(other.message).toMatch(/ not trusted \(ERR_TLS_CERT_ALTNAME_INVALID\): it is for another name: /);
    expect([untrusted.tries, other.tries]).toEqual([1, 1]);
  });
});

describe("HTTP that is none, or whose text can't be read", () => {
  test("a port of another protocol: tried once, and named", async () => {
    for (const greeting of ["SSH-2.0-OpenSSH_9.2\r\n", "\0\0\x12\x04\0\0\0\0\0"]) {
      const port = await listen(
        createTcpServer((socket) =>
          socket
            .on("error", () => {})
            .resume()
            .end(greeting),
        ),
      );
      const { error, message, tries } = await failing(`http://127.0.0.1:${port}`);
      expect(error).toBeInstanceOf(LastingFault);
      expect(message).toBe(`127.0.0.1:${port} does not speak HTTP: look at its port in CLOUDFLARE_BASE_URL`);
      expect(tries).toBe(1);
    }
  });

  const length = `Content-Length: ${answer.length}\r\n`;
  const malformed: [string, string][] = [
    ["HPE_CR_EXPECTED", `HTTP/1.1 200 OK\n${length}\r\n${answer}`],
    ["HPE_UNEXPECTED_CONTENT_LENGTH", `HTTP/1.1 200 OK\r\n${length}${length}\r\n${answer}`],
    [
      "HPE_INVALID_\\w+",
      `HTTP/1.1 200 OK\r\n${length}Transfer-Encoding: chunked\r\n\r\n${answer.length.toString(16)}\r\n${answer}\r\n0\r\n\r\n`,
    ],
    ["HPE_INVALID_HEADER_TOKEN", `HTTP/1.1 200 OK\r\nA B: c\r\n${length}\r\n${answer}`],
    ["HPE_INVALID_HEADER_TOKEN", `HTTP/1.1 200 OK\r\nA: b\0c\r\n${length}\r\n${answer}`],
    ["HPE_HEADER_OVERFLOW", `HTTP/1.1 200 OK\r\nA: ${"a".repeat(20_000)}\r\n${length}\r\n${answer}`],
  ];
  test.each(malformed)("%s: tried once, named, and a POST is looked for", async (code, words) => {
    const port = await listenRaw(words);
    const find = jest.fn(async () => undefined);
    const { error, message, tries } = await failing(`http://127.0.0.1:${port}`, {}, { ...post, find });
    expect(error).toBeInstanceOf(LastingFault);
    expect(message).toMatch(
      new RegExp(`^127.0.0.1:\\d+ sent a malformed HTTP answer \\(${code}\\), which Cloudflare does not$`),
    );
    expect([tries, find.mock.calls.length]).toEqual([1, 1]);
  });

  const switching = [
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    "HTTP/1.1 101 Switching Protocols\r\n\r\n",
  ];
  test.each(switching)("%j: no wait for an answer that never comes", async (words) => {
    for (const after of ["end", "write"] as const) {
      const port = await listenRaw(words, after);
      const find = jest.fn(async () => undefined);
      const { error, message, tries } = await failing(`http://127.0.0.1:${port}`, {}, { ...post, find });
      expect(error).toBeInstanceOf(LastingFault);
      expect(message).toBe(`127.0.0.1:${port} answers 101 (Switching Protocols), which nobody asked for`);
      expect([tries, find.mock.calls.length]).toEqual([1, 1]);
    }
  });

  const packed = gzipSync(answer);
  const whole: [string, Buffer][] = [
    ["with a length", Buffer.from(`${length}\r\n${answer}`)],
    [
      "in chunks",
      Buffer.from(
        `Transfer-Encoding: chunked\r\n\r\n${answer.length.toString(16)}\r\n${answer}\r\n0\r\n\r\n`,
      ),
    ],
    [
      "packed",
      Buffer.concat([
        Buffer.from(`Content-Encoding: gzip\r\nContent-Length: ${packed.length}\r\n\r\n`),
        packed,
      ]),
    ],
  ];
  test.each(whole)("a whole answer %s counts, whatever follows it", async (_, words) => {
    const port = await listenRaw(
      Buffer.concat([Buffer.from("HTTP/1.1 200 OK\r\n"), words, Buffer.from("and")]),
    );
    const { client, clock } = clientFor(`http://127.0.0.1:${port}`);
    expect(await client.send(get)).toMatchObject(share);
    expect(await client.send(post)).toMatchObject(share);
    expect(clock.attemptLimits).toHaveLength(2);
  });

  /** Says that its text is packed, which it isn't, or that more of it is to come. */
  const unreadable = (status: number, headers: Record<string, string>) =>
    listen(
      createPlainServer((_, response) => {
        response.writeHead(status, headers);
        response.write('{"success":true}', () => response.socket?.end());
      }),
    );
  const ways: Record<string, string>[] = [
    { "content-encoding": "gzip" },
    { "content-encoding": "br" },
    { "content-length": "1000" },
  ];

  test.each(ways)("%j: a no is a no all the same, and told by its status", async (headers) => {
    const port = await unreadable(403, headers);
    for (const method of ["GET", "POST", "DELETE"] as const) {
      const { error, tries } = await failing(`http://127.0.0.1:${port}`, {}, { ...get, method });
      expect(error).toMatchObject({ name: "ApiError", status: 403, author: "page" });
      expect((error as unknown as ApiError).faults[0]?.message).toMatch(
        /^a text that can't be read \(\w+\)$/,
      );
      expect(tries).toBe(1);
    }
  });

  test.each(ways)("%j: a change with success is done; a read or a POST has no answer", async (headers) => {
    const port = await unreadable(200, headers);
    const { client } = clientFor(`http://127.0.0.1:${port}`);
    for (const method of ["PUT", "DELETE"] as const)
      expect(await client.send({ ...get, method, read: ifAny(readShare) })).toBeUndefined();
    expect(await failing(`http://127.0.0.1:${port}`)).toMatchObject({ tries: maxFaults });
    const looks: (ShareWire | undefined)[] = [{ ...share, id: "found" } as ShareWire];
    expect(await client.send({ ...post, find: async () => looks.shift() })).toMatchObject({ id: "found" });
  });
});

describe("an answer larger than any of Cloudflare's", () => {
  const megabyte = 2 ** 20;

  test("packed: read once, and not to its end", async () => {
    const member = gzipSync(Buffer.alloc(64 * megabyte));
    // 1.3 GB, in 1.3 MB.
    const bomb = Buffer.concat(Array.from({ length: 20 }, () => member));
    const port = await listen(
      createPlainServer((_, response) => {
        response.writeHead(200, { "content-encoding": "gzip" });
        response.end(bomb);
      }),
    );
    const { error, message, tries } = await failing(`http://127.0.0.1:${port}`);
    expect(error).toMatchObject({ kind: "malformed" });
    expect(message).toMatch(/ sent more than 16 MB in one answer, which Cloudflare does not$/);
    expect(tries).toBe(1);
  });

  test("without an end: the connection is closed", async () => {
    let sent = 0;
    let closed: () => void;
    const isClosed = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const port = await listen(
      createPlainServer((_, response) => {
        const chunk = Buffer.alloc(megabyte, " ");
        const more = () => {
          while (!response.destroyed && response.write(chunk)) sent++;
        };
        response.on("drain", more).on("close", () => closed());
        more();
      }),
    );
    const { message, tries } = await failing(`http://127.0.0.1:${port}`);
    expect(message).toContain("more than 16 MB");
    expect(tries).toBe(1);
    await isClosed;
    expect(sent).toBeLessThan(64);
  });

  test("to a POST, which may have been carried out: looked for, and not sent again", async () => {
    let requests = 0;
    const port = await listen(
      createPlainServer((_, response) => {
        requests++;
        response.end(Buffer.alloc(17 * megabyte, " "));
      }),
    );
    const { client } = clientFor(`http://127.0.0.1:${port}`);
    const looks: (ShareWire | undefined)[] = [{ ...share, id: "found" } as ShareWire, undefined];
    const find = async () => looks.shift();
    expect(await client.send({ ...post, find })).toMatchObject({ id: "found" });
    expect(await failureOf(client.send({ ...post, find }))).toBeInstanceOf(BrokenAnswer);
    expect([requests, looks]).toEqual([2, []]);
  });

  test("one that is merely long is read", async () => {
    const long = JSON.stringify({ success: true, result: { ...share, name: "n".repeat(15 * megabyte) } });
    const port = await listen(createPlainServer((_, response) => response.end(long)));
    const { client } = clientFor(`http://127.0.0.1:${port}`);
    expect((await client.send(get)).name).toHaveLength(15 * megabyte);
  });
});
