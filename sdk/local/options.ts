import type { TokenRights } from "./api/access";
import type { ApiSettings } from "./api/call";
import type { RateLimitOptions } from "./api/limits";
import type { HttpSettings } from "./http/exchange";
import type { WorldSettings } from "./world/settings";
import type { Account, LocalState, Organization } from "./world/state";

/** Options that can be changed while a local Cloudflare runs. */
export interface LocalSettings extends WorldSettings, ApiSettings, HttpSettings {}

/** Options of `startLocalCloudflare`. All of them are optional. */
export interface LocalCloudflareOptions extends Partial<LocalSettings> {
  /** Default 0: any free port. */
  port?: number;
  /** PEM texts. Without them the server speaks plain http. */
  https?: {
    /** The private key. */
    key: string;
    /** The certificate. */
    cert: string;
  };
  /** Token -> what it may do. Default `{ "local-token": {} }`. */
  tokens?: Record<string, TokenRights>;
  /** E-mail -> global API key. Default none. */
  apiKeys?: Record<string, string>;
  /** Default: `localOrganization()`, 300 accounts. */
  organization?: Organization;
  /** Accounts that exist outside the organization. Default: 10 of them. */
  outsideAccounts?: Account[];
  /** Per token or key. Default: 1,200 requests in 5 minutes, then locked out for 5 minutes. */
  rateLimit?: RateLimitOptions;
  /** A seed: what `snapshot()` returned. The options for organization and accounts take precedence over it. */
  state?: LocalState;
  /** Default `Date.now`. */
  now?: () => number;
}

/** A mutable copy, with the defaults filled in. */
export function settingsOf(options: LocalCloudflareOptions): LocalSettings {
  const { transitionMs = 300, reAdd = "revive", forgetDeleted = false } = options;
  const { pageLimit = 50, listLagMs = 0, conflictWhileAssociating = false, dateOffsetMs = 0 } = options;
  return {
    transitionMs,
    reAdd,
    forgetDeleted,
    pageLimit,
    listLagMs,
    conflictWhileAssociating,
    dateOffsetMs,
  };
}
