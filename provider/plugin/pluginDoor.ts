import type { Clock } from "../base/clock";
import { defaultLimitMs } from "../base/timeouts";
import type { Door, Report } from "../door";
import type { Hints } from "../settings";
import { currentCall } from "./currentCall";

/** Of the engine's own provider, for resources that are given none: its settings are the stack's config. */
const defaultHints: Hints = {
  credentials:
    "Set a token with `pulumi config set --secret cloudflare-sharing:apiToken` or CLOUDFLARE_API_TOKEN; or both apiKey " +
    "and email the same ways (CLOUDFLARE_API_KEY and CLOUDFLARE_EMAIL).",
  accountId:
    "is missing: give it here, or as `pulumi config set cloudflare-sharing:accountId` or CLOUDFLARE_ACCOUNT_ID",
  removalLimit: (needed) => `set it by \`pulumi config set cloudflare-sharing:removalLimit ${needed}\``,
};

/** Of a provider that the program declares: the stack's config does not reach it. */
const declaredHints: Hints = {
  credentials:
    "Set a token as apiToken of the provider or CLOUDFLARE_API_TOKEN; or both apiKey and email the same ways " +
    "(CLOUDFLARE_API_KEY and CLOUDFLARE_EMAIL).",
  accountId: "is missing: give it here, or as accountId of the provider or CLOUDFLARE_ACCOUNT_ID",
  removalLimit: (needed) => `set removalLimit of the provider to ${needed}`,
};

/**
 * The plugin's: lines go to the engine, and the engine tells the options itself or applies them alone.
 *
 * @param isDeclared whether the program declares the provider, as far as the engine has told
 */
export function pluginDoor(report: Report, waits: Clock, isDeclared: () => boolean): Door {
  return {
    report,
    waits,
    get hints() {
      return isDeclared() ? declaredHints : defaultHints;
    },
    nameOf: () => currentCall()?.urn ?? "",
    limitOf: () => currentCall()?.limitMs ?? defaultLimitMs,
    // By replaceOnChanges and the like, which the engine applies after diff.
    mayReplaceUnasked: () => true,
    // By a check without what the state has.
    tellsReplacement: true,
  };
}
