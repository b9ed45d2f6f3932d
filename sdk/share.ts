import * as pulumi from "@pulumi/pulumi";
import { handOver, isOfType, withBareId } from "./resourceOptions";
import { shareShell } from "./shells";
import type {
  ExcludedRecipientArgs,
  Recipient,
  RecipientStatus,
  ResourceStatus,
  ShareArgs,
  SharedResource,
} from "./types/share";

/**
 * A Cloudflare resource share: custom rulesets, Gateway policies, block pages or identity-provider grants that
 * one account shares with other accounts or with its whole organization. Needs an Enterprise plan.
 *
 * ```ts
 * const baseline = new sharing.Share("waf-baseline", {
 *     name: "My Shared WAF Managed Rule",
 *     recipients: [{ recipientAccountId: "0123…" }],
 *     resources: [{ resourceType: "custom-ruleset", resourceId: ruleset.id }],
 * });
 * ```
 *
 * `id` is the share's id. `customTimeouts` say how long create, update and delete wait (20 minutes unless told).
 */
export class Share extends pulumi.dynamic.Resource {
  declare readonly accountId: pulumi.Output<string>;
  declare readonly name: pulumi.Output<string>;
  declare readonly recipients: pulumi.Output<Recipient[]>;
  declare readonly resources: pulumi.Output<SharedResource[]>;
  declare readonly excludedRecipients: pulumi.Output<ExcludedRecipientArgs[] | undefined>;
  declare readonly exclusive: pulumi.Output<boolean | undefined>;
  declare readonly waitForRecipients: pulumi.Output<boolean | undefined>;
  declare readonly onDeliveryError: pulumi.Output<"fail" | "warn" | undefined>;
  declare readonly onDuplicate: pulumi.Output<"fail" | "adopt" | "create" | undefined>;
  /** Never set: resources are always fetched. */
  declare readonly includeResources: pulumi.Output<boolean | undefined>;
  /** Never set: the counts are always fetched. */
  declare readonly includeRecipientCounts: pulumi.Output<boolean | undefined>;
  /** The display name of the account that owns the share. */
  declare readonly accountName: pulumi.Output<string>;
  /** When the share was created, RFC 3339. */
  declare readonly created: pulumi.Output<string>;
  /** When the share was last changed, RFC 3339. */
  declare readonly modified: pulumi.Output<string>;
  /** `sent`: this account shares; `received`: it is shared with this account. */
  declare readonly kind: pulumi.Output<string>;
  /** The organization of the account that owns the share. */
  declare readonly organizationId: pulumi.Output<string>;
  /** `active`, `deleting` or `deleted`. */
  declare readonly status: pulumi.Output<string>;
  /** `account` or `organization`. */
  declare readonly targetType: pulumi.Output<string>;
  declare readonly associatedRecipientCount: pulumi.Output<number>;
  declare readonly associatingRecipientCount: pulumi.Output<number>;
  declare readonly disassociatedRecipientCount: pulumi.Output<number>;
  declare readonly disassociatingRecipientCount: pulumi.Output<number>;
  /** Every live recipient with the state of its deliveries, sorted by account. */
  declare readonly recipientStatuses: pulumi.Output<RecipientStatus[]>;
  /** Every live resource of the share. */
  declare readonly resourceStatuses: pulumi.Output<ResourceStatus[]>;

  // biome-ignore lint/suspicious/noExplicitAny: the type that the SDK's own isInstance has
  static override isInstance(obj: any): obj is Share {
    return pulumi.CustomResource.isInstance(obj) && isOfType(obj, "Share");
  }

  /**
   * Reads a share without managing it.
   *
   * @param id "ACCOUNT_ID/SHARE_ID"
   * @param _state taken for compatibility with @pulumi/cloudflare and ignored: everything is read
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    _state?: object,
    opts?: pulumi.CustomResourceOptions,
  ): Share {
    return withBareId(new Share(name, {} as ShareArgs, { ...opts, id }));
  }

  /**
   * @param opts `import: "ACCOUNT_ID/SHARE_ID"` takes an existing share over as it is: a preview fails and lists
   * the differences if it is not as declared. The option may stay or go afterwards.
   */
  constructor(name: string, args: ShareArgs, opts?: pulumi.CustomResourceOptions) {
    const { handed, rest } = handOver("Share", name, opts);
    super(shareShell, name, { ...placeholders, ...args, ...handed }, rest, "cloudflare-sharing", "Share");
  }
}

/** Dynamic resources have only those outputs that their constructor was given a key for. */
const placeholders = {
  accountId: undefined,
  name: undefined,
  recipients: undefined,
  resources: undefined,
  excludedRecipients: undefined,
  exclusive: undefined,
  waitForRecipients: undefined,
  onDeliveryError: undefined,
  onDuplicate: undefined,
  includeResources: undefined,
  includeRecipientCounts: undefined,
  accountName: undefined,
  created: undefined,
  modified: undefined,
  kind: undefined,
  organizationId: undefined,
  status: undefined,
  targetType: undefined,
  associatedRecipientCount: undefined,
  associatingRecipientCount: undefined,
  disassociatedRecipientCount: undefined,
  disassociatingRecipientCount: undefined,
  recipientStatuses: undefined,
  resourceStatuses: undefined,
};
