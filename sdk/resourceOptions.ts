import type * as pulumi from "@pulumi/pulumi";

/** What the engine keeps from a dynamic provider and its provider needs all the same: it travels as properties. */
export interface HandedOver {
  import?: pulumi.ID;
  timeouts?: { create?: string; update?: string; delete?: string };
}

/**
 * Takes `import` out of the options, as the engine's own import can't work for dynamic providers (its step knows
 * no provider text), and copies `customTimeouts`, so that both reach the provider.
 */
export function handOver(options: pulumi.CustomResourceOptions = {}): {
  handed: HandedOver;
  rest: pulumi.CustomResourceOptions;
} {
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
