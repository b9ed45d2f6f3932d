import { type Failed, LastingFault, networkFault } from "../../../../provider/api/networkFault";

const failed: Failed = {
  url: new URL("https://api.cloudflare.com/client/v4"),
  route: { via: "nothing" },
  limitMs: 30_000,
  maxBytes: 16 * 2 ** 20,
  wasAnswered: false,
};

/** As node-fetch hands on what Node throws. */
const faultOf = (code: string, reason = "", erroredSysCall?: string) =>
  networkFault({ name: "FetchError", type: "system", code, message: reason, erroredSysCall }, failed);

const openssl = (reason: string) =>
  `request to https://api.cloudflare.com failed, reason: write EPROTO 808C:error:0A00010B:SSL routines:tls_x:${reason}:../deps/x.c:350:\n`;

describe("which faults stay, whatever version of Node tells them", () => {
  const lasting: [code: string, reason: string, told: RegExp][] = [
    ["EPROTO", openssl("wrong version number"), /does not speak TLS: .* \(wrong version number\)$/],
    ["ERR_SSL_PACKET_LENGTH_TOO_LONG", openssl("packet length too long"), /does not speak TLS: /],
    ["EPROTO", openssl("tlsv1 alert protocol version"), /speaks no version of TLS that Node accepts/],
    ["ERR_SSL_UNSUPPORTED_PROTOCOL", openssl("unsupported protocol"), /speaks no version of TLS/],
    ["EPROTO", openssl("sslv3 alert handshake failure"), /refuses the TLS connection/],
    [
      "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED",
      openssl("tlsv13 alert certificate required"),
      /client cert/,
    ],
    [
      "CERT_HAS_EXPIRED",
      "certificate has expired",
      /not trusted \(CERT_HAS_EXPIRED\): it has expired, or this/,
    ],
    ["CERT_NOT_YET_VALID", "", /this machine's clock is wrong$/],
    ["CERT_REVOKED", "", /NODE_EXTRA_CA_CERTS$/],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "", /it is for another name: look at CLOUDFLARE_BASE_URL/],
    [
      "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
      "",
      /not trusted \(UNABLE_TO_GET_ISSUER_CERT_LOCALLY\): if a proxy/,
    ],
    ["SELF_SIGNED_CERT_IN_CHAIN", "", /NODE_EXTRA_CA_CERTS$/],
  ];
  test.each(lasting)("%s %s", (code, reason, told) => {
    const fault = faultOf(code, reason);
    expect(fault).toBeInstanceOf(LastingFault);
    expect(fault).toMatchObject({ kind: "certificate", wasSent: false });
    expect(fault.message).toMatch(/^api\.cloudflare\.com /);
    expect(fault.message).toMatch(told);
    expect(fault.message).not.toContain("\n");
  });
});

test.each([
  ["ECONNRESET", "socket hang up", "connection"],
  ["EPIPE", "write EPIPE", "connection"],
  [
    "ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC",
    openssl("decryption failed or bad record mac"),
    "connection",
  ],
  ["HPE_INVALID_CHUNK_SIZE", "Parse Error", "connection"],
  ["ENOTFOUND", "getaddrinfo ENOTFOUND", "unreachable"],
])("%s may pass", (code, reason, kind) => {
  const fault = faultOf(code, reason, code === "ENOTFOUND" ? "getaddrinfo" : "read");
  expect(fault).not.toBeInstanceOf(LastingFault);
  expect(fault.kind).toBe(kind);
});

test("what is no HTTP stays so, unless the server has spoken it before", () => {
  const error = { name: "FetchError", type: "system", code: "HPE_INVALID_CONSTANT", message: "Parse Error" };
  expect(networkFault(error, failed)).toMatchObject({ kind: "connection", wasSent: true });
  const passing = networkFault(error, { ...failed, wasAnswered: true });
  expect(passing).not.toBeInstanceOf(LastingFault);
  expect(passing.kind).toBe("connection");
});

test("a refusal on a connection that was made is not one to connect", () => {
  expect(faultOf("EHOSTUNREACH", "read EHOSTUNREACH", "read").kind).toBe("connection");
  expect(faultOf("EHOSTUNREACH", "connect EHOSTUNREACH", "connect").kind).toBe("unreachable");
});
