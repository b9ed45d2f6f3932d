import type { InvokeOptions, Output } from "@pulumi/pulumi";
import type {
  GetOrganizationSharesArgs,
  GetOrganizationSharesOutputArgs,
  GetOrganizationSharesResult,
  GetShareArgs,
  GetShareOutputArgs,
  GetShareResult,
  GetSharesArgs,
  GetSharesOutputArgs,
  GetSharesResult,
  InvokeOutputOptions,
} from "../types/functions";
import { invoke, invokeOutput } from "./invoke";

/**
 * Reads one share, by its id or by a filter that matches exactly one share. It may also be a received share.
 *
 * ```ts
 * const { status } = await sharing.getShare({ shareId });
 * ```
 *
 * Also runs in previews.
 *
 * @param opts `provider`, or a `parent` that has one: as whom to ask. The others are ignored.
 * @throws RunError if no share has this id, or if the filter matches none or several
 */
export function getShare(args: GetShareArgs, opts?: InvokeOptions): Promise<GetShareResult> {
  return invoke("getShare", args, opts);
}

/** Like {@link getShare}, but accepts outputs. No request is sent while an argument is unknown. */
export function getShareOutput(args: GetShareOutputArgs, opts?: InvokeOutputOptions): Output<GetShareResult> {
  return invokeOutput("getShare", args, opts);
}

/**
 * Lists the shares that an account sent, or with `kind: "received"` those that it received. Reads every page,
 * up to `maxItems`.
 *
 * ```ts
 * const { results } = await sharing.getShares({ status: "active", resourceTypes: ["custom-ruleset"] });
 * ```
 *
 * Also runs in previews.
 *
 * @param opts `provider`, or a `parent` that has one: as whom to ask. The others are ignored.
 * @throws RunError if an argument is invalid, or if Cloudflare does not answer
 */
export function getShares(args: GetSharesArgs = {}, opts?: InvokeOptions): Promise<GetSharesResult> {
  return invoke("getShares", args, opts);
}

/** Like {@link getShares}, but accepts outputs. No request is sent while an argument is unknown. */
export function getSharesOutput(
  args: GetSharesOutputArgs = {},
  opts?: InvokeOutputOptions,
): Output<GetSharesResult> {
  return invokeOutput("getShares", args, opts);
}

/**
 * Lists the shares of all accounts of an organization. Reads every page, up to `maxItems`. The results have
 * neither resources nor recipient counts, because Cloudflare leaves them out of this list; {@link getShare}
 * returns them.
 *
 * ```ts
 * const { results } = await sharing.getOrganizationShares({ organizationId, order: "name" });
 * ```
 *
 * Also runs in previews.
 *
 * @param opts `provider`, or a `parent` that has one: as whom to ask. The others are ignored.
 * @throws RunError if an argument is invalid, or if the token can't read the organization
 */
export function getOrganizationShares(
  args: GetOrganizationSharesArgs,
  opts?: InvokeOptions,
): Promise<GetOrganizationSharesResult> {
  return invoke("getOrganizationShares", args, opts);
}

/**
 * Like {@link getOrganizationShares}, but accepts outputs. No request is sent while an argument is unknown.
 */
export function getOrganizationSharesOutput(
  args: GetOrganizationSharesOutputArgs,
  opts?: InvokeOutputOptions,
): Output<GetOrganizationSharesResult> {
  return invokeOutput("getOrganizationShares", args, opts);
}
