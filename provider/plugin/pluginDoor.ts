import type { Clock } from "../base/clock";
import { defaultLimitMs } from "../base/timeouts";
import type { Door, Report } from "../door";
import { currentCall } from "./currentCall";

/** The plugin's: lines go to the engine, and the engine tells the options itself or applies them alone. */
export function pluginDoor(report: Report, waits: Clock): Door {
  return {
    report,
    waits,
    hints: {
      credentials:
        "Set a token with `pulumi config set --secret cloudflare-sharing:apiToken`, apiToken of the provider or " +
        "CLOUDFLARE_API_TOKEN; or both apiKey and email the same ways (CLOUDFLARE_API_KEY and CLOUDFLARE_EMAIL).",
      accountId:
        "is missing: give it here, or as `pulumi config set cloudflare-sharing:accountId`, accountId of the provider or CLOUDFLARE_ACCOUNT_ID",
      removalLimit: (needed) =>
        `set it by \`pulumi config set cloudflare-sharing:removalLimit ${needed}\` or removalLimit of the provider`,
    },
    nameOf: () => currentCall()?.urn ?? "",
    limitOf: () => currentCall()?.limitMs ?? defaultLimitMs,
    // By replaceOnChanges and the like, which the engine applies after diff.
    mayReplaceUnasked: () => true,
    // By a check without what the state has.
    tellsReplacement: true,
  };
}
