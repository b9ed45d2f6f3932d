import { BlockList, isIP } from "node:net";

/** A proxy that the environment names, as curl and Go's programs read it. */
export interface ProxySetting {
  /** Which variable names it. */
  variable: string;
  url: URL;
}

export type Environment = Record<string, string | undefined>;

/** How an address is reached. */
export type Route =
  | { via: "proxy"; proxy: ProxySetting }
  /** Directly, although there may be a proxy for others: the note says why it is not for this address. */
  | { via: "nothing"; note?: string };

interface Setting {
  variable: string;
  value: string;
}

/** The small spelling first, as curl has it; an empty value counts as none. */
function settingOf(name: string, env: Environment): Setting | undefined {
  for (const variable of [name.toLowerCase(), name.toUpperCase()]) {
    const value = env[variable]?.trim();
    if (value) return { variable, value };
  }
  return undefined;
}

/** The message names the variable alone: its value may hold a password. */
export class ProxySettingError extends Error {}

const schemes = ["http:", "https:", "socks:", "socks4:", "socks4a:", "socks5:", "socks5h:"];

/** A path, a query or a fragment is where the rest of a password goes whose "/", "?" or "#" is not encoded. */
const isAddressAlone = ({ pathname, search, hash }: URL) => ["", "/"].includes(pathname) && !search && !hash;

function parseProxy({ variable, value }: Setting): ProxySetting {
  const wrong = (why: string) =>
    new ProxySettingError(`${variable} is not a proxy's address: it is written as http://HOST:PORT${why}`);
  const url = urlOf(value.includes("://") ? value : `http://${value}`);
  if (!url || !schemes.includes(url.protocol) || url.hostname === "") throw wrong("");
  if (!isAddressAlone(url) || /[?#]/.test(value))
    throw wrong('; a "/", "?" or "#" in its password is written as %2F, %3F or %23');
  return { variable, url };
}

function urlOf(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

const familyOf = (host: string) => (isIP(host) === 6 ? "ipv6" : "ipv4");

function isInSubnet(host: string, entry: string): boolean {
  const [base = "", bits = ""] = entry.split("/");
  const list = new BlockList();
  try {
    if (bits === "") list.addAddress(base, familyOf(base));
    else list.addSubnet(base, Number(bits), familyOf(base));
  } catch {
    return false;
  }
  return list.check(host, familyOf(host));
}

/** An address of the form "host", "host:port", "[::1]:port", "10.0.0.0/8", ".domain" or "*.domain". */
function isMatchedBy(entry: string, host: string, port: string): boolean {
  const [, name = "", itsPort] = /^(.*?)(?::(\d+))?$/.exec(isIP(entry) ? `[${entry}]` : entry) ?? [];
  if (itsPort !== undefined && itsPort !== port) return false;
  const plain = name.replace(/^\[|\]$|\.$/g, "");
  if (isIP(host)) return isInSubnet(host, plain);
  if (/^\*?\./.test(plain)) return host.endsWith(plain.replace(/^\*/, ""));
  return host === plain || host.endsWith(`.${plain}`);
}

function isExcluded(target: URL, host: string, env: Environment): boolean {
  const entries = (settingOf("no_proxy", env)?.value ?? "").toLowerCase().split(/[\s,]+/);
  const port = target.port || (target.protocol === "https:" ? "443" : "80");
  return entries.some((entry) => entry === "*" || (entry !== "" && isMatchedBy(entry, host, port)));
}

function isLoopback(host: string): boolean {
  if (!isIP(host)) return host === "localhost";
  return host === "::1" || host.startsWith("127.");
}

/**
 * How curl, and Go's programs as Pulumi's other providers are, reach an address in this environment. As with
 * Go, no proxy stands before this machine's own addresses.
 *
 * @throws ProxySettingError when the variable that applies holds something else
 */
export function routeTo(target: URL, env: Environment): Route {
  const host = target.hostname.replace(/^\[|\]$|\.$/g, "");
  if (isLoopback(host)) return { via: "nothing" };
  const own = target.protocol.replace(":", "_proxy");
  const setting = settingOf(own, env) ?? settingOf("all_proxy", env);
  if (!setting) {
    const other = settingOf("http_proxy", env)?.variable;
    const note = other && `${other} is set, which is for http alone: ${target.host} needs HTTPS_PROXY`;
    return { via: "nothing", note };
  }
  if (isExcluded(target, host, env)) {
    return { via: "nothing", note: `${setting.variable} is set, and NO_PROXY keeps ${host} from it` };
  }
  return { via: "proxy", proxy: parseProxy(setting) };
}

/** For people: without user name and password. */
export function describeProxy({ variable, url }: ProxySetting): string {
  return `the proxy ${url.protocol}//${url.host} (${variable})`;
}
