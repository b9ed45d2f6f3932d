/**
 * A local Cloudflare (resource sharing only) on loopback, to try programs offline and to test against.
 *
 * It enforces the API contract strictly. It shares no code with the client, so the same mistake can't hide in both.
 * On request it plays faults and odd answers by name; docs/local.md of the package lists them.
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
import { type LocalCloudflareOptions, type LocalSettings, settingsOf } from "./options";
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
export { type FaultName, faultNames } from "./http/faultEffects";
export type { FaultOptions, Faults } from "./http/faults";
export type { HttpAnswer, Rewrite } from "./http/httpAnswer";
export { type OddAnswerName, oddAnswerNames } from "./http/odd/names";
export type { LoggedRequest } from "./http/requestLog";
export type { LocalCloudflareOptions, LocalSettings } from "./options";
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
  /** What goes wrong with the next requests, and which odd answers they get. */
  readonly faults: Faults;
  /** How the server behaves from now on; assign to its properties. */
  readonly settings: LocalSettings;
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
  const { now = Date.now, tokens = { "local-token": {} }, apiKeys = {} } = options;
  const { rateLimit = { requests: 1200, windowMs: 300_000, lockoutMs: 300_000 } } = options;
  const settings = settingsOf(options);
  const store = new Store(settings, now, firstState(options));
  const access = new Access(tokens, apiKeys, store.directory);
  const backend = { store, access, limit: new RateLimit(rateLimit, now), settings };
  const faults = new Faults();
  const log = new RequestLog();
  const server = await listen({ backend, settings, faults, log }, options.port ?? 0, options.https);
  return {
    url: server.url,
    requests: log.entries,
    dashboard: new Dashboard(store),
    faults,
    settings,
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
