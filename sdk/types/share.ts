import type { Input } from "@pulumi/pulumi";

/** A recipient: exactly one of an account and an organization; `{}` means the owner's own organization. */
export interface RecipientArgs {
  /** The account to share with: 32 hexadecimal digits. It must belong to the owner's organization. */
  recipientAccountId?: Input<string | undefined>;
  /** The organization to share with: it stands alone in the list. */
  organizationId?: Input<string | undefined>;
  /** @deprecated Cloudflare's old name of `recipientAccountId`; taken, and never sent. */
  accountId?: Input<string | undefined>;
}

/** A resource that is shared. */
export interface SharedResourceArgs {
  /**
   * What it is: `custom-ruleset`, `gateway-policy`, `gateway-destination-ip`, `gateway-block-page-settings`,
   * `gateway-extended-email-matching`, `idp-federation-grant` or `trust-grant`. Cloudflare adds types: one that
   * is not listed here passes with a warning.
   */
  resourceType: Input<string>;
  /** The resource's own id, at most 32 characters. */
  resourceId: Input<string>;
  /** The account that the resource lives in. Default: the share's account. */
  resourceAccountId?: Input<string>;
  /** What Cloudflare wants to know beside, as an object or as JSON text. Default: `{}`. Changed in place. */
  meta?: Input<string | Record<string, unknown>>;
}

/** An account that a share with an organization leaves out. */
export interface ExcludedRecipientArgs {
  /** 32 hexadecimal digits. */
  accountId: Input<string>;
}

/** What a {@link Share} is declared with. */
export interface ShareArgs {
  /**
   * The account that owns the share: 32 hexadecimal digits; dashes and capitals don't matter. Default: the
   * config `cloudflare-sharing:accountId` or `cloudflare:accountId`, or CLOUDFLARE_ACCOUNT_ID. A change
   * **replaces** the share.
   */
  accountId?: Input<string>;
  /** Display name; names need not be unique. Changed in place. */
  name: Input<string>;
  /**
   * Accounts, or one organization; at least one, each once, in any order. Changed in place by one request;
   * turning from accounts to an organization, from one organization to another or back **replaces** the share,
   * the new one made before the old one goes.
   */
  recipients: Input<Input<RecipientArgs>[]>;
  /**
   * At least one, each once, in any order. Changed in place: what is new is added before what is old is
   * removed, as Cloudflare does not let the last resource go.
   */
  resources: Input<Input<SharedResourceArgs>[]>;
  /**
   * Accounts of the organization that get nothing; for shares with an organization alone. Default: none.
   * Changed in place. Cloudflare takes them by a request of their own right after the share is created, so that
   * a new share may reach them for a moment.
   */
  excludedRecipients?: Input<Input<ExcludedRecipientArgs>[]>;
  /**
   * Whether the share answers for everything attached to it (`true`, the default: what others attached is
   * drift, and removed) or only for what it declares itself.
   */
  exclusive?: Input<boolean>;
  /**
   * Whether create and update wait until every recipient is associated and every resource delivered. Default:
   * `true`. How long: `customTimeouts`, 20 minutes unless told.
   */
  waitForRecipients?: Input<boolean>;
  /**
   * What happens when a delivery fails for good or does not end in time: `fail` (the default: the run fails,
   * the share stays in the state, the next run goes on) or `warn` (the run goes on with a warning).
   */
  onDeliveryError?: Input<"fail" | "warn">;
  /**
   * What a create does about an active share with the same name, recipients and resources that no resource of
   * this run holds, most likely an interrupted run's: `fail` (the default), `adopt` it, or `create` a second.
   */
  onDuplicate?: Input<"fail" | "adopt" | "create">;
  /** Taken for compatibility with @pulumi/cloudflare and ignored: resources are always fetched. */
  includeResources?: Input<boolean | undefined>;
  /** Taken for compatibility with @pulumi/cloudflare and ignored: the counts are always fetched. */
  includeRecipientCounts?: Input<boolean | undefined>;
}

/** A declared recipient as the state has it. */
export interface Recipient {
  recipientAccountId?: string;
  organizationId?: string;
  /** @deprecated Never set: `recipientAccountId` is. */
  accountId?: string;
}

/** A declared resource as the state has it. */
export interface SharedResource {
  resourceType: string;
  resourceId: string;
  resourceAccountId: string;
  /** JSON text with sorted keys. */
  meta: string;
}

/** How far one resource has reached one recipient. */
export interface DeliveryStatus {
  resourceId: string;
  resourceVersion?: number;
  /** Why it was not delivered. */
  error?: string;
  /** With an error: `true` means that Cloudflare will not try again. */
  terminal?: boolean;
}

/** A live recipient. */
export interface RecipientStatus {
  /** Of the recipient's record, not of its account. */
  id: string;
  accountId: string;
  /** `associating` or `associated`. */
  associationStatus: string;
  created?: string;
  modified?: string;
  resources: DeliveryStatus[];
}

/** A live resource of a share. */
export interface ResourceStatus {
  /** Of the share resource's record, not of the resource that is shared. */
  id: string;
  resourceType: string;
  resourceId: string;
  resourceAccountId: string;
  /** JSON text with sorted keys. */
  meta: string;
  /** Raised by every change of meta. */
  resourceVersion?: number;
  status: string;
  created?: string;
  modified?: string;
}
