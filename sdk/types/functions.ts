import type { Input, InvokeOptions, Resource } from "@pulumi/pulumi";
import type {
  OrganizationShareRecord,
  ShareExcludedRecipientRecord,
  ShareRecipientRecord,
  ShareRecord,
  ShareResourceRecord,
} from "./records";

export type * from "./records";

/** The same arguments for a function's `…Output` twin, each of which may be the output of a resource. */
export type OutputArgs<Args> = { [Name in keyof Args]: Input<WithInputs<Args[Name]>> };

type WithInputs<Value> = Value extends readonly (infer Item)[]
  ? Input<Item>[]
  : Value extends object
    ? { [Name in keyof Value]: Input<WithInputs<Value[Name]>> }
    : Value;

/** Options of the `…Output` twins. All but `dependsOn` are taken for compatibility and ignored. */
export interface InvokeOutputOptions extends InvokeOptions {
  /**
   * Resources that must be there before the function asks; in a preview that creates one of them, the result is
   * not known. A component resource counts without its children.
   */
  dependsOn?: Input<Input<Resource>[]> | Input<Resource>;
}

/**
 * Which shares of an account, or of an organization, are meant, and in which order. Default: all that it sent.
 * What is given must hold all together. A value that is none of those named is refused before anything is sent.
 *
 * Source: the query of [GET /accounts/…/shares](https://developers.cloudflare.com/api/resources/resource_sharing/).
 */
export interface OrganizationSharesFilter {
  /** `asc` (the default) or `desc`. */
  direction?: string;
  /** `sent` (the default): what is shared by it; `received`: what is shared with it. */
  kind?: string;
  /** `created` (the default) or `name`. */
  order?: string;
  /** Shares with a resource of one of these types: `custom-ruleset`, … as for a {@link Share}'s resources. */
  resourceTypes?: string[];
  /** `active`, `deleting` or `deleted`. Default: any. */
  status?: string;
  /** `account` or `organization`. Default: either. */
  targetType?: string;
}

/** The same of one account's shares, which may have tags. */
export interface SharesFilter extends OrganizationSharesFilter {
  /**
   * Each `key=value`, or `key` for any value; all of them must hold. At most 20, as Cloudflare takes no more.
   * Default: none. To filter by alone: no published request of Cloudflare's sets tags, so this package sets none.
   */
  tags?: string[];
}

interface AccountArgs {
  /**
   * The account that asks: 32 hexadecimal digits; dashes and capitals don't matter. Default: the config
   * `cloudflare-sharing:accountId` or `cloudflare:accountId`, or CLOUDFLARE_ACCOUNT_ID.
   */
  accountId?: string;
}

interface ShareRefArgs extends AccountArgs {
  /** The share: 32 hexadecimal digits; dashes and capitals don't matter. */
  shareId: string;
}

interface ListArgs {
  /** The most results to fetch, a whole number. Default, and for 0: 1,000. Pages of 50, one request each. */
  maxItems?: number;
}

interface IncludeArgs {
  /** `false` leaves the recipient counts out: they are then undefined. Default: `true`. */
  includeRecipientCounts?: boolean;
  /** `false` leaves the resources out: the list is then empty. Default: `true`. */
  includeResources?: boolean;
}

interface IncludeDeliveriesArgs {
  /** `false` leaves out how far each resource has reached: `resources` is then empty. Default: `true`. */
  includeResources?: boolean;
}

/** What {@link getShare} is called with: either `shareId` or a `filter` that exactly one share matches. */
export interface GetShareArgs extends AccountArgs, IncludeArgs {
  /** Which share; not beside `shareId`. */
  filter?: SharesFilter;
  /** The share: 32 hexadecimal digits; not beside `filter`. */
  shareId?: string;
}
/** {@link GetShareArgs}, each of which may be an output. */
export type GetShareOutputArgs = OutputArgs<GetShareArgs>;
/** The share, and the arguments that it was asked with. */
export interface GetShareResult extends Omit<GetShareArgs, "filter">, ShareRecord {
  /** The account that asked: of a received share not the one that owns it. */
  accountId: string;
  /** The filter as it was given, with the order that Cloudflare takes for one that is not. */
  filter?: SharesFilter & {
    /** `asc` or `desc`. */
    direction: string;
    /** `created` or `name`. */
    order: string;
  };
}

/** What {@link getShares} is called with; all of it may be left out. */
export interface GetSharesArgs extends AccountArgs, SharesFilter, IncludeArgs, ListArgs {}
/** {@link GetSharesArgs}, each of which may be an output. */
export type GetSharesOutputArgs = OutputArgs<GetSharesArgs>;
/** The shares, and the arguments that they were asked with. */
export interface GetSharesResult extends GetSharesArgs {
  accountId: string;
  direction: string;
  order: string;
  /** In the order that was asked for. */
  results: ShareRecord[];
}

/** What {@link getOrganizationShares} is called with. */
export interface GetOrganizationSharesArgs extends OrganizationSharesFilter, ListArgs {
  /** The organization: 32 hexadecimal digits. The token must be allowed to read it as a whole. */
  organizationId: string;
}
/** {@link GetOrganizationSharesArgs}, each of which may be an output. */
export type GetOrganizationSharesOutputArgs = OutputArgs<GetOrganizationSharesArgs>;
/** The shares, and the arguments that they were asked with. */
export interface GetOrganizationSharesResult extends GetOrganizationSharesArgs {
  direction: string;
  order: string;
  /** In the order that was asked for. */
  results: OrganizationShareRecord[];
}

/** What {@link getShareRecipient} is called with. */
export interface GetShareRecipientArgs extends ShareRefArgs, IncludeDeliveriesArgs {
  /** Of the recipient's record, not of its account: {@link getShareRecipients} tells it. */
  recipientId: string;
}
/** {@link GetShareRecipientArgs}, each of which may be an output. */
export type GetShareRecipientOutputArgs = OutputArgs<GetShareRecipientArgs>;
/** The recipient, and the arguments that it was asked with. */
export interface GetShareRecipientResult extends GetShareRecipientArgs, ShareRecipientRecord {
  /** The account that asked, as in @pulumi/cloudflare: the one that receives is `recipientAccountId`. */
  accountId: string;
  /** The account that receives; empty for an organization's own record. */
  recipientAccountId: string;
}

/** What {@link getShareRecipients} is called with. */
export interface GetShareRecipientsArgs extends ShareRefArgs, IncludeDeliveriesArgs, ListArgs {}
/** {@link GetShareRecipientsArgs}, each of which may be an output. */
export type GetShareRecipientsOutputArgs = OutputArgs<GetShareRecipientsArgs>;
/** The recipients, and the arguments that they were asked with. */
export interface GetShareRecipientsResult extends GetShareRecipientsArgs {
  accountId: string;
  /** `disassociated` ones too. */
  results: ShareRecipientRecord[];
}

/** What {@link getShareExcludedRecipients} is called with. */
export interface GetShareExcludedRecipientsArgs extends ShareRefArgs, ListArgs {}
/** {@link GetShareExcludedRecipientsArgs}, each of which may be an output. */
export type GetShareExcludedRecipientsOutputArgs = OutputArgs<GetShareExcludedRecipientsArgs>;
/** The accounts that are left out, and the arguments that they were asked with. */
export interface GetShareExcludedRecipientsResult extends GetShareExcludedRecipientsArgs {
  accountId: string;
  /** Those that are left out now. */
  results: ShareExcludedRecipientRecord[];
}

/** Which resources of a share are meant. Default: all that it ever had. */
export interface ShareResourcesFilter {
  /** `custom-ruleset`, … as for a {@link Share}'s resources. Default: any. */
  resourceType?: string;
  /** `active`, `deleting` or `deleted`. Default: any. */
  status?: string;
}

/**
 * What {@link getShareResource} is called with: either `shareResourceId` or a `filter` that exactly one resource
 * of the share matches.
 */
export interface GetShareResourceArgs extends ShareRefArgs {
  /** Which resource; not beside `shareResourceId`. */
  filter?: ShareResourcesFilter;
  /** Of the share resource's record, not of the resource that is shared; not beside `filter`. */
  shareResourceId?: string;
}
/** {@link GetShareResourceArgs}, each of which may be an output. */
export type GetShareResourceOutputArgs = OutputArgs<GetShareResourceArgs>;
/** The resource, and the arguments that it was asked with. */
export interface GetShareResourceResult extends GetShareResourceArgs, ShareResourceRecord {
  accountId: string;
}

/** What {@link getShareResources} is called with. */
export interface GetShareResourcesArgs extends ShareRefArgs, ShareResourcesFilter, ListArgs {}
/** {@link GetShareResourcesArgs}, each of which may be an output. */
export type GetShareResourcesOutputArgs = OutputArgs<GetShareResourcesArgs>;
/** The resources, and the arguments that they were asked with. */
export interface GetShareResourcesResult extends GetShareResourcesArgs {
  accountId: string;
  /** `deleted` ones too, unless `status` says otherwise. */
  results: ShareResourceRecord[];
}
