import type * as pulumi from "@pulumi/pulumi";
import { shareRepeats } from "../provider/model/repeats";
import { keepKeys, keepKeysOf, keepNamed, splitId, withOwner } from "./inputs";
import type { Placeholders, ResourceKind } from "./resourceKind";
import { isOfType, SharingResource } from "./sharingResource";
import { shareShell } from "./shells";
import type {
  ExcludedRecipientArgs,
  Recipient,
  RecipientStatus,
  ResourceStatus,
  Rollout,
  ShareArgs,
  SharedResource,
} from "./types/share";

/**
 * A Cloudflare resource share: custom rulesets, Gateway policies, block pages or identity-provider grants that one
 * account shares with other accounts or with its whole organization. Needs an Enterprise plan.
 *
 * ```ts
 * const baseline = new sharing.Share("waf-baseline", {
 *     name: "My Shared WAF Managed Rule",
 *     recipients: [{ recipientAccountId: "0123…" }],
 *     resources: [{ resourceType: "custom-ruleset", resourceId: ruleset.id }],
 * });
 * ```
 *
 * `id` is the share's id. `customTimeouts` say how long create, update and delete wait (default: 20 minutes). With a
 * {@link Provider} as the option `provider` it has settings of its own; without one, they are the stack's. An error
 * says what was being done, to which share, and what Cloudflare answered; docs/troubleshooting.md lists every error.
 *
 * Source of the statements about Cloudflare: [its API
 * reference](https://developers.cloudflare.com/api/resources/resource_sharing/).
 */
export class Share extends SharingResource {
  /** The account that owns the share. */
  declare readonly accountId: pulumi.Output<string>;
  /** The display name. */
  declare readonly name: pulumi.Output<string>;
  /** As declared; after a refresh, as live. `recipientStatuses` has the state of each one. */
  declare readonly recipients: pulumi.Output<Recipient[]>;
  /** As declared; after a refresh, as live. Every default is filled in. */
  declare readonly resources: pulumi.Output<SharedResource[]>;
  /** As declared; after a refresh, as live; undefined if there are none. */
  declare readonly excludedRecipients: pulumi.Output<ExcludedRecipientArgs[] | undefined>;
  /** As declared: undefined means `true`. */
  declare readonly exclusive: pulumi.Output<boolean | undefined>;
  /** As declared: undefined means `true`. */
  declare readonly waitForRecipients: pulumi.Output<boolean | undefined>;
  /** As declared: undefined means `fail`. */
  declare readonly onDeliveryError: pulumi.Output<"fail" | "warn" | undefined>;
  /** As declared: undefined means `fail`. */
  declare readonly onDuplicate: pulumi.Output<"fail" | "adopt" | "create" | undefined>;
  /** As declared: undefined means the config's, if it has one. */
  declare readonly removalLimit: pulumi.Output<number | `${number}%` | undefined>;
  /** As declared: undefined means that all recipients get the share at once. */
  declare readonly rollout: pulumi.Output<Rollout | undefined>;
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
  /** Recipients that have the share. All counts are as of the last create, update or refresh. */
  declare readonly associatedRecipientCount: pulumi.Output<number>;
  /** Recipients that don't have the share yet. */
  declare readonly associatingRecipientCount: pulumi.Output<number>;
  /** Former recipients, whose records Cloudflare keeps. */
  declare readonly disassociatedRecipientCount: pulumi.Output<number>;
  /** Recipients that are being removed. */
  declare readonly disassociatingRecipientCount: pulumi.Output<number>;
  /** Every live recipient with the state of its deliveries, sorted by account. */
  declare readonly recipientStatuses: pulumi.Output<RecipientStatus[]>;
  /** Every live resource of the share. */
  declare readonly resourceStatuses: pulumi.Output<ResourceStatus[]>;

  /** True for a resource of this class, also of another copy of the package, and for what a policy asks about one. */
  // biome-ignore lint/suspicious/noExplicitAny: the type that the SDK's own isInstance has
  static override isInstance(obj: any): obj is Share {
    return isOfType("Share", obj);
  }

  /**
   * Reads a share without managing it: nothing is changed, and its removal from the program deletes nothing. In the
   * place of a managed resource with the same name, it releases the share: nothing is deleted.
   *
   * @param name Pulumi's name of the resource
   * @param id "ACCOUNT_ID/SHARE_ID"
   * @param _state taken for compatibility with `@pulumi/cloudflare` and ignored: everything is read
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    _state?: object,
    opts?: pulumi.CustomResourceOptions,
  ): Share {
    const { id: shareId, parts } = splitId(id, ["accountId"]);
    return new Share(name, parts as object as ShareArgs, { ...opts, id: shareId });
  }

  /**
   * @param name Pulumi's name of the resource
   * @param args what the share is to be
   * @param opts `import: "ACCOUNT_ID/SHARE_ID"` takes over an existing share as it is: the preview fails and lists the
   * differences if it is not as declared. Afterwards the option can stay or go.
   */
  constructor(name: string, args: ShareArgs, opts?: pulumi.CustomResourceOptions) {
    super(kind, name, args, opts);
  }
}

/** A value that was forgotten must not widen what is done: check refuses these where they are named without one. */
const notable = ["excludedRecipients", "exclusive", "removalLimit", "rollout"];

function keep(args: Record<string, unknown>, names: readonly string[]): object {
  const lists = {
    ...("recipients" in args ? { recipients: keepKeys(args.recipients) } : {}),
    ...("rollout" in args ? { rollout: keepKeysOf(args.rollout) } : {}),
    ...("resources" in args ? { resources: withOwner(args.resources, args.accountId) } : {}),
  };
  const noted = names.filter((name) => notable.includes(name));
  const all: Record<string, unknown> = { ...args, ...lists };
  return { ...lists, ...keepNamed(all, noted) };
}

const placeholders: Placeholders<Share> = {
  accountId: undefined,
  name: undefined,
  recipients: undefined,
  resources: undefined,
  excludedRecipients: undefined,
  exclusive: undefined,
  waitForRecipients: undefined,
  onDeliveryError: undefined,
  onDuplicate: undefined,
  removalLimit: undefined,
  rollout: undefined,
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

const kind: ResourceKind = {
  type: "Share",
  shell: shareShell,
  placeholders,
  repeats: shareRepeats,
  keep,
};
