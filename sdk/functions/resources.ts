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
 * Reads one resource of a share, by the id of its record or by a filter that matches exactly one resource.
 *
 * ```ts
 * const { meta } = await sharing.getShareResource({ shareId, filter: { status: "active" } });
 * ```
 *
 * Also runs in previews.
 *
 * @param opts `provider`, or a `parent` that has one: as whom to ask. The others are ignored.
 * @throws RunError if the share or the resource does not exist, or if the filter matches none or several
 */
export function getShareResource(
  args: GetShareResourceArgs,
  opts?: InvokeOptions,
): Promise<GetShareResourceResult> {
  return invoke("getShareResource", args, opts);
}

/** Like {@link getShareResource}, but accepts outputs. No request is sent while an argument is unknown. */
export function getShareResourceOutput(
  args: GetShareResourceOutputArgs,
  opts?: InvokeOutputOptions,
): Output<GetShareResourceResult> {
  return invokeOutput("getShareResource", args, opts);
}

/**
 * Lists the resources of a share. Reads every page, up to `maxItems`. Removed resources are included, as
 * `deleted`.
 *
 * ```ts
 * const { results } = await sharing.getShareResources({ shareId, status: "active" });
 * ```
 *
 * Also runs in previews.
 *
 * @param opts `provider`, or a `parent` that has one: as whom to ask. The others are ignored.
 * @throws RunError if the share does not exist
 */
export function getShareResources(
  args: GetShareResourcesArgs,
  opts?: InvokeOptions,
): Promise<GetShareResourcesResult> {
  return invoke("getShareResources", args, opts);
}

/** Like {@link getShareResources}, but accepts outputs. No request is sent while an argument is unknown. */
export function getShareResourcesOutput(
  args: GetShareResourcesOutputArgs,
  opts?: InvokeOutputOptions,
): Output<GetShareResourcesResult> {
  return invokeOutput("getShareResources", args, opts);
}
