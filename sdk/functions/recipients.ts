import type { InvokeOptions, Output } from "@pulumi/pulumi";
import type {
  GetShareExcludedRecipientsArgs,
  GetShareExcludedRecipientsOutputArgs,
  GetShareExcludedRecipientsResult,
  GetShareRecipientArgs,
  GetShareRecipientOutputArgs,
  GetShareRecipientResult,
  GetShareRecipientsArgs,
  GetShareRecipientsOutputArgs,
  GetShareRecipientsResult,
  InvokeOutputOptions,
} from "../types/functions";
import { invoke, invokeOutput } from "./invoke";

/**
 * Reads one recipient of a share, by the id of its record, with the delivery of each resource.
 *
 * ```ts
 * const { associationStatus } = await sharing.getShareRecipient({ shareId, recipientId });
 * ```
 *
 * Also runs in previews.
 *
 * @param opts `provider`, or a `parent` that has one: as whom to ask. The others are ignored.
 * @throws RunError if the share or the recipient does not exist
 */
export function getShareRecipient(
  args: GetShareRecipientArgs,
  opts?: InvokeOptions,
): Promise<GetShareRecipientResult> {
  return invoke("getShareRecipient", args, opts);
}

/** Like {@link getShareRecipient}, but accepts outputs. No request is sent while an argument is unknown. */
export function getShareRecipientOutput(
  args: GetShareRecipientOutputArgs,
  opts?: InvokeOutputOptions,
): Output<GetShareRecipientResult> {
  return invokeOutput("getShareRecipient", args, opts);
}

/**
 * Lists the recipients of a share, up to `maxItems`. Removed recipients are included, as `disassociated`.
 *
 * ```ts
 * const { results } = await sharing.getShareRecipients({ shareId });
 * ```
 *
 * Also runs in previews.
 *
 * @param opts `provider`, or a `parent` that has one: as whom to ask. The others are ignored.
 * @throws RunError if the share does not exist
 */
export function getShareRecipients(
  args: GetShareRecipientsArgs,
  opts?: InvokeOptions,
): Promise<GetShareRecipientsResult> {
  return invoke("getShareRecipients", args, opts);
}

/** Like {@link getShareRecipients}, but accepts outputs. No request is sent while an argument is unknown. */
export function getShareRecipientsOutput(
  args: GetShareRecipientsOutputArgs,
  opts?: InvokeOutputOptions,
): Output<GetShareRecipientsResult> {
  return invokeOutput("getShareRecipients", args, opts);
}

/**
 * Lists the accounts that an organization share leaves out, up to `maxItems`.
 *
 * ```ts
 * const { results } = await sharing.getShareExcludedRecipients({ shareId });
 * ```
 *
 * Also runs in previews.
 *
 * @param opts `provider`, or a `parent` that has one: as whom to ask. The others are ignored.
 * @throws RunError if the share does not exist, or is shared with accounts
 */
export function getShareExcludedRecipients(
  args: GetShareExcludedRecipientsArgs,
  opts?: InvokeOptions,
): Promise<GetShareExcludedRecipientsResult> {
  return invoke("getShareExcludedRecipients", args, opts);
}

/**
 * Like {@link getShareExcludedRecipients}, but accepts outputs. No request is sent while an argument is
 * unknown.
 */
export function getShareExcludedRecipientsOutput(
  args: GetShareExcludedRecipientsOutputArgs,
  opts?: InvokeOutputOptions,
): Output<GetShareExcludedRecipientsResult> {
  return invokeOutput("getShareExcludedRecipients", args, opts);
}
