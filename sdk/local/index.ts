/**
 * A local Cloudflare (resource sharing only) on loopback, to try programs offline and to test against.
 *
 * It enforces the API contract strictly. It shares no code with the client, so the same mistake can't hide in both.
 *
 * @example
 * const cloudflare = await startLocalCloudflare();
 * process.env.CLOUDFLARE_BASE_URL = cloudflare.url;
 * process.env.CLOUDFLARE_API_TOKEN = "local-token";
 *
 * @module pulumi-cloudflare-sharing/local
 */
import { Access } from "./api/access";
import { RateLimit } from "./api/limits";
import { Dashboard } from "./dashboard";
import { Faults } from "./http/faults";
import { type LoggedRequest, RequestLog } from "./http/requestLog";
import { listen } from "./http/server";
import type { LocalCloudflareOptions } from "./options";
import { defaultOutsideAccounts, localOrganization } from "./world/accounts";
import type { LocalState } from "./world/state";
import { Store } from "./world/store";

export type { CredentialKind, TokenRights } from "./api/access";
export type { RateLimitOptions } from "./api/limits";
export type {
  DeliveryWire,
  ExcludedRecipientWire,
  RecipientWire,
  ShareResourceWire,
  ShareWire,
} from "./api/shapes";
export type { Dashboard, ResourceByHand, ShareByHand, ShareDetails } from "./dashboard";
export { type FaultName, type FaultOptions, type Faults, faultNames } from "./http/faults";
export type { LoggedRequest } from "./http/requestLog";
export type { LocalCloudflareOptions } from "./options";
export {
  localAccount,
  localOrganization,
  localOrganizationId,
  localOwner,
  outsideAccount,
} from "./world/accounts";
export type { ReAdd } from "./world/settings";
export type { Account, LocalState, Organization, ResourceType } from "./world/state";

/** A running local Cloudflare. */
export interface LocalCloudflare {
  /** Usable as CLOUDFLARE_BASE_URL. */
  readonly url: string;
  /** Every request, in order of arrival. */
  readonly requests: readonly LoggedRequest[];
  /** Changes by hand, for a refresh to find. */
  readonly dashboard: Dashboard;
  /** What goes wrong with the next requests. */
  readonly faults: Faults;
  /** Empties {@link requests}. */
  clearRequests(): void;
  /** The whole state as plain JSON, for a seed file. */
  snapshot(): LocalState;
  /** Stops the server and breaks open connections. */
  close(): Promise<void>;
}

/**
 * Starts a local Cloudflare on 127.0.0.1. The promise resolves when it accepts connections.
 *
 * @throws Error when the port is in use, or `state` is not a snapshot
 */
export async function startLocalCloudflare(options: LocalCloudflareOptions = {}): Promise<LocalCloudflare> {
  const { now = Date.now, transitionMs = 300, reAdd = "revive", forgetDeleted = false } = options;
  const { tokens = { "local-token": {} }, apiKeys = {}, pageLimit = 50 } = options;
  const { rateLimit = { requests: 1200, windowMs: 300_000, lockoutMs: 300_000 } } = options;
  const store = new Store({ transitionMs, reAdd, forgetDeleted }, now, firstState(options));
  const access = new Access(tokens, apiKeys, store.directory);
  const backend = { store, access, limit: new RateLimit(rateLimit, now), pageLimit };
  const faults = new Faults();
  const log = new RequestLog();
  const server = await listen({ backend, faults, log }, options.port ?? 0, options.https);
  return {
    url: server.url,
    requests: log.entries,
    dashboard: new Dashboard(store),
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
