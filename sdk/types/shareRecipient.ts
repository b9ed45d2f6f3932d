import type { Input } from "@pulumi/pulumi";

/** What a {@link ShareRecipient} is declared with. A change of any of them **replaces** it. */
export interface ShareRecipientArgs {
  /** The account that owns the share. Default: as for a Share. */
  accountId?: Input<string | undefined>;
  /** The share: its `id`, 32 hexadecimal digits. */
  shareId: Input<string>;
  /** The account to share with; it must belong to the owner's organization. Exactly one of the two is given. */
  recipientAccountId?: Input<string | undefined>;
  /** An organization. Cloudflare takes single recipients for shares with accounts alone, so far. */
  organizationId?: Input<string | undefined>;
  /** Taken for compatibility with @pulumi/cloudflare and ignored: resources are always fetched. */
  includeResources?: Input<boolean | undefined>;
}
