import { type Limit, parseLimit } from "./base/limit";
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

/** Their names in the environment, of the settings that have places beside the package's own. */
const environmentNames = {
  apiToken: "CLOUDFLARE_API_TOKEN",
  apiKey: "CLOUDFLARE_API_KEY",
  email: "CLOUDFLARE_EMAIL",
  accountId: "CLOUDFLARE_ACCOUNT_ID",
  baseUrl: "CLOUDFLARE_BASE_URL",
};

type SharedKey = keyof typeof environmentNames;

/** All settings. sdk/types/provider.ts says what each of them is. */
export type SettingKey = SharedKey | "removalLimit";

/** What is wrong with a setting, in words. */
export class SettingFault extends ProviderError {
  /** @param key undefined where nothing is set at all */
  constructor(
    message: string,
    readonly key?: SettingKey,
  ) {
    super(message);
  }
}

/** Of the places in which a setting is looked for, the last one. */
const environmentRank = 2;

/** Where what is missing, or too strict, can be set: the end of an error. */
export interface Hints {
  credentials: string;
  accountId: string;
  removalLimit(needed: number): string;
}

export const stackHints: Hints = {
  credentials:
    "Set a token with `pulumi config set --secret cloudflare-sharing:apiToken`, `cloudflare:apiToken` or " +
    "CLOUDFLARE_API_TOKEN; or both apiKey and email the same ways (CLOUDFLARE_API_KEY and CLOUDFLARE_EMAIL).",
  accountId:
    "is missing: give it here, or as `pulumi config set cloudflare-sharing:accountId`, `cloudflare:accountId` or CLOUDFLARE_ACCOUNT_ID",
  removalLimit: (needed) => `set it by \`pulumi config set cloudflare-sharing:removalLimit ${needed}\``,
};

const sharedKeys = Object.keys(environmentNames) as SharedKey[];
export const settingNames: SettingKey[] = [...sharedKeys, "removalLimit"];

const publicBaseUrl = "https://api.cloudflare.com/client/v4";

/** Where a value was found; a lower rank goes first. */
interface Found {
  value: string;
  rank: number;
}

/** What each place has of a setting. A trailing newline is what a token read from a file usually has. */
function places(key: SharedKey, config: StackConfig, env: NodeJS.ProcessEnv): string[] {
  const values = [
    config.get(`cloudflare-sharing:${key}`),
    config.get(`cloudflare:${key}`),
    env[environmentNames[key]],
  ];
  return values.map((value) => (value ?? "").trim());
}

/** First found wins: `cloudflare-sharing:KEY`, `cloudflare:KEY`, the environment. */
function find(key: SharedKey, config: StackConfig, env: NodeJS.ProcessEnv): Found | undefined {
  const values = places(key, config, env);
  const rank = values.findIndex((value) => value !== "");
  return rank < 0 ? undefined : { value: values[rank] ?? "", rank };
}

function resolveCredentials(config: StackConfig, env: NodeJS.ProcessEnv, hint: string): Credentials {
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
  if (key) throw new SettingFault(`Cloudflare credentials: apiKey is set, email is not. ${hint}`, "email");
  if (email) throw new SettingFault(`Cloudflare credentials: email is set, apiKey is not. ${hint}`, "apiKey");
  throw new SettingFault(`Cloudflare credentials are missing. ${hint}`);
}

/** Refused here: an HTTP library would quote the value in its error, and Cloudflare only speaks of a bad header. */
function sendable(key: SettingKey, value: string): string {
  if (/["'`]/.test(value.slice(0, 1) + value.slice(-1)))
    throw new SettingFault(`Cloudflare credentials: ${key} is in quotes: set it without them.`, key);
  if (/^[\x21-\x7e]+$/.test(value)) return value;
  throw new SettingFault(
    `Cloudflare credentials: ${key} holds a space, a line break or a letter that no header can carry.`,
    key,
  );
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function resolveBaseUrl(text: string): string {
  const wrong = (why: string) =>
    new SettingFault(
      `cloudflare-sharing:baseUrl (CLOUDFLARE_BASE_URL) ${why}; it is usually ${publicBaseUrl}.`,
      "baseUrl",
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

/** Throws a {@link SettingFault} of one or two lines that says what to set. */
export function resolveSettings(
  config: StackConfig,
  env: NodeJS.ProcessEnv,
  hint: string = stackHints.credentials,
): Settings {
  return {
    credentials: resolveCredentials(config, env, hint),
    baseUrl: resolveBaseUrl(find("baseUrl", config, env)?.value ?? publicBaseUrl),
  };
}

/** All that is wrong with the settings. */
export function settingFaults(config: StackConfig, env: NodeJS.ProcessEnv, hint: string): SettingFault[] {
  const resolvers = [
    () => resolveCredentials(config, env, hint),
    () => resolveBaseUrl(find("baseUrl", config, env)?.value ?? publicBaseUrl),
    () => resolveRemovalLimit(config),
  ];
  return resolvers.flatMap((resolve) => {
    try {
      resolve();
      return [];
    } catch (error) {
      if (error instanceof SettingFault) return [error];
      throw error;
    }
  });
}

/** The account of resources that name none of their own. */
export function resolveAccountId(config: StackConfig, env: NodeJS.ProcessEnv): string | undefined {
  return find("accountId", config, env)?.value;
}

/** Of shares that have none of their own. Of this package alone: no other provider, and no environment, has one. */
export function resolveRemovalLimit(config: StackConfig): Limit | undefined {
  const text = config.get("cloudflare-sharing:removalLimit")?.trim();
  if (!text) return undefined;
  const limit = parseLimit(text);
  if (limit !== undefined) return limit;
  throw new SettingFault(
    `cloudflare-sharing:removalLimit is no limit: a whole number such as 480, or a percentage such as 20%.`,
    "removalLimit",
  );
}

export const credentialNames: SharedKey[] = ["apiToken", "apiKey", "email"];

/** Whether credentials, or a part of them, are the config's and not the environment's. */
export function haveCredentialsFromConfig(config: StackConfig, env: NodeJS.ProcessEnv): boolean {
  const isOfConfig = (key: SharedKey) => (find(key, config, env)?.rank ?? environmentRank) < environmentRank;
  return credentialNames.some(isOfConfig);
}

/** Every credential that is set anywhere, used or not. */
export function knownCredentials(config: StackConfig, env: NodeJS.ProcessEnv): string[] {
  return credentialNames.flatMap((key) => places(key, config, env)).filter((value) => value !== "");
}
