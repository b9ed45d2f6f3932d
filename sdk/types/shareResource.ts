import type { Input } from "@pulumi/pulumi";

/**
 * The arguments of a {@link ShareResource}. `meta` changes in place. A change of any other argument
 * **replaces** the resource: the new one is added before the old one is removed.
 *
 * Source: the body of [POST …/resources](https://developers.cloudflare.com/api/resources/resource_sharing/subresources/resources/).
 */
export interface ShareResourceArgs {
  /** The account that owns the share. Default: the same as for a {@link Share}. */
  accountId?: Input<string | undefined>;
  /** The `id` of an existing share: 32 hexadecimal digits; dashes and letter case don't matter. */
  shareId: Input<string>;
  /** The type: `custom-ruleset`, `gateway-policy`, … {@link SharedResourceArgs} lists them. */
  resourceType: Input<string>;
  /**
   * The shared resource's own id: at most 32 characters, without spaces. The dashes of a UUID are dropped.
   */
  resourceId: Input<string>;
  /**
   * The account that contains the resource: 32 hexadecimal digits. Default: the account that owns the share.
   */
  resourceAccountId?: Input<string | undefined>;
  /**
   * Extra data for Cloudflare: an object, or the JSON text of one. Default: `{}`. Key order doesn't matter.
   * Changed in place with one PUT.
   */
  meta?: Input<string | Record<string, unknown> | undefined>;
}
