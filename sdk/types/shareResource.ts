import type { Input } from "@pulumi/pulumi";

/**
 * What a {@link ShareResource} is declared with. `meta` is changed in place, everything else **replaces** it, the
 * new one made before the old one goes.
 *
 * Source: the body of [POST …/resources](https://developers.cloudflare.com/api/resources/resource_sharing/subresources/resources/).
 */
export interface ShareResourceArgs {
  /** The account that owns the share. Default: as for a Share. */
  accountId?: Input<string | undefined>;
  /** The share: its `id`, 32 hexadecimal digits; dashes and capitals don't matter. It must be there. */
  shareId: Input<string>;
  /** What it is: `custom-ruleset`, `gateway-policy`, … as {@link SharedResourceArgs} lists them. */
  resourceType: Input<string>;
  /** The shared resource's own id: at most 32 characters, no space; a UUID's dashes are dropped. */
  resourceId: Input<string>;
  /** The account that the resource lives in: 32 hexadecimal digits. Default: the account that owns the share. */
  resourceAccountId?: Input<string | undefined>;
  /**
   * What Cloudflare wants to know beside: an object, or the JSON text of one. Default: `{}`. Changed in place by
   * one PUT; the order of its keys means nothing.
   */
  meta?: Input<string | Record<string, unknown> | undefined>;
}
