import * as pulumi from "@pulumi/pulumi";

/** What the three resources have in common: how their options reach the provider, and their type. */
export abstract class SharingResource extends pulumi.dynamic.Resource {
  /** @param props the arguments, with a key for every output: dynamic resources have only those outputs. */
  constructor(
    type: string,
    shell: pulumi.dynamic.ResourceProvider,
    name: string,
    props: object,
    opts: pulumi.CustomResourceOptions | undefined,
  ) {
    const { handed, rest } = handOver(type, name, opts);
    const resume = withoutStackTraces();
    try {
      super(shell, name, { ...props, ...handed }, rest, "cloudflare-sharing", type);
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

/** What the engine keeps from a dynamic provider and its provider needs all the same: it travels as properties. */
interface HandedOver {
  import?: pulumi.ID;
  timeouts?: { create?: string; update?: string; delete?: string };
}

/**
 * Takes `import` out of the options, as the engine's own import can't work for dynamic providers (its step knows
 * no provider text), and copies `customTimeouts`, so that both reach the provider.
 */
function handOver(
  type: string,
  name: string,
  options: pulumi.CustomResourceOptions = {},
): {
  handed: HandedOver;
  rest: pulumi.CustomResourceOptions;
} {
  if (options.provider) {
    throw new pulumi.RunError(
      `${type} "${name}": the option provider does not apply here; give the settings as stack config (cloudflare-sharing:apiToken) or in the environment`,
    );
  }
  const { import: importId, ...rest } = options;
  const timeouts = Object.fromEntries(
    (["create", "update", "delete"] as const).flatMap((name) => {
      const limit = options.customTimeouts?.[name];
      return limit ? [[name, limit]] : [];
    }),
  );
  return {
    handed: {
      ...(importId === undefined ? {} : { import: importId }),
      ...(Object.keys(timeouts).length > 0 ? { timeouts } : {}),
    },
    rest,
  };
}

/** The engine keeps the id that `get` was given; as an output it is Cloudflare's own, the last part. */
export function withBareId<T extends pulumi.CustomResource>(resource: T): T {
  const bare = resource.id.apply((whole) => whole.split("/").at(-1) ?? whole);
  return Object.defineProperty(resource, "id", { value: bare });
}

/** Every kind of resource of this package has a type of its own below Pulumi's dynamic ones. */
export function isOfType(resource: object, type: string): boolean {
  const { __pulumiType } = resource as { __pulumiType?: string };
  return __pulumiType === `pulumi-nodejs:dynamic/cloudflare-sharing:${type}`;
}
