import type { Input } from "@pulumi/pulumi";

/**
 * What a {@link ShareRecipient} is declared with. A change of any of them **replaces** it, the new one made
 * before the old one goes; `includeResources` alone changes nothing.
 *
 * Source: the body of [POST …/recipients](https://developers.cloudflare.com/api/resources/resource_sharing/subresources/recipients/).
 */
export interface ShareRecipientArgs {
  /** The account that owns the share. Default: as for a Share. */
  accountId?: Input<string | undefined>;
  /** The share: its `id`, 32 hexadecimal digits; dashes and capitals don't matter. It must be there. */
  shareId: Input<string>;
  /**
   * The account to share with: 32 hexadecimal digits. It must belong to the owner's organization, or Cloudflare
   * refuses the request. Exactly one of this and `organizationId` is given.
   */
  recipientAccountId?: Input<string | undefined>;
  /**
   * An organization: 32 hexadecimal digits. Taken for compatibility with @pulumi/cloudflare: Cloudflare adds
   * single recipients to shares with accounts alone, so far, and refuses this.
   */
  organizationId?: Input<string | undefined>;
  /** Taken for compatibility with @pulumi/cloudflare and ignored: resources are always fetched. */
  includeResources?: Input<boolean | undefined>;
}
