/** The records of the local Cloudflare: plain JSON, so a snapshot can be saved and used as a seed. */

export const resourceTypes = [
  "custom-ruleset",
  "gateway-policy",
  "gateway-destination-ip",
  "gateway-block-page-settings",
  "gateway-extended-email-matching",
  "idp-federation-grant",
  "trust-grant",
] as const;
export const shareStatuses = ["active", "deleting", "deleted"] as const;

/**
 * What can be shared: `custom-ruleset`, `gateway-policy`, `gateway-destination-ip`, `gateway-block-page-settings`,
 * `gateway-extended-email-matching`, `idp-federation-grant` or `trust-grant`.
 */
export type ResourceType = (typeof resourceTypes)[number];
/** Of a share and of a share resource. */
export type ShareStatus = (typeof shareStatuses)[number];
export type AssociationStatus = "associating" | "associated" | "disassociating" | "disassociated";
export type TargetType = "account" | "organization";

/** Every `until`, `at` and `since` is a time of the flow clock, which stops during a hold. */
export interface RecipientRecord {
  id: string;
  accountId: string;
  status: AssociationStatus;
  until?: number;
  created: string;
  modified: string;
}

export interface ResourceRecord {
  id: string;
  resourceType: ResourceType;
  resourceId: string;
  resourceAccountId: string;
  meta: Record<string, unknown>;
  status: ShareStatus;
  until?: number;
  version: number;
  /** When each version reaches the recipients that are associated at that time. */
  arrivals: { version: number; at: number }[];
  created: string;
  modified: string;
}

export interface ExcludedRecord {
  id: string;
  accountId: string;
  created: string;
  modified: string;
}

export interface ShareRecord {
  id: string;
  accountId: string;
  name: string;
  targetType: TargetType;
  status: ShareStatus;
  until?: number;
  tags: Record<string, string>;
  created: string;
  modified: string;
  recipients: RecipientRecord[];
  resources: ResourceRecord[];
  excluded: ExcludedRecord[];
}

export interface DeliveryRefusal {
  accountId: string;
  /** The shared resource's id; every resource when left out. */
  resourceId?: string;
  error: string;
  terminal: boolean;
  since: number;
}

/** An account that exists. */
export interface Account {
  /** 32 hexadecimal digits. */
  id: string;
  /** Its display name. */
  name: string;
}

/** The one organization of a local Cloudflare. */
export interface Organization {
  /** 32 hexadecimal digits. */
  id: string;
  /** Its display name. */
  name: string;
  /** Its members. */
  accounts: Account[];
}

/** Everything a local Cloudflare knows, as plain JSON. `snapshot()` makes it; don't write it by hand. */
export interface LocalState {
  /** The version of this format. */
  version: 1;
  /** The organization and its accounts. */
  organization: Organization;
  /** Accounts that exist outside it. */
  outsideAccounts: Account[];
  /** How far the clock of the transitions is behind the wall clock. */
  clock: {
    /** In milliseconds, from past holds. */
    lagMs: number;
    /** When the current hold began, if there is one. */
    heldAt?: number;
  };
  /** A counter that makes dates distinct. */
  serial: number;
  /** Deliveries that are refused. */
  refusals: DeliveryRefusal[];
  /** Including deleted ones. */
  shares: ShareRecord[];
}

export const isLive = (recipient: RecipientRecord): boolean =>
  recipient.status === "associating" || recipient.status === "associated";
