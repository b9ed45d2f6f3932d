import { type Failed, LastingFault, networkFault } from "../../../../provider/api/networkFault";

const failed: Failed = {
  url: new URL("https://api.cloudflare.com/client/v4"),
  route: { via: "nothing" },
  limitMs: 30_000,
  maxBytes: 16 * 2 ** 20,
  wasAnswered: false,
  seen: { isSecured: false, hasProxyText: false },
};
const secured: Failed = { ...failed, seen: { isSecured: true, hasProxyText: false } };

/** As node-fetch hands on what Node throws. */
const faultOf = (code: string, reason = "", erroredSysCall?: string, of = failed) =>
  networkFault({ name: "FetchError", type: "system", code, message: reason, erroredSysCall }, of);

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
    ["HOSTNAME_MISMATCH", "", /NODE_EXTRA_CA_CERTS$/],
    ["CRL_HAS_EXPIRED", "", /NODE_EXTRA_CA_CERTS$/],
    [
      "UNSPECIFIED",
      "request to https://api.cloudflare.com failed, reason: unhandled critical extension",
      /not trusted \(unhandled critical extension\): it, or one that it rests on, breaks a rule of TLS/,
    ],
    ["PATH_LENGTH_EXCEEDED", "", /\(PATH_LENGTH_EXCEEDED\): it, or one that it rests on, breaks a rule/],
    ["ERROR_IN_CERT_NOT_AFTER_FIELD", "", /has to make a new one$/],
    ["EPROTO", openssl("unsafe legacy renegotiation disabled"), /and Node agree on no TLS connection: /],
    ["EPROTO", openssl("tlsv1 alert no application protocol"), /and Node agree on no TLS connection: /],
    ["EPROTO", openssl("reason(1255)"), /old or broken stands in between \(reason\(1255\)\)$/],
    ["ERR_TLS_DH_PARAM_SIZE", "DH parameter size 512 is less than 1024", /\(ERR_TLS_DH_PARAM_SIZE\)$/],
    ["EPROTO", openssl("ssl/tls alert bad certificate"), /it may want a client certificate/],
    ["EPROTO", openssl("tlsv1 unrecognized name"), /has no certificate for this name: look at CLOUD/],
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

test.each(["tlsv1 alert internal error", "sslv3 alert bad record mac", "unexpected eof while reading"])(
  "%s may pass, of a server that is in trouble or a connection that breaks",
  (reason) => {
    const fault = faultOf("EPROTO", openssl(reason), "write");
    expect(fault).not.toBeInstanceOf(LastingFault);
    expect(fault.kind).toBe("connection");
  },
);

describe("after the handshake", () => {
  test.each(["tlsv13 alert certificate required", "tlsv1 alert unknown ca", "sslv3 alert bad certificate"])(
    "%s is the answer to the client's certificate, and a POST may be there",
    (reason) => {
      const fault = faultOf("ERR_SSL_ALERT", openssl(reason), "read", secured);
      expect(fault).toBeInstanceOf(LastingFault);
      expect(fault).toMatchObject({ kind: "certificate", wasSent: true });
    },
  );

  test.each(["wrong version number", "sslv3 alert unexpected message", "tlsv1 alert decode error"])(
    "%s may pass",
    (reason) => {
      const fault = faultOf("ERR_SSL_ALERT", openssl(reason), "read", secured);
      expect(fault).not.toBeInstanceOf(LastingFault);
      expect(fault.kind).toBe("connection");
    },
  );
});

test("what is no HTTP stays so, unless the server has spoken it before", () => {
  for (const code of ["HPE_INVALID_CONSTANT", "HPE_CR_EXPECTED", "ERR_HTTP_SWITCHING_PROTOCOLS"]) {
    expect(faultOf(code, "Parse Error")).toMatchObject({ wasSent: true });
    const passing = faultOf(code, "Parse Error", undefined, { ...failed, wasAnswered: true });
    expect(passing).not.toBeInstanceOf(LastingFault);
    expect(passing.kind).toBe("connection");
  }
});

test("a refusal on a connection that was made is not one to connect", () => {
  expect(faultOf("EHOSTUNREACH", "read EHOSTUNREACH", "read").kind).toBe("connection");
  expect(faultOf("EHOSTUNREACH", "connect EHOSTUNREACH", "connect").kind).toBe("unreachable");
});
