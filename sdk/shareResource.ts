import * as pulumi from "@pulumi/pulumi";
import { handOver, isOfType, withBareId } from "./resourceOptions";
import { shareResourceShell } from "./shells";
import type { ShareResourceArgs } from "./types/shareResource";

/**
 * One resource of a share that another program owns, or that has `exclusive: false`. An exclusive {@link Share}
 * takes such a resource for drift. Create and update wait until it is delivered to every associated recipient.
 *
 * ```ts
 * new sharing.ShareResource("ruleset", { shareId: baseline.id, resourceType: "custom-ruleset", resourceId: ruleset.id });
 * ```
 *
 * `id` is the resource's record in the share. A resource that is there already is refused: import it.
 */
export class ShareResource extends pulumi.dynamic.Resource {
  declare readonly accountId: pulumi.Output<string>;
  declare readonly shareId: pulumi.Output<string>;
  declare readonly resourceType: pulumi.Output<string>;
  declare readonly resourceId: pulumi.Output<string>;
  declare readonly resourceAccountId: pulumi.Output<string>;
  /** JSON text with sorted keys. */
  declare readonly meta: pulumi.Output<string>;
  /** Raised by every change of meta. */
  declare readonly resourceVersion: pulumi.Output<number>;
  /** `active`, `deleting` or `deleted`. */
  declare readonly status: pulumi.Output<string>;
  declare readonly created: pulumi.Output<string>;
  declare readonly modified: pulumi.Output<string>;

  // biome-ignore lint/suspicious/noExplicitAny: the type that the SDK's own isInstance has
  static override isInstance(obj: any): obj is ShareResource {
    return pulumi.CustomResource.isInstance(obj) && isOfType(obj, "ShareResource");
  }

  /** Reads a resource of a share without managing it; `id` is "ACCOUNT_ID/SHARE_ID/SHARE_RESOURCE_ID". */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    _state?: object,
    opts?: pulumi.CustomResourceOptions,
  ): ShareResource {
    return withBareId(new ShareResource(name, {} as ShareResourceArgs, { ...opts, id }));
  }

  /** @param opts `import: "ACCOUNT_ID/SHARE_ID/SHARE_RESOURCE_ID"` takes an existing resource of a share over. */
  constructor(name: string, args: ShareResourceArgs, opts?: pulumi.CustomResourceOptions) {
    const { handed, rest } = handOver("ShareResource", name, opts);
    const props = { ...placeholders, ...args, ...handed };
    super(shareResourceShell, name, props, rest, "cloudflare-sharing", "ShareResource");
  }
}

const placeholders = {
  accountId: undefined,
  shareId: undefined,
  resourceType: undefined,
  resourceId: undefined,
  resourceAccountId: undefined,
  meta: undefined,
  resourceVersion: undefined,
  status: undefined,
  created: undefined,
  modified: undefined,
};
