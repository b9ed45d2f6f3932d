import type { Input, InvokeOptions, Resource } from "@pulumi/pulumi";

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

/** Which shares of an account, or of an organization, are meant, and in which order. Default: all that it sent. */
export interface OrganizationSharesFilter {
  /** `asc` (the default) or `desc`. */
  direction?: string;
  /** `sent` (the default): what is shared by it; `received`: what is shared with it. */
  kind?: string;
  /** `created` (the default) or `name`. */
  order?: string;
  /** Shares with a resource of one of these types. */
  resourceTypes?: string[];
  /** `active`, `deleting` or `deleted`. Default: any. */
  status?: string;
  /** `account` or `organization`. Default: either. */
  targetType?: string;
}

export interface SharesFilter extends OrganizationSharesFilter {
  /** Each `key=value`, or `key` for any value; all of them must hold. At most 20. */
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
  /** The share: 32 hexadecimal digits. */
  shareId: string;
}

interface ListArgs {
  /** The most results to fetch. Default, and for 0: 1,000. */
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

/** A resource of a share; those that were removed stay listed with status `deleted`. */
export interface ShareResourceRecord {
  created: string;
  /** Of the share resource's record, not of the resource that is shared. */
  id: string;
  /** JSON text with sorted keys. */
  meta: string;
  modified: string;
  resourceAccountId: string;
  resourceId: string;
  resourceType: string;
  /** Raised by every change of meta. */
  resourceVersion: number;
  /** `active`, `deleting` or `deleted`. */
  status: string;
}

/** How far one resource has reached one recipient. */
export interface DeliveryRecord {
  /** Why it was not delivered; empty if nothing is wrong. */
  error: string;
  resourceId: string;
  resourceVersion: number;
  /** With an error: `true` means that Cloudflare will not try again. */
  terminal: boolean;
}

/** A recipient of a share; those that were removed stay listed as `disassociated`. */
export interface ShareRecipientRecord {
  /** The account that receives; empty for an organization's own record. */
  accountId: string;
  /** `associating`, `associated`, `disassociating` or `disassociated`. */
  associationStatus: string;
  created: string;
  /** Of the recipient's record, not of its account. */
  id: string;
  modified: string;
  resources: DeliveryRecord[];
}

/** An account that a share with an organization leaves out. */
export interface ShareExcludedRecipientRecord {
  accountId: string;
  created: string;
  id: string;
  modified: string;
}

export interface OrganizationShareRecord {
  /** The account that owns the share. */
  accountId: string;
  accountName: string;
  /** RFC 3339, as every date. */
  created: string;
  id: string;
  /** `sent` or `received`. */
  kind: string;
  modified: string;
  name: string;
  organizationId: string;
  /** `active`, `deleting` or `deleted`. */
  status: string;
  /** `account` or `organization`. */
  targetType: string;
}

export interface ShareRecord extends OrganizationShareRecord {
  associatedRecipientCount: number;
  associatingRecipientCount: number;
  disassociatedRecipientCount: number;
  disassociatingRecipientCount: number;
  resources: ShareResourceRecord[];
}

/** Either `shareId` or a `filter` that exactly one share matches. */
export interface GetShareArgs extends AccountArgs, IncludeArgs {
  filter?: SharesFilter;
  shareId?: string;
}
export type GetShareOutputArgs = OutputArgs<GetShareArgs>;
export interface GetShareResult extends Omit<GetShareArgs, "filter">, ShareRecord {
  /** The account that asked: of a received share not the one that owns it. */
  accountId: string;
  filter?: SharesFilter & { direction: string; order: string };
}

export interface GetSharesArgs extends AccountArgs, SharesFilter, IncludeArgs, ListArgs {}
export type GetSharesOutputArgs = OutputArgs<GetSharesArgs>;
export interface GetSharesResult extends GetSharesArgs {
  accountId: string;
  direction: string;
  order: string;
  results: ShareRecord[];
}

export interface GetOrganizationSharesArgs extends OrganizationSharesFilter, ListArgs {
  /** The organization: 32 hexadecimal digits. The token must be allowed to read it as a whole. */
  organizationId: string;
}
export type GetOrganizationSharesOutputArgs = OutputArgs<GetOrganizationSharesArgs>;
export interface GetOrganizationSharesResult extends GetOrganizationSharesArgs {
  direction: string;
  order: string;
  results: OrganizationShareRecord[];
}

export interface GetShareRecipientArgs extends ShareRefArgs, IncludeDeliveriesArgs {
  /** Of the recipient's record, not of its account. */
  recipientId: string;
}
export type GetShareRecipientOutputArgs = OutputArgs<GetShareRecipientArgs>;
export interface GetShareRecipientResult extends GetShareRecipientArgs, ShareRecipientRecord {
  /** The account that asked, as in @pulumi/cloudflare: the one that receives is `recipientAccountId`. */
  accountId: string;
  recipientAccountId: string;
}

export interface GetShareRecipientsArgs extends ShareRefArgs, IncludeDeliveriesArgs, ListArgs {}
export type GetShareRecipientsOutputArgs = OutputArgs<GetShareRecipientsArgs>;
export interface GetShareRecipientsResult extends GetShareRecipientsArgs {
  accountId: string;
  results: ShareRecipientRecord[];
}

export interface GetShareExcludedRecipientsArgs extends ShareRefArgs, ListArgs {}
export type GetShareExcludedRecipientsOutputArgs = OutputArgs<GetShareExcludedRecipientsArgs>;
export interface GetShareExcludedRecipientsResult extends GetShareExcludedRecipientsArgs {
  accountId: string;
  results: ShareExcludedRecipientRecord[];
}

/** Which resources of a share are meant. Default: all that it ever had. */
export interface ShareResourcesFilter {
  resourceType?: string;
  /** `active`, `deleting` or `deleted`. Default: any. */
  status?: string;
}

/** Either `shareResourceId` or a `filter` that exactly one resource of the share matches. */
export interface GetShareResourceArgs extends ShareRefArgs {
  filter?: ShareResourcesFilter;
  /** Of the share resource's record, not of the resource that is shared. */
  shareResourceId?: string;
}
export type GetShareResourceOutputArgs = OutputArgs<GetShareResourceArgs>;
export interface GetShareResourceResult extends GetShareResourceArgs, ShareResourceRecord {
  accountId: string;
}

export interface GetShareResourcesArgs extends ShareRefArgs, ShareResourcesFilter, ListArgs {}
export type GetShareResourcesOutputArgs = OutputArgs<GetShareResourcesArgs>;
export interface GetShareResourcesResult extends GetShareResourcesArgs {
  accountId: string;
  results: ShareResourceRecord[];
}
