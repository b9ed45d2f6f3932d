/** A resource of a share; those that were removed stay listed with status `deleted`. */
export interface ShareResourceRecord {
  /** When it came to the share, RFC 3339. */
  created: string;
  /** Of the share resource's record, not of the resource that is shared. */
  id: string;
  /** What was given with it, as JSON text with sorted keys; `{}` if nothing was. */
  meta: string;
  /** When the record was last changed, RFC 3339. */
  modified: string;
  /** The account that the shared resource lives in. */
  resourceAccountId: string;
  /** The shared resource's own id. */
  resourceId: string;
  /** `custom-ruleset`, `gateway-policy`, … or one that Cloudflare has added since. */
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
  /** The shared resource's own id, or that of its record: Cloudflare does not say which. */
  resourceId: string;
  /** The version that has arrived; 0 if Cloudflare tells none. */
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
  /** When the recipient came to the share, RFC 3339. */
  created: string;
  /** Of the recipient's record, not of its account. */
  id: string;
  /** When the record was last changed, RFC 3339. */
  modified: string;
  /** How far each resource has reached it; empty with `includeResources: false`. */
  resources: DeliveryRecord[];
}

/** An account that a share with an organization leaves out. */
export interface ShareExcludedRecipientRecord {
  /** The account that is left out. */
  accountId: string;
  /** When it was left out, RFC 3339. */
  created: string;
  /** Of the record, not of the account. */
  id: string;
  /** When the record was last changed, RFC 3339. */
  modified: string;
}

/** A share as the list of an organization tells it. What Cloudflare leaves out is empty. */
export interface OrganizationShareRecord {
  /** The account that owns the share. */
  accountId: string;
  /** That account's display name. */
  accountName: string;
  /** When the share was created, RFC 3339 as every date. */
  created: string;
  /** The share's id. */
  id: string;
  /** `sent` or `received`. */
  kind: string;
  /** When the share was last changed. */
  modified: string;
  /** The share's display name; several shares may have the same. */
  name: string;
  /** The organization of the account that owns the share. */
  organizationId: string;
  /** `active`, `deleting` or `deleted`. */
  status: string;
  /** `account` or `organization`. */
  targetType: string;
}

/** A share with what it shares and how many receive it. */
export interface ShareRecord extends OrganizationShareRecord {
  /** Recipients that have the share; undefined with `includeRecipientCounts: false`, as all four counts. */
  associatedRecipientCount: number;
  /** Recipients that are on the way to have it. */
  associatingRecipientCount: number;
  /** Former recipients, whose records Cloudflare keeps. */
  disassociatedRecipientCount: number;
  /** Recipients that are leaving. */
  disassociatingRecipientCount: number;
  /** All that it ever shared, `deleted` ones too; empty with `includeResources: false`. */
  resources: ShareResourceRecord[];
}
