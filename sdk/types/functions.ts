import type { Input, InvokeOptions, Resource } from "@pulumi/pulumi";
import type {
  OrganizationShareRecord,
  ShareExcludedRecipientRecord,
  ShareRecipientRecord,
  ShareRecord,
  ShareResourceRecord,
} from "./records";

export type * from "./records";

/** The arguments of a function's `…Output` form: the same ones, but each may be an output. */
export type OutputArgs<Args> = { [Name in keyof Args]: Input<WithInputs<Args[Name]>> };

type WithInputs<Value> = Value extends readonly (infer Item)[]
  ? Input<Item>[]
  : Value extends object
    ? { [Name in keyof Value]: Input<WithInputs<Value[Name]>> }
    : Value;

/**
 * Options of the `…Output` functions: `provider`, or a `parent` that has one, and `dependsOn`. All others are accepted
 * for compatibility and ignored.
 */
export interface InvokeOutputOptions extends InvokeOptions {
  /**
   * Resources that must exist before the function asks Cloudflare. If a preview is about to create one of
   * them, the result is unknown. The children of a component resource are not waited for.
   */
  dependsOn?: Input<Input<Resource>[]> | Input<Resource>;
}

/**
 * Selects shares of an account or of an organization, and sets their order. Default: all shares that it sent.
 * A share must match every filter that is set. An invalid value is refused before any request is sent.
 *
 * Source: the query of [GET /accounts/…/shares](https://developers.cloudflare.com/api/resources/resource_sharing/).
 */
export interface OrganizationSharesFilter {
  /** `asc` (the default) or `desc`. */
  direction?: string;
  /** `sent` (the default): shares that it sends. `received`: shares that it receives. */
  kind?: string;
  /** `created` (the default) or `name`. */
  order?: string;
  /** Shares with a resource of one of these types; {@link SharedResourceArgs} lists them. Default: any. */
  resourceTypes?: string[];
  /** `active`, `deleting` or `deleted`. Default: any. */
  status?: string;
  /** `account` or `organization`. Default: either. */
  targetType?: string;
}

/** Selects shares of one account, also by their tags. */
export interface SharesFilter extends OrganizationSharesFilter {
  /**
   * `key=value`, or `key` for any value. A share must have all of these tags. At most 20, which is
   * Cloudflare's limit. Default: none. Tags are only a filter: no published Cloudflare request sets them, so
   * this package doesn't either.
   */
  tags?: string[];
}

interface AccountArgs {
  /**
   * The account to query: 32 hexadecimal digits; dashes and letter case don't matter. Default: the config
   * `cloudflare-sharing:accountId` or `cloudflare:accountId`, or the environment variable
   * CLOUDFLARE_ACCOUNT_ID.
   */
  accountId?: string;
}

interface ShareRefArgs extends AccountArgs {
  /** The share's id: 32 hexadecimal digits; dashes and letter case don't matter. */
  shareId: string;
}

interface ListArgs {
  /**
   * The maximum number of results, a whole number. Default: 1,000, also for 0. Recipients come in one
   * request, shares and their resources in pages of 50, one request each.
   */
  maxItems?: number;
}

interface IncludeArgs {
  /** Whether to fetch the recipient counts. With `false` they are undefined. Default: `true`. */
  includeRecipientCounts?: boolean;
  /** Whether to fetch the resources. With `false` the list is empty. Default: `true`. */
  includeResources?: boolean;
}

interface IncludeDeliveriesArgs {
  /** Whether to fetch the deliveries. With `false`, `resources` is empty. Default: `true`. */
  includeResources?: boolean;
}

/** The arguments of {@link getShare}: either `shareId` or a `filter` that matches exactly one share. */
export interface GetShareArgs extends AccountArgs, IncludeArgs {
  /** Selects the share. Not together with `shareId`. */
  filter?: SharesFilter;
  /** The share's id: 32 hexadecimal digits. Not together with `filter`. */
  shareId?: string;
}
/** {@link GetShareArgs}, but each argument may be an output. */
export type GetShareOutputArgs = OutputArgs<GetShareArgs>;
/** The share, and the arguments of the call. */
export interface GetShareResult extends Omit<GetShareArgs, "filter">, ShareRecord {
  /** The account of the call. For a received share, this is not the owner. */
  accountId: string;
  /** The filter of the call, with Cloudflare's default for `order` and `direction` if they were not set. */
  filter?: SharesFilter & {
    /** `asc` or `desc`. */
    direction: string;
    /** `created` or `name`. */
    order: string;
  };
}

/** The arguments of {@link getShares}. All are optional. */
export interface GetSharesArgs extends AccountArgs, SharesFilter, IncludeArgs, ListArgs {}
/** {@link GetSharesArgs}, but each argument may be an output. */
export type GetSharesOutputArgs = OutputArgs<GetSharesArgs>;
/** The shares, and the arguments of the call. */
export interface GetSharesResult extends GetSharesArgs {
  accountId: string;
  direction: string;
  order: string;
  /** The shares, in the requested order. */
  results: ShareRecord[];
}

/** The arguments of {@link getOrganizationShares}. */
export interface GetOrganizationSharesArgs extends OrganizationSharesFilter, ListArgs {
  /**
   * The organization's id: 32 hexadecimal digits. The token must be allowed to read the whole organization.
   */
  organizationId: string;
}
/** {@link GetOrganizationSharesArgs}, but each argument may be an output. */
export type GetOrganizationSharesOutputArgs = OutputArgs<GetOrganizationSharesArgs>;
/** The shares, and the arguments of the call. */
export interface GetOrganizationSharesResult extends GetOrganizationSharesArgs {
  direction: string;
  order: string;
  /** The shares, in the requested order. */
  results: OrganizationShareRecord[];
}

/** The arguments of {@link getShareRecipient}. */
export interface GetShareRecipientArgs extends ShareRefArgs, IncludeDeliveriesArgs {
  /** The id of the recipient's record, not of its account. {@link getShareRecipients} returns it. */
  recipientId: string;
}
/** {@link GetShareRecipientArgs}, but each argument may be an output. */
export type GetShareRecipientOutputArgs = OutputArgs<GetShareRecipientArgs>;
/** The recipient, and the arguments of the call. */
export interface GetShareRecipientResult extends GetShareRecipientArgs, ShareRecipientRecord {
  /** The account of the call, as in `@pulumi/cloudflare`. `recipientAccountId` is the receiving account. */
  accountId: string;
  /** The receiving account. Empty in the record of an organization. */
  recipientAccountId: string;
}

/** The arguments of {@link getShareRecipients}. */
export interface GetShareRecipientsArgs extends ShareRefArgs, IncludeDeliveriesArgs, ListArgs {}
/** {@link GetShareRecipientsArgs}, but each argument may be an output. */
export type GetShareRecipientsOutputArgs = OutputArgs<GetShareRecipientsArgs>;
/** The recipients, and the arguments of the call. */
export interface GetShareRecipientsResult extends GetShareRecipientsArgs {
  accountId: string;
  /** The recipients, `disassociated` ones included. */
  results: ShareRecipientRecord[];
}

/** The arguments of {@link getShareExcludedRecipients}. */
export interface GetShareExcludedRecipientsArgs extends ShareRefArgs, ListArgs {}
/** {@link GetShareExcludedRecipientsArgs}, but each argument may be an output. */
export type GetShareExcludedRecipientsOutputArgs = OutputArgs<GetShareExcludedRecipientsArgs>;
/** The excluded accounts, and the arguments of the call. */
export interface GetShareExcludedRecipientsResult extends GetShareExcludedRecipientsArgs {
  accountId: string;
  /** The accounts that are excluded now. */
  results: ShareExcludedRecipientRecord[];
}

/** Selects resources of a share. Default: all that it ever had. */
export interface ShareResourcesFilter {
  /** `custom-ruleset`, … {@link SharedResourceArgs} lists the types. Default: any. */
  resourceType?: string;
  /** `active`, `deleting` or `deleted`. Default: any. */
  status?: string;
}

/**
 * The arguments of {@link getShareResource}: either `shareResourceId` or a `filter` that matches exactly one
 * resource of the share.
 */
export interface GetShareResourceArgs extends ShareRefArgs {
  /** Selects the resource. Not together with `shareResourceId`. */
  filter?: ShareResourcesFilter;
  /** The id of the resource's record in the share, not of the shared resource. Not together with `filter`. */
  shareResourceId?: string;
}
/** {@link GetShareResourceArgs}, but each argument may be an output. */
export type GetShareResourceOutputArgs = OutputArgs<GetShareResourceArgs>;
/** The resource, and the arguments of the call. */
export interface GetShareResourceResult extends GetShareResourceArgs, ShareResourceRecord {
  accountId: string;
}

/** The arguments of {@link getShareResources}. */
export interface GetShareResourcesArgs extends ShareRefArgs, ShareResourcesFilter, ListArgs {}
/** {@link GetShareResourcesArgs}, but each argument may be an output. */
export type GetShareResourcesOutputArgs = OutputArgs<GetShareResourcesArgs>;
/** The resources, and the arguments of the call. */
export interface GetShareResourcesResult extends GetShareResourcesArgs {
  accountId: string;
  /** The resources, `deleted` ones included unless `status` selects others. */
  results: ShareResourceRecord[];
}
