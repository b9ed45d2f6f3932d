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
 * One share, by its id or by a filter that exactly one share matches; of a share that the account received too.
 *
 * ```ts
 * const { status } = await sharing.getShare({ shareId });
 * ```
 *
 * Runs in previews too.
 *
 * @param _opts taken for compatibility with @pulumi/cloudflare and ignored
 * @throws RunError when no share has the id, or the filter matches none or several
 */
export function getShare(args: GetShareArgs, _opts?: InvokeOptions): Promise<GetShareResult> {
  return invoke("getShare", args);
}

/** {@link getShare} with arguments that may be outputs; while one is unknown, nothing is sent. */
export function getShareOutput(args: GetShareOutputArgs, opts?: InvokeOutputOptions): Output<GetShareResult> {
  return invokeOutput("getShare", args, opts);
}

/**
 * The shares that an account sent, or with `kind: "received"` those that others share with it: every page, up to
 * `maxItems`.
 *
 * ```ts
 * const { results } = await sharing.getShares({ status: "active", resourceTypes: ["custom-ruleset"] });
 * ```
 *
 * Runs in previews too.
 *
 * @param _opts taken for compatibility with @pulumi/cloudflare and ignored
 * @throws RunError when an argument is wrong, or Cloudflare does not answer
 */
export function getShares(args: GetSharesArgs = {}, _opts?: InvokeOptions): Promise<GetSharesResult> {
  return invoke("getShares", args);
}

/** {@link getShares} with arguments that may be outputs; while one is unknown, nothing is sent. */
export function getSharesOutput(
  args: GetSharesOutputArgs = {},
  opts?: InvokeOutputOptions,
): Output<GetSharesResult> {
  return invokeOutput("getShares", args, opts);
}

/**
 * The shares of all accounts of an organization: every page, up to `maxItems`. Cloudflare tells neither their
 * resources nor their recipient counts here; {@link getShare} does.
 *
 * ```ts
 * const { results } = await sharing.getOrganizationShares({ organizationId, order: "name" });
 * ```
 *
 * Runs in previews too.
 *
 * @param _opts taken for compatibility with @pulumi/cloudflare and ignored
 * @throws RunError when an argument is wrong, or the token may not read the organization
 */
export function getOrganizationShares(
  args: GetOrganizationSharesArgs,
  _opts?: InvokeOptions,
): Promise<GetOrganizationSharesResult> {
  return invoke("getOrganizationShares", args);
}

/** {@link getOrganizationShares} with arguments that may be outputs; while one is unknown, nothing is sent. */
export function getOrganizationSharesOutput(
  args: GetOrganizationSharesOutputArgs,
  opts?: InvokeOutputOptions,
): Output<GetOrganizationSharesResult> {
  return invokeOutput("getOrganizationShares", args, opts);
}
