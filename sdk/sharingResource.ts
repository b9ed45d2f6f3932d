import * as pulumi from "@pulumi/pulumi";
import { LastTransformation } from "./afterTransformations";
import { type Door, doorOf, formerTypes, typesOf } from "./door";
import type { Args, ResourceKind } from "./resourceKind";

/** What the three resources have in common: how arguments and options reach the provider, and their type. */
export abstract class SharingResource extends pulumi.CustomResource {
  constructor(
    kind: ResourceKind,
    name: string,
    args: object,
    opts: pulumi.CustomResourceOptions | undefined,
  ) {
    const resume = withoutStackTraces();
    try {
      const door = doorOf(kind, name, opts);
      const kept = { ...args, ...kind.keep({ ...args }, Object.keys(args ?? {})) };
      const preparation = new LastTransformation((now) => prepare(kind, door, kept, now));
      const transformations = [preparation.first, ...(opts?.transformations ?? [])];
      const all = { ...kind.placeholders, ...kept, ...door.own };
      super(door.type, name, all, { ...opts, transformations });
      preparation.end(this);
    } catch (error) {
      resume();
      // It says at least which resource it came from.
      if (error instanceof Error) Error.captureStackTrace(error);
      throw error;
    } finally {
      resume();
    }
  }
}

/** True for a resource of the class, also of another copy of the package, and for what a policy asks about one. */
export function isOfType(name: string, value: { __pulumiType?: unknown } | null | undefined): boolean {
  return typesOf(name).some((type) => type === value?.__pulumiType);
}

/**
 * Pulumi notes a stack trace for every promise of every output, which with source maps takes a good part of the
 * time of a resource with many outputs; it shows them only when it looks for leaks. The trace of the resource
 * itself, which the state keeps, it takes whatever the limit.
 */
function withoutStackTraces(): () => void {
  const { stackTraceLimit } = Error;
  if (!process.env.PULUMI_DEBUG_PROMISE_LEAKS) Error.stackTraceLimit = 0;
  return () => {
    Error.stackTraceLimit = stackTraceLimit;
  };
}

/**
 * What the provider and the engine get, from what transformations have made of arguments and options; they may have
 * left out placeholders, and what the door needs.
 *
 * @param given the program's arguments
 */
function prepare(
  kind: ResourceKind,
  door: Door,
  given: object,
  { props, opts }: pulumi.ResourceTransformationArgs,
): pulumi.ResourceTransformationResult {
  const names = Object.keys(given).filter((key) => key in props);
  const all: Args = { ...kind.placeholders, ...props, ...kind.keep(props, names), ...door.own };
  const aliases = [...(opts.aliases ?? []), ...formerTypes(kind.type, door.type)];
  return door.adapt({ props: all, opts: { ...opts, aliases } });
}
