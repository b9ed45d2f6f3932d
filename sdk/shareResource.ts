import type * as pulumi from "@pulumi/pulumi";
import { splitId, withOwner } from "./inputs";
import type { Placeholders, ResourceKind } from "./resourceKind";
import { isOfType, SharingResource } from "./sharingResource";
import { shareResourceShell } from "./shells";
import type { ShareResourceArgs } from "./types/shareResource";

/**
 * One resource of a share that another program owns, or that has `exclusive: false`. An exclusive {@link Share} treats
 * such a resource as drift. Create and update wait until it is delivered to every associated recipient.
 *
 * ```ts
 * new sharing.ShareResource("ruleset", { shareId: baseline.id, resourceType: "custom-ruleset", resourceId: ruleset.id });
 * ```
 *
 * `id` is the resource's record in the share. A resource that exists already is refused: import it.
 */
export class ShareResource extends SharingResource {
  /** The account that owns the share. */
  declare readonly accountId: pulumi.Output<string>;
  /** The share. */
  declare readonly shareId: pulumi.Output<string>;
  /** The type, such as `custom-ruleset`. */
  declare readonly resourceType: pulumi.Output<string>;
  /** The shared resource's own id. */
  declare readonly resourceId: pulumi.Output<string>;
  /** The account that contains the resource. */
  declare readonly resourceAccountId: pulumi.Output<string>;
  /** JSON text with sorted keys. */
  declare readonly meta: pulumi.Output<string>;
  /** Increases with every change of `meta`. */
  declare readonly resourceVersion: pulumi.Output<number>;
  /** `active`, `deleting` or `deleted`. */
  declare readonly status: pulumi.Output<string>;
  /** When the resource was added to the share, RFC 3339. */
  declare readonly created: pulumi.Output<string>;
  /** When the record was last changed, RFC 3339. */
  declare readonly modified: pulumi.Output<string>;

  /** True for a resource of this class, also of another copy of the package, and for what a policy asks about one. */
  // biome-ignore lint/suspicious/noExplicitAny: the type that the SDK's own isInstance has
  static override isInstance(obj: any): obj is ShareResource {
    return isOfType("ShareResource", obj);
  }

  /** Reads a resource of a share without managing it; `id` is "ACCOUNT_ID/SHARE_ID/SHARE_RESOURCE_ID". */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    _state?: object,
    opts?: pulumi.CustomResourceOptions,
  ): ShareResource {
    const { id: recordId, parts } = splitId(id, ["accountId", "shareId"]);
    return new ShareResource(name, parts as object as ShareResourceArgs, { ...opts, id: recordId });
  }

  /** @param opts `import: "ACCOUNT_ID/SHARE_ID/SHARE_RESOURCE_ID"` takes over an existing resource of a share. */
  constructor(name: string, args: ShareResourceArgs, opts?: pulumi.CustomResourceOptions) {
    super(kind, name, args, opts);
  }
}

/** The default account where the owner's may be a secret: it stays one under the other name. */
function withOwnAccount(args: Record<string, unknown>): object {
  const [own] = withOwner([args], args.accountId) as object[];
  return own ?? args;
}

const placeholders: Placeholders<ShareResource> = {
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

const kind: ResourceKind = {
  type: "ShareResource",
  shell: shareResourceShell,
  placeholders,
  repeats: {},
  keep: withOwnAccount,
};
