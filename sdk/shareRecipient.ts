import type * as pulumi from "@pulumi/pulumi";
import { keepNamed, splitId } from "./inputs";
import type { Placeholders, ResourceKind } from "./resourceKind";
import { isOfType, SharingResource } from "./sharingResource";
import { shareRecipientShell } from "./shells";
import type { DeliveryRecord } from "./types/functions";
import type { ShareRecipientArgs } from "./types/shareRecipient";

/**
 * One recipient of a share that another program owns, or that has `exclusive: false`. An exclusive {@link Share}
 * treats such a recipient as drift. Create waits until it is associated and everything is delivered.
 *
 * ```ts
 * new sharing.ShareRecipient("team-a", { shareId: baseline.id, recipientAccountId: "0123…" });
 * ```
 *
 * `id` is the recipient's record in the share. A recipient that exists already is refused: import it.
 */
export class ShareRecipient extends SharingResource {
  /** The account that owns the share. */
  declare readonly accountId: pulumi.Output<string>;
  /** The share. */
  declare readonly shareId: pulumi.Output<string>;
  /** The account that is shared with. */
  declare readonly recipientAccountId: pulumi.Output<string | undefined>;
  /** The organization that is shared with. */
  declare readonly organizationId: pulumi.Output<string | undefined>;
  /** Never set: resources are always fetched. */
  declare readonly includeResources: pulumi.Output<boolean | undefined>;
  /** `associating` or `associated`. */
  declare readonly associationStatus: pulumi.Output<string>;
  /** When the recipient was added to the share, RFC 3339. */
  declare readonly created: pulumi.Output<string>;
  /** When the record was last changed, RFC 3339. */
  declare readonly modified: pulumi.Output<string>;
  /** How far each resource of the share has reached the recipient. */
  declare readonly resources: pulumi.Output<DeliveryRecord[]>;

  /** True for a resource of this class, also of another copy of the package, and for what a policy asks about one. */
  // biome-ignore lint/suspicious/noExplicitAny: the type that the SDK's own isInstance has
  static override isInstance(obj: any): obj is ShareRecipient {
    return isOfType("ShareRecipient", obj);
  }

  /** Reads a recipient without managing it; `id` is "ACCOUNT_ID/SHARE_ID/RECIPIENT_ID". */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    _state?: object,
    opts?: pulumi.CustomResourceOptions,
  ): ShareRecipient {
    const { id: recordId, parts } = splitId(id, ["accountId", "shareId"]);
    return new ShareRecipient(name, parts as object as ShareRecipientArgs, { ...opts, id: recordId });
  }

  /** @param opts `import: "ACCOUNT_ID/SHARE_ID/RECIPIENT_ID"` takes over an existing recipient. */
  constructor(name: string, args: ShareRecipientArgs, opts?: pulumi.CustomResourceOptions) {
    super(kind, name, args, opts);
  }
}

const placeholders: Placeholders<ShareRecipient> = {
  accountId: undefined,
  shareId: undefined,
  recipientAccountId: undefined,
  organizationId: undefined,
  includeResources: undefined,
  associationStatus: undefined,
  created: undefined,
  modified: undefined,
  resources: undefined,
};

const kind: ResourceKind = {
  type: "ShareRecipient",
  shell: shareRecipientShell,
  placeholders,
  repeats: {},
  keep: keepTarget,
};

/** An account that was forgotten must not go unnoticed beside an organization: check refuses it. */
function keepTarget(args: Record<string, unknown>, names: readonly string[]): object {
  const noted = names.filter((name) => name === "recipientAccountId" || name === "organizationId");
  return keepNamed(args, noted);
}
