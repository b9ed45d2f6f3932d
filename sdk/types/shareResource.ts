import type { Input } from "@pulumi/pulumi";

/** What a {@link ShareResource} is declared with. `meta` is changed in place, everything else **replaces** it. */
export interface ShareResourceArgs {
  /** The account that owns the share. Default: as for a Share. */
  accountId?: Input<string | undefined>;
  /** The share: its `id`, 32 hexadecimal digits. */
  shareId: Input<string>;
  /** What it is: `custom-ruleset`, `gateway-policy`, … as for a Share's resources. */
  resourceType: Input<string>;
  /** The shared resource's own id, at most 32 characters. */
  resourceId: Input<string>;
  /** The account that the resource lives in. Default: the account that owns the share. */
  resourceAccountId?: Input<string | undefined>;
  /** What Cloudflare wants to know beside, as an object or as JSON text. Default: `{}`. Changed in place. */
  meta?: Input<string | Record<string, unknown> | undefined>;
}
