import { ProviderError } from "./base/providerError";

/** How requests are signed. Lives in memory only: never in inputs, outputs, logs or errors. */
export type Credentials = { kind: "token"; token: string } | { kind: "key"; key: string; email: string };

export interface Settings {
  credentials: Credentials;
  /** Without a slash at its end. */
  baseUrl: string;
}

/** A stack's configuration with full keys ("cloudflare:apiToken"), secrets decrypted. */
export interface StackConfig {
  get(key: string): string | undefined;
}

type Key = "apiToken" | "apiKey" | "email" | "accountId" | "baseUrl";

/** Of the places in which a setting is looked for, the last one. */
const environmentRank = 2;

const environmentNames: Record<Key, string> = {
  apiToken: "CLOUDFLARE_API_TOKEN",
  apiKey: "CLOUDFLARE_API_KEY",
  email: "CLOUDFLARE_EMAIL",
  accountId: "CLOUDFLARE_ACCOUNT_ID",
  baseUrl: "CLOUDFLARE_BASE_URL",
};

const publicBaseUrl = "https://api.cloudflare.com/client/v4";

const credentialsHint =
  "Set a token with `pulumi config set --secret cloudflare-sharing:apiToken`, `cloudflare:apiToken` or " +
  "CLOUDFLARE_API_TOKEN; or both apiKey and email the same ways (CLOUDFLARE_API_KEY and CLOUDFLARE_EMAIL).";

/** Where a value was found; a lower rank goes first. */
interface Found {
  value: string;
  rank: number;
}

/** First found wins: `cloudflare-sharing:KEY`, `cloudflare:KEY`, the environment. */
function find(key: Key, config: StackConfig, env: NodeJS.ProcessEnv): Found | undefined {
  const places = [
    config.get(`cloudflare-sharing:${key}`),
    config.get(`cloudflare:${key}`),
    env[environmentNames[key]],
  ];
  // A trailing newline is what a token read from a file usually has.
  const rank = places.findIndex((value) => value !== undefined && value.trim() !== "");
  return rank < 0 ? undefined : { value: (places[rank] ?? "").trim(), rank };
}

function resolveCredentials(config: StackConfig, env: NodeJS.ProcessEnv): Credentials {
  const token = find("apiToken", config, env);
  const key = find("apiKey", config, env);
  const email = find("email", config, env);
  // The more specific place decides: a pair in the stack's config beats a token in the environment.
  const pairGoesFirst = key && email && token && Math.max(key.rank, email.rank) < token.rank;
  if (token && !pairGoesFirst) {
    return { kind: "token", token: sendable("apiToken", token.value) };
  }
  if (key && email) {
    return { kind: "key", key: sendable("apiKey", key.value), email: sendable("email", email.value) };
  }
  if (key) throw new ProviderError(`Cloudflare credentials: apiKey is set, email is not. ${credentialsHint}`);
  if (email)
    throw new ProviderError(`Cloudflare credentials: email is set, apiKey is not. ${credentialsHint}`);
  throw new ProviderError(`Cloudflare credentials are missing. ${credentialsHint}`);
}

/** Refused here: an HTTP library would quote the value in its error, and Cloudflare only speaks of a bad header. */
function sendable(key: Key, value: string): string {
  if (/["'`]/.test(value.slice(0, 1) + value.slice(-1)))
    throw new ProviderError(`Cloudflare credentials: ${key} is in quotes: set it without them.`);
  if (/^[\x21-\x7e]+$/.test(value)) return value;
  throw new ProviderError(
    `Cloudflare credentials: ${key} holds a space, a line break or a letter that no header can carry.`,
  );
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function resolveBaseUrl(text: string): string {
  const wrong = (why: string) =>
    new ProviderError(
      `cloudflare-sharing:baseUrl (CLOUDFLARE_BASE_URL) ${why}; it is usually ${publicBaseUrl}.`,
    );
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw wrong("is not a URL");
  }
  if (url.username || url.password) throw wrong("must carry no user name or password");
  if (url.search || url.hash) throw wrong("must carry no query or fragment");
  const safe = url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
  if (!safe) throw wrong("must be https, or http to loopback alone: the token travels there");
  return url.href.replace(/\/+$/, "");
}

/** Throws a {@link ProviderError} of one or two lines that says what to set. */
export function resolveSettings(config: StackConfig, env: NodeJS.ProcessEnv): Settings {
  return {
    credentials: resolveCredentials(config, env),
    baseUrl: resolveBaseUrl(find("baseUrl", config, env)?.value ?? publicBaseUrl),
  };
}

/** The account of resources that name none of their own. */
export function resolveAccountId(config: StackConfig, env: NodeJS.ProcessEnv): string | undefined {
  return find("accountId", config, env)?.value;
}

/** Whether credentials, or a part of them, are the config's and not the environment's. */
export function haveCredentialsFromConfig(config: StackConfig, env: NodeJS.ProcessEnv): boolean {
  const isOfConfig = (key: Key) => (find(key, config, env)?.rank ?? environmentRank) < environmentRank;
  return (["apiToken", "apiKey", "email"] as const).some(isOfConfig);
}
