import { ProviderError } from "../../provider/base/providerError";
import { canonicalId, isHexId } from "../../provider/base/values";
import { resolveSettings, type Settings } from "../../provider/settings";

/** What the check works with; it comes from the environment alone. */
export interface LiveSettings extends Settings {
  owner: string;
  recipient: string;
  secondRecipient: string | undefined;
  ruleset: string;
  /** The credentials as the engine is to find them in its environment. */
  credentialsEnv: Record<string, string>;
}

/** Names every variable that is missing or wrong, and says what it is. */
export class SettingsError extends Error {}

const credentialNames = ["CLOUDFLARE_API_TOKEN", "CLOUDFLARE_API_KEY", "CLOUDFLARE_EMAIL"];

const ids = {
  owner: ["CLOUDFLARE_ACCOUNT_ID", "the account that shares, on an Enterprise plan"],
  recipient: ["SHARING_LIVE_RECIPIENT", "an account of the same organization, to share with"],
  secondRecipient: ["SHARING_LIVE_SECOND_RECIPIENT", "one more such account, to be added and removed"],
  ruleset: ["SHARING_LIVE_RULESET", "the id of a custom ruleset of the account that shares"],
} as const;
type IdName = keyof typeof ids;

/** @param sweepOnly removing what earlier runs left takes the credentials and the owner alone */
export function readLiveSettings(env: NodeJS.ProcessEnv, sweepOnly = false): LiveSettings {
  const value = (name: string) => env[name]?.trim() || undefined;
  const given = (name: IdName) => canonicalId(value(ids[name][0]) ?? "");
  const needed: IdName[] = sweepOnly ? ["owner"] : ["owner", "recipient", "ruleset"];
  const missing = needed.filter((name) => given(name) === "").map((name) => ids[name]);
  const hasCredentials =
    value("CLOUDFLARE_API_TOKEN") || (value("CLOUDFLARE_API_KEY") && value("CLOUDFLARE_EMAIL"));
  const faults = [
    ...(hasCredentials ? [] : [line(["CLOUDFLARE_API_TOKEN", credentialsHelp])]),
    ...missing.map(line),
    ...wrongIds(given),
  ];
  if (!hasCredentials || faults.length > 0) throw new SettingsError(explain(faults, given));
  return {
    ...requestSettings(env),
    owner: given("owner"),
    recipient: given("recipient"),
    secondRecipient: given("secondRecipient") || undefined,
    ruleset: given("ruleset"),
    credentialsEnv: Object.fromEntries(credentialNames.flatMap((name) => entry(name, value(name)))),
  };
}

const credentialsHelp =
  "an API token that may change shares of that account, or CLOUDFLARE_API_KEY and CLOUDFLARE_EMAIL";

const entry = (name: string, value: string | undefined): [string, string][] =>
  value === undefined ? [] : [[name, value]];

const line = ([name, what]: readonly [string, string]) => `  ${name.padEnd(30)}${what}`;

function wrongIds(given: (name: IdName) => string): string[] {
  const accounts = (["owner", "recipient", "secondRecipient"] as const).filter((name) => given(name) !== "");
  const unlike = accounts.filter((name) => !isHexId(given(name)));
  const twice = accounts.filter((name, index) =>
    accounts.slice(0, index).some((one) => given(one) === given(name)),
  );
  return [
    ...unlike.map((name) => line([ids[name][0], "is set, and is no account id (32 hexadecimal digits)"])),
    ...twice.map((name) => line([ids[name][0], "is set to an account that another variable names"])),
    ...(given("ruleset").length > 32
      ? [line([ids.ruleset[0], "is set, and is longer than 32 characters"])]
      : []),
  ];
}

/** Refused like the provider refuses: a wrong base URL, a token that no header can carry. */
function requestSettings(env: NodeJS.ProcessEnv): Settings {
  try {
    return resolveSettings({ get: () => undefined }, env);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    throw new SettingsError(`${error.message}\nNothing was sent.`);
  }
}

function explain(faults: readonly string[], given: (name: IdName) => string): string {
  const optional = given("secondRecipient") === "" ? ["Optional:", line(ids.secondRecipient)] : [];
  return [
    "The live check needs these environment variables:",
    ...faults,
    ...optional,
    "Nothing was sent. docs/live-check.md says more.",
  ].join("\n");
}
