/** Why no TLS connection came about, of an error of Node's or OpenSSL's. */
export interface TlsFailure {
  code: string;
  message: string;
  /** Whether the handshake was over for this side: what comes later is another matter, with few exceptions. */
  isSecured: boolean;
}

const trust = "if a proxy opens TLS, give Node its authority's certificate by NODE_EXTRA_CA_CERTS";
const rules = "it, or one that it rests on, breaks a rule of TLS: whoever issued it has to make a new one";

/** By Node's code, which is UNSPECIFIED for most of OpenSSL's rules; the first that fits. */
const certificates: [RegExp, string][] = [
  [/^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/, "it has expired, or this machine's clock is wrong"],
  [/^ERR_TLS_CERT_ALTNAME_/, `it is for another name: look at CLOUDFLARE_BASE_URL; ${trust}`],
  [/^(UNSPECIFIED|ERROR_IN_|INVALID_|PATH_LENGTH_|CERT_(CHAIN|SIGNATURE)_|UNABLE_TO_DE)/, rules],
  [/^(CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_)/, trust],
];

/** What a server says of the client's certificate, or of its lack. In TLS 1.3 that comes after the handshake. */
const refused =
  /handshake failure|no shared cipher|unknown ca$|access denied|alert (no|bad|unsupported) certificate|alert certificate/;

/** By OpenSSL's reason; the first that fits. */
const handshakes: [RegExp, string][] = [
  [
    /wrong version number|packet length too long|unknown protocol|http request/,
    "does not speak TLS: look at its port, and at https in CLOUDFLARE_BASE_URL or the proxy's address",
  ],
  [
    /protocol version|unsupported protocol|no protocols available|version too low|inappropriate fallback/,
    "speaks no version of TLS that Node accepts, 1.2 or later: something old stands in between",
  ],
  [/unrecognized name/, "has no certificate for this name: look at CLOUDFLARE_BASE_URL"],
  [refused, "refuses the TLS connection: it may want a client certificate, or something stands in between"],
  [/./, "and Node agree on no TLS connection: something old or broken stands in between"],
];

/** What a server in trouble says, and what a broken connection looks like. */
const passing = /internal error|bad record mac|decryption failed|unexpected eof/;

const textOf = (list: [RegExp, string][], of: string) => list.find(([pattern]) => pattern.test(of))?.[1];

/** "wrong version number", of "…:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:…". */
function opensslReason({ code, message }: TlsFailure): string {
  // The one check of a handshake that is Node's own.
  if (code === "ERR_TLS_DH_PARAM_SIZE") return code;
  return /:error:[0-9A-F]+:[^:]*:[^:]*:([^:]+)/.exec(message)?.[1] ?? "";
}

/** Node tells OpenSSL's words in place of a code that says nothing; node-fetch puts its own before them. */
const certificateReason = ({ code, message }: TlsFailure) =>
  code === "UNSPECIFIED" ? message.replace(/^.*reason: /s, "") : code;

/** In words, where asking again can't mend it. */
export function tlsFault(host: string, failure: TlsFailure): string | undefined {
  const certificate = textOf(certificates, failure.code);
  if (certificate)
    return `${host} shows a certificate that is not trusted (${certificateReason(failure)}): ${certificate}`;
  const reason = opensslReason(failure);
  if (passing.test(reason) || (failure.isSecured && !refused.test(reason))) return undefined;
  const handshake = textOf(handshakes, reason);
  return handshake && `${host} ${handshake} (${reason})`;
}
