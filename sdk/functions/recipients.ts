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
 * One recipient of a share, by the id of its record, with how far each resource has reached it.
 *
 * ```ts
 * const { associationStatus } = await sharing.getShareRecipient({ shareId, recipientId });
 * ```
 *
 * Runs in previews too.
 *
 * @param _opts taken for compatibility with @pulumi/cloudflare and ignored
 * @throws RunError when there is no such share or recipient
 */
export function getShareRecipient(
  args: GetShareRecipientArgs,
  _opts?: InvokeOptions,
): Promise<GetShareRecipientResult> {
  return invoke("getShareRecipient", args);
}

/** {@link getShareRecipient} with arguments that may be outputs; while one is unknown, nothing is sent. */
export function getShareRecipientOutput(
  args: GetShareRecipientOutputArgs,
  opts?: InvokeOutputOptions,
): Output<GetShareRecipientResult> {
  return invokeOutput("getShareRecipient", args, opts);
}

/**
 * The recipients of a share, up to `maxItems`. Cloudflare lists those that were removed too, as `disassociated`.
 *
 * ```ts
 * const { results } = await sharing.getShareRecipients({ shareId });
 * ```
 *
 * Runs in previews too.
 *
 * @param _opts taken for compatibility with @pulumi/cloudflare and ignored
 * @throws RunError when there is no such share
 */
export function getShareRecipients(
  args: GetShareRecipientsArgs,
  _opts?: InvokeOptions,
): Promise<GetShareRecipientsResult> {
  return invoke("getShareRecipients", args);
}

/** {@link getShareRecipients} with arguments that may be outputs; while one is unknown, nothing is sent. */
export function getShareRecipientsOutput(
  args: GetShareRecipientsOutputArgs,
  opts?: InvokeOutputOptions,
): Output<GetShareRecipientsResult> {
  return invokeOutput("getShareRecipients", args, opts);
}

/**
 * The accounts that a share with an organization leaves out, up to `maxItems`.
 *
 * ```ts
 * const { results } = await sharing.getShareExcludedRecipients({ shareId });
 * ```
 *
 * Runs in previews too.
 *
 * @param _opts taken for compatibility with @pulumi/cloudflare and ignored
 * @throws RunError when there is no such share, or it is a share with accounts
 */
export function getShareExcludedRecipients(
  args: GetShareExcludedRecipientsArgs,
  _opts?: InvokeOptions,
): Promise<GetShareExcludedRecipientsResult> {
  return invoke("getShareExcludedRecipients", args);
}

/** {@link getShareExcludedRecipients} with arguments that may be outputs; while one is unknown, nothing is sent. */
export function getShareExcludedRecipientsOutput(
  args: GetShareExcludedRecipientsOutputArgs,
  opts?: InvokeOutputOptions,
): Output<GetShareExcludedRecipientsResult> {
  return invokeOutput("getShareExcludedRecipients", args, opts);
}
