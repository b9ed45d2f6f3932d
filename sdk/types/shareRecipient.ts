import type { Input } from "@pulumi/pulumi";

/**
 * The arguments of a {@link ShareRecipient}. A change of any of them **replaces** the recipient: the new one
 * is added before the old one is removed. Only `includeResources` has no effect.
 *
 * Source: the body of [POST …/recipients](https://developers.cloudflare.com/api/resources/resource_sharing/subresources/recipients/).
 */
export interface ShareRecipientArgs {
  /** The account that owns the share. Default: the same as for a {@link Share}. */
  accountId?: Input<string | undefined>;
  /** The `id` of an existing share: 32 hexadecimal digits; dashes and letter case don't matter. */
  shareId: Input<string>;
  /**
   * The account to share with: 32 hexadecimal digits. It must belong to the owner's organization, or
   * Cloudflare refuses the request. Set exactly one of this and `organizationId`.
   */
  recipientAccountId?: Input<string | undefined>;
  /**
   * The organization to share with: 32 hexadecimal digits. So far, Cloudflare adds single recipients only to
   * shares with accounts and refuses this. Accepted for compatibility with `@pulumi/cloudflare`.
   */
  organizationId?: Input<string | undefined>;
  /** Accepted for compatibility with `@pulumi/cloudflare` and ignored: resources are always fetched. */
  includeResources?: Input<boolean | undefined>;
}
