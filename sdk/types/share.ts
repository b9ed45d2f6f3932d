import type { Input } from "@pulumi/pulumi";

/**
 * A recipient: exactly one of an account and an organization; `{}` means the owner's own organization.
 *
 * Source: the body of [POST …/recipients](https://developers.cloudflare.com/api/resources/resource_sharing/subresources/recipients/).
 */
export interface RecipientArgs {
  /**
   * The account to share with: 32 hexadecimal digits; dashes and capitals don't matter. It must belong to the
   * owner's organization, or Cloudflare refuses the request and the error names it. The API has no request by
   * which a recipient would accept: it associates by itself.
   */
  recipientAccountId?: Input<string | undefined>;
  /**
   * The organization to share with: 32 hexadecimal digits; it stands alone in the list. Whether Cloudflare takes
   * another one than the owner's own is not documented. A change from one to another **replaces** the share.
   */
  organizationId?: Input<string | undefined>;
  /** @deprecated Cloudflare's name of `recipientAccountId` until 2027-05-26; taken, and never sent. */
  accountId?: Input<string | undefined>;
}

/**
 * A resource that is shared. Its type, account and id say which one it is: another of them is another resource,
 * added before the old one is removed; only `meta` changes in place.
 *
 * Source: the body of [POST …/resources](https://developers.cloudflare.com/api/resources/resource_sharing/subresources/resources/).
 */
export interface SharedResourceArgs {
  /**
   * What it is: `custom-ruleset`, `gateway-policy`, `gateway-destination-ip`, `gateway-block-page-settings`,
   * `gateway-extended-email-matching`, `idp-federation-grant` or `trust-grant`. Cloudflare adds types: one that
   * is not listed here passes with a warning, one that looks like a misspelling is refused.
   */
  resourceType: Input<string>;
  /** The resource's own id: at most 32 characters, no space; a UUID's dashes are dropped. */
  resourceId: Input<string>;
  /** The account that the resource lives in: 32 hexadecimal digits. Default: the share's account. */
  resourceAccountId?: Input<string>;
  /**
   * What Cloudflare wants to know beside: an object, or the JSON text of one. Default: `{}`. Compared whatever
   * the order of its keys, and changed in place by one PUT. Cloudflare documents no keys, and none are checked.
   */
  meta?: Input<string | Record<string, unknown>>;
}

/** An account that a share with an organization leaves out. */
export interface ExcludedRecipientArgs {
  /** The account: 32 hexadecimal digits; dashes and capitals don't matter. It must belong to the organization. */
  accountId: Input<string>;
}

/**
 * What a {@link Share} is declared with. Every fault of form is reported in the preview, with its property path,
 * before anything is sent.
 *
 * Source: the body of [POST /accounts/…/shares](https://developers.cloudflare.com/api/resources/resource_sharing/).
 */
export interface ShareArgs {
  /**
   * The account that owns the share: 32 hexadecimal digits; dashes and capitals don't matter. Default: the
   * config `cloudflare-sharing:accountId` or `cloudflare:accountId`, or CLOUDFLARE_ACCOUNT_ID. A change
   * **replaces** the share.
   */
  accountId?: Input<string>;
  /** Display name, not empty; Cloudflare does not ask for unique ones. Changed in place by one PUT. */
  name: Input<string>;
  /**
   * Accounts, or one organization; at least one, each once, in any order. Changed in place by one request,
   * however many change; turning from accounts to an organization, from one organization to another or back
   * **replaces** the share, the new one made before the old one goes.
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
   * drift, and removed) or only for what it declares itself, beside {@link ShareRecipient}s and
   * {@link ShareResource}s. Changed in place; turned to `true`, what others attached is removed.
   */
  exclusive?: Input<boolean>;
  /**
   * Whether create and update wait until every recipient is associated and every resource delivered. Default:
   * `true`. How long: `customTimeouts`, 20 minutes unless told. Changed in place, as the two below, by no request
   * of its own.
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

/** A declared recipient as the state has it; empty for the owner's own organization. */
export interface Recipient {
  /** The account that is shared with. */
  recipientAccountId?: string;
  /** The organization that is shared with. */
  organizationId?: string;
  /** @deprecated Never set: `recipientAccountId` is. */
  accountId?: string;
}

/** A declared resource as the state has it. */
export interface SharedResource {
  /** What it is. */
  resourceType: string;
  /** The resource's own id. */
  resourceId: string;
  /** The account that it lives in. */
  resourceAccountId: string;
  /** JSON text with sorted keys. */
  meta: string;
}

/** How far one resource has reached one recipient. */
export interface DeliveryStatus {
  /** The shared resource's own id, or that of its record: Cloudflare does not say which. */
  resourceId: string;
  /** The version that has arrived. */
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
  /** The account that receives; empty for an organization's own record. */
  accountId: string;
  /** `associating` or `associated`. */
  associationStatus: string;
  /** When the recipient came to the share, RFC 3339. */
  created?: string;
  /** When the record was last changed, RFC 3339. */
  modified?: string;
  /** How far each resource has reached it. */
  resources: DeliveryStatus[];
}

/** A live resource of a share. */
export interface ResourceStatus {
  /** Of the share resource's record, not of the resource that is shared. */
  id: string;
  /** What it is. */
  resourceType: string;
  /** The shared resource's own id. */
  resourceId: string;
  /** The account that it lives in. */
  resourceAccountId: string;
  /** JSON text with sorted keys. */
  meta: string;
  /** Raised by every change of meta. */
  resourceVersion?: number;
  /** `active`. */
  status: string;
  /** When it came to the share, RFC 3339. */
  created?: string;
  /** When the record was last changed, RFC 3339. */
  modified?: string;
}
