import type { InvokeOptions, Output } from "@pulumi/pulumi";
import type {
  GetShareResourceArgs,
  GetShareResourceOutputArgs,
  GetShareResourceResult,
  GetShareResourcesArgs,
  GetShareResourcesOutputArgs,
  GetShareResourcesResult,
  InvokeOutputOptions,
} from "../types/functions";
import { invoke, invokeOutput } from "./invoke";

/**
 * One resource of a share, by the id of its record or by a filter that exactly one matches.
 *
 * ```ts
 * const { meta } = await sharing.getShareResource({ shareId, filter: { status: "active" } });
 * ```
 *
 * Runs in previews too.
 *
 * @param _opts taken for compatibility with @pulumi/cloudflare and ignored
 * @throws RunError when there is no such share or resource, or the filter matches none or several
 */
export function getShareResource(
  args: GetShareResourceArgs,
  _opts?: InvokeOptions,
): Promise<GetShareResourceResult> {
  return invoke("getShareResource", args);
}

/** {@link getShareResource} with arguments that may be outputs; while one is unknown, nothing is sent. */
export function getShareResourceOutput(
  args: GetShareResourceOutputArgs,
  opts?: InvokeOutputOptions,
): Output<GetShareResourceResult> {
  return invokeOutput("getShareResource", args, opts);
}

/**
 * The resources of a share: every page, up to `maxItems`. Those that were removed are listed too, as `deleted`.
 *
 * ```ts
 * const { results } = await sharing.getShareResources({ shareId, status: "active" });
 * ```
 *
 * Runs in previews too.
 *
 * @param _opts taken for compatibility with @pulumi/cloudflare and ignored
 * @throws RunError when there is no such share
 */
export function getShareResources(
  args: GetShareResourcesArgs,
  _opts?: InvokeOptions,
): Promise<GetShareResourcesResult> {
  return invoke("getShareResources", args);
}

/** {@link getShareResources} with arguments that may be outputs; while one is unknown, nothing is sent. */
export function getShareResourcesOutput(
  args: GetShareResourcesOutputArgs,
  opts?: InvokeOutputOptions,
): Output<GetShareResourcesResult> {
  return invokeOutput("getShareResources", args, opts);
}
