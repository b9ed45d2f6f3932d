import type { Input } from "@pulumi/pulumi";

/**
 * A recipient: either an account or an organization. A literal `{}` means the owner's own organization; a key that is
 * named without a value (undefined or null) is refused and never means that.
 *
 * Source: the body of [POST
 * …/recipients](https://developers.cloudflare.com/api/resources/resource_sharing/subresources/recipients/).
 */
export interface RecipientArgs {
  /**
   * The account to share with: 32 hexadecimal digits; dashes and letter case don't matter. It must belong to
   * the owner's organization. Otherwise Cloudflare refuses the request and the error names the account.
   * Recipients don't accept a share: the API has no such request, and they are associated automatically.
   */
  recipientAccountId?: Input<string | undefined>;
  /**
   * The organization to share with: 32 hexadecimal digits. It must be the only recipient in the list.
   * Cloudflare does not document whether it accepts an organization other than the owner's. A change to
   * another organization **replaces** the share.
   */
  organizationId?: Input<string | undefined>;
  /**
   * @deprecated Cloudflare's old name for `recipientAccountId`, valid until 2027-05-26. Accepted, but never
   * sent.
   */
  accountId?: Input<string | undefined>;
}

/**
 * A resource to share. `resourceType`, `resourceAccountId` and `resourceId` identify it. If one of them changes, it is
 * a different resource: the new one is added before the old one is removed. Only `meta` changes in place.
 *
 * Source: the body of [POST
 * …/resources](https://developers.cloudflare.com/api/resources/resource_sharing/subresources/resources/).
 */
export interface SharedResourceArgs {
  /**
   * The type: `custom-ruleset`, `gateway-policy`, `gateway-destination-ip`, `gateway-block-page-settings`,
   * `gateway-extended-email-matching`, `idp-federation-grant` or `trust-grant`. Cloudflare adds types over
   * time: an unknown type passes with a warning, but one that looks like a misspelling is refused.
   */
  resourceType: Input<string>;
  /** The resource's own id: at most 32 characters, without spaces. The dashes of a UUID are dropped. */
  resourceId: Input<string>;
  /** The account that contains the resource: 32 hexadecimal digits. Default: the share's account. */
  resourceAccountId?: Input<string>;
  /**
   * Extra data for Cloudflare: an object, or the JSON text of one. Default: `{}`. Key order doesn't matter.
   * Changed in place with one PUT. Cloudflare documents no keys, so none are checked.
   */
  meta?: Input<string | Record<string, unknown>>;
}

/** An account that an organization share leaves out. */
export interface ExcludedRecipientArgs {
  /**
   * The account: 32 hexadecimal digits; dashes and letter case don't matter. It must belong to the
   * organization.
   */
  accountId: Input<string>;
}

/** Adds recipients to a share in waves. An empty one is a single wave of all of them. */
export interface RolloutArgs {
  /**
   * The accounts of the first wave: 32 hexadecimal digits each, without duplicates. Accounts that already have the
   * share are not added again, and accounts that are not among the recipients are ignored, with a warning. Default:
   * none, so the first batch comes first.
   */
  first?: Input<Input<string>[]>;
  /**
   * How many recipients each wave after `first` adds: 1 or more. They follow the order in which the state lists them.
   * Default: all the others in one wave.
   */
  batchSize?: Input<number>;
  /**
   * How many of the recipients so far may have a delivery that failed for good before the rollout stops. Default: 0.
   */
  failureTolerance?: Input<number>;
}

/** A declared rollout in the state. */
export interface Rollout {
  /** The accounts of the first wave. */
  first?: string[];
  /** How many recipients each wave after it adds. */
  batchSize?: number;
  /** How many recipients may fail. */
  failureTolerance?: number;
}

/**
 * The arguments of a {@link Share}. The preview reports every malformed argument with its property path,
 * before any request is sent.
 *
 * Source: the body of [POST /accounts/…/shares](https://developers.cloudflare.com/api/resources/resource_sharing/).
 */
export interface ShareArgs {
  /**
   * The account that owns the share: 32 hexadecimal digits; dashes and letter case don't matter. Default: the
   * config `cloudflare-sharing:accountId` or `cloudflare:accountId`, or the environment variable
   * CLOUDFLARE_ACCOUNT_ID. A change **replaces** the share.
   */
  accountId?: Input<string>;
  /** The display name. It must not be empty, and need not be unique. Changed in place with one PUT. */
  name: Input<string>;
  /**
   * The recipients: accounts, or a single organization. At least one, no duplicates, in any order. Changed in
   * place with one request, however many accounts change; with `exclusive: false`, one request for each. A
   * change from accounts to an organization, back, or from one organization to another **replaces** the
   * share: the new share is created before the old one is deleted.
   */
  recipients: Input<Input<RecipientArgs>[]>;
  /**
   * The resources to share. At least one, no duplicates, in any order. Changed in place: new resources are
   * added before old ones are removed, because Cloudflare refuses to remove the last one.
   */
  resources: Input<Input<SharedResourceArgs>[]>;
  /**
   * Accounts of the organization that don't get the share. Only for organization shares. Default: none. Named without a
   * value (undefined or null), it is refused. Changed in place. Cloudflare takes them in a separate request right after
   * the share is created, so a new share may reach these accounts for a moment.
   */
  excludedRecipients?: Input<Input<ExcludedRecipientArgs>[]>;
  /**
   * Whether this resource manages everything attached to the share. Default: `true`. Recipients and resources
   * that others attached are then drift, and are removed. With `false` it manages only what it declares
   * itself, next to {@link ShareRecipient}s and {@link ShareResource}s. Named without a value (undefined or
   * null), it is refused. Changed in place; a change to `true` removes what others attached.
   */
  exclusive?: Input<boolean>;
  /**
   * Whether create and update wait until every recipient is associated and every resource is delivered.
   * Default: `true`. `customTimeouts` limit the wait; the default is 20 minutes. Changed in place; a change
   * sends no request of its own.
   */
  waitForRecipients?: Input<boolean>;
  /**
   * What happens when a delivery fails permanently or does not finish in time. `fail`, the default: the run
   * fails, the share stays in the state, and the next run continues. `warn`: the run continues with a
   * warning. Changed in place; a change sends no request of its own.
   */
  onDeliveryError?: Input<"fail" | "warn">;
  /**
   * What a create does when an active share has the same name, recipients and resources, and this run knows no resource
   * that manages it: an interrupted run may have created it, or another stack may own it. `fail`, the default, stops
   * with an error; `adopt` takes over a single share that was created within the last 7 days; `create` makes a second
   * one. `adopt` also takes over another stack's share, or one that `retainOnDelete` kept: if two stacks declare the
   * same share, it makes both manage one, and the first one to be destroyed deletes it for both. Changed in place; a
   * change sends no request of its own.
   */
  onDuplicate?: Input<"fail" | "adopt" | "create">;
  /**
   * How much one operation may take away: a whole number, or a percentage such as `"20%"` of what is there. It bounds
   * the recipients removed, the resources removed and the accounts newly excluded, each separately. A change that
   * exceeds it fails in the preview. Before an update sends anything, the limit is counted again from the live share;
   * if the change exceeds it, nothing is sent and the state is as before. A replacement counts as the removal of all
   * recipients that the new share leaves out. `pulumi destroy` and the removal of the share from the program don't
   * count. Default: the config `cloudflare-sharing:removalLimit`, else no limit. To allow more for one run, raise it
   * for that run. Named without a value (undefined or null), it is refused. Changed in place; a change sends no request
   * of its own.
   */
  removalLimit?: Input<number | `${number}%`>;
  /**
   * Adds recipients in waves, in a create or an update. Each wave is one request (with `exclusive: false`, one for each
   * recipient), and the next one starts when everything has arrived at the recipients before it. If more of them than
   * `failureTolerance` fail for good, or time is up, the rollout stops: the run fails, whatever `onDeliveryError` says,
   * the share stays in the state, and recipients that were not reached stay without it. The next run continues from
   * what is live, and first waits for the recipients that have the share. Recipients and resources are removed with the
   * last wave. Resources are added, and their `meta` is changed, with the first one: they reach all recipients of the
   * share at once. `customTimeouts` limit all waves together. Only for shares with accounts, and not with
   * `waitForRecipients: false`. Default: all recipients at once. Named without a value (undefined or null), it is
   * refused. Changed in place; a change sends no request of its own.
   */
  rollout?: Input<RolloutArgs>;
  /** Accepted for compatibility with `@pulumi/cloudflare` and ignored: resources are always fetched. */
  includeResources?: Input<boolean | undefined>;
  /** Accepted for compatibility with `@pulumi/cloudflare` and ignored: the counts are always fetched. */
  includeRecipientCounts?: Input<boolean | undefined>;
}

/** A declared recipient in the state. Empty for the owner's own organization. */
export interface Recipient {
  /** The receiving account. */
  recipientAccountId?: string;
  /** The receiving organization. */
  organizationId?: string;
  /** @deprecated Never set: use `recipientAccountId`. */
  accountId?: string;
}

/** A declared resource in the state. */
export interface SharedResource {
  /** The type, such as `custom-ruleset`. */
  resourceType: string;
  /** The resource's own id. */
  resourceId: string;
  /** The account that contains the resource. */
  resourceAccountId: string;
  /** JSON text with sorted keys. */
  meta: string;
}

/** The delivery of one resource to one recipient. */
export interface DeliveryStatus {
  /** The id of the shared resource or of its record in the share. Cloudflare does not document which. */
  resourceId: string;
  /** The version that was delivered. */
  resourceVersion?: number;
  /** Why the delivery failed. */
  error?: string;
  /** With an error: `true` means that Cloudflare will not retry. */
  terminal?: boolean;
}

/** A live recipient of a share. */
export interface RecipientStatus {
  /** The id of the recipient's record, not of its account. */
  id: string;
  /** The receiving account. Empty in the record of an organization. */
  accountId: string;
  /** `associating` or `associated`. */
  associationStatus: string;
  /** When the recipient was added to the share, RFC 3339. */
  created?: string;
  /** When the record was last changed, RFC 3339. */
  modified?: string;
  /** The delivery of each resource to this recipient. */
  resources: DeliveryStatus[];
}

/** A live resource of a share. */
export interface ResourceStatus {
  /** The id of the resource's record in the share, not of the shared resource. */
  id: string;
  /** The type, such as `custom-ruleset`. */
  resourceType: string;
  /** The shared resource's own id. */
  resourceId: string;
  /** The account that contains the resource. */
  resourceAccountId: string;
  /** JSON text with sorted keys. */
  meta: string;
  /** Increases with every change of `meta`. */
  resourceVersion?: number;
  /** `active`. */
  status: string;
  /** When the resource was added to the share, RFC 3339. */
  created?: string;
  /** When the record was last changed, RFC 3339. */
  modified?: string;
}
