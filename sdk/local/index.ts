/**
 * A local Cloudflare (resource sharing only) on loopback: to try programs offline, and to test against.
 *
 * It holds the contract strictly and shares no code with the client, so that one mistake can't hide in both.
 *
 * @example
 * const cloudflare = await startLocalCloudflare();
 * process.env.CLOUDFLARE_BASE_URL = cloudflare.url;
 * process.env.CLOUDFLARE_API_TOKEN = "local-token";
 *
 * @module pulumi-cloudflare-sharing/local
 */
import { Access, type TokenRights } from "./access";
import { defaultOutsideAccounts, localOrganization } from "./accounts";
import { Dashboard } from "./dashboard";
import { Faults } from "./faults";
import { RateLimit, type RateLimitOptions } from "./limits";
import { type LoggedRequest, RequestLog } from "./requestLog";
import { listen } from "./server";
import type { Account, LocalState, Organization } from "./state";
import { type ReAdd, Store } from "./store";

export type { CredentialKind, TokenRights } from "./access";
export {
  localAccount,
  localOrganization,
  localOrganizationId,
  localOwner,
  outsideAccount,
} from "./accounts";
export type { Dashboard, ResourceByHand, ShareByHand, ShareDetails } from "./dashboard";
export { type FaultName, type FaultOptions, type Faults, faultNames } from "./faults";
export type { RateLimitOptions } from "./limits";
export type { LoggedRequest } from "./requestLog";
export type {
  DeliveryWire,
  ExcludedRecipientWire,
  RecipientWire,
  ShareResourceWire,
  ShareWire,
} from "./shapes";
export type { Account, LocalState, Organization, ResourceType } from "./state";
export type { ReAdd } from "./store";

/** How {@link startLocalCloudflare} sets it up; all of it may be left out. */
export interface LocalCloudflareOptions {
  /** 0, the default, takes any free port. */
  port?: number;
  /** PEM texts; without them the server speaks plain http. */
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
  /** Accounts that exist, but not in the organization. */
  outsideAccounts?: Account[];
  /** How long associating, disassociating, deleting and delivering take. Default 300; 0 = at once. */
  transitionMs?: number;
  /** Of each token or key. Default 1,200 requests in 5 minutes, then locked out for 5 minutes. */
  rateLimit?: RateLimitOptions;
  /** A `per_page` above this is refused. Default 50. */
  pageLimit?: number;
  /** What re-adding a disassociating or disassociated account does. Default "revive". */
  reAdd?: ReAdd;
  /** A deleted share answers 404 instead of status deleted. Default false. */
  forgetDeleted?: boolean;
  /** A seed: what `snapshot()` returned. The options for organization and accounts win over it. */
  state?: LocalState;
  /** Default `Date.now`. */
  now?: () => number;
}

/** A running local Cloudflare. */
export interface LocalCloudflare {
  /** Usable as CLOUDFLARE_BASE_URL. */
  readonly url: string;
  /** Every request in order of arrival. */
  readonly requests: readonly LoggedRequest[];
  /** Changes by hand: what a refresh is to find. */
  readonly dashboard: Dashboard;
  /** What is to go wrong with coming requests. */
  readonly faults: Faults;
  /** Forgets the requests that came so far. */
  clearRequests(): void;
  /** Plain JSON, for a seed file. */
  snapshot(): LocalState;
  /** Destroys open connections. */
  close(): Promise<void>;
}

/**
 * Starts one on 127.0.0.1; resolves once it answers.
 *
 * @throws Error when the port is in use, or `state` is no snapshot
 */
export async function startLocalCloudflare(options: LocalCloudflareOptions = {}): Promise<LocalCloudflare> {
  const { now = Date.now, reAdd = "revive", forgetDeleted = false, pageLimit = 50 } = options;
  const { tokens = { "local-token": {} }, apiKeys = {} } = options;
  const store = new Store({ now, reAdd, forgetDeleted }, firstState(options));
  const access = new Access(tokens, apiKeys, store.directory);
  const limit = new RateLimit(
    options.rateLimit ?? { requests: 1200, windowMs: 300_000, lockoutMs: 300_000 },
    now,
  );
  const timing = { transitionMs: options.transitionMs ?? 300 };
  const faults = new Faults();
  const log = new RequestLog();
  const backend = { store, access, limit, pageLimit };
  const server = await listen({ backend, timing, faults, log, now }, options.port ?? 0, options.https);
  return {
    url: server.url,
    requests: log.entries,
    dashboard: new Dashboard(store, timing),
    faults,
    clearRequests: () => log.clear(),
    snapshot: () => store.snapshot(),
    close: () => server.close(),
  };
}

function firstState({ state, organization, outsideAccounts }: LocalCloudflareOptions): LocalState {
  if (state && state.version !== 1) throw new Error("the seed is not a snapshot of this local Cloudflare");
  return {
    version: 1,
    clock: { lagMs: 0 },
    serial: 0,
    refusals: [],
    shares: [],
    ...state,
    organization: organization ?? state?.organization ?? localOrganization(),
    outsideAccounts: outsideAccounts ?? state?.outsideAccounts ?? defaultOutsideAccounts(),
  };
}
