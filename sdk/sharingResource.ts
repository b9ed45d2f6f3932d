import * as pulumi from "@pulumi/pulumi";
import { LastTransformation } from "./afterTransformations";
import { refuseBundled } from "./bundled";
import { secretRepeats } from "./inputs";

/** The outputs of a class, each without a value: dynamic resources have only those that they are given a key for. */
export type Placeholders<T> = {
  [Name in Exclude<keyof T, keyof pulumi.CustomResource>]: undefined;
};

type Args = Record<string, unknown>;

/** One class of this package, as the engine knows it. */
export interface ResourceKind {
  type: string;
  shell: pulumi.dynamic.ResourceProvider;
  placeholders: object;
  /** For an input, the outputs that repeat it under another name. */
  repeats: Record<string, readonly string[]>;
  /**
   * The arguments that Pulumi would lose something of on their way to the provider, in the form that keeps it.
   *
   * @param names of the arguments that the program gives, with a value or without one
   */
  keep(args: Args, names: readonly string[]): object;
}

const moduleName = "cloudflare-sharing";

/** A class's type as the engine, states and policies have it. */
export function typeOf(name: string): string {
  return `pulumi-nodejs:dynamic/${moduleName}:${name}`;
}

/** What the three resources have in common: how arguments and options reach the provider, and their type. */
export abstract class SharingResource extends pulumi.dynamic.Resource {
  constructor(
    kind: ResourceKind,
    name: string,
    args: object,
    opts: pulumi.CustomResourceOptions | undefined,
  ) {
    const resume = withoutStackTraces();
    try {
      refuseBundled(kind.shell);
      const kept = { ...args, ...kind.keep({ ...args }, Object.keys(args ?? {})) };
      const preparation = new LastTransformation(({ props, opts }) => prepare(kind, name, kept, props, opts));
      const transformations = [preparation.first, ...(opts?.transformations ?? [])];
      const props = { ...kind.placeholders, ...kept };
      super(kind.shell, name, props, { ...opts, transformations }, moduleName, kind.type);
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
 * What the provider and the engine get, from what transformations have made of arguments and options.
 *
 * @param given the arguments before: transformations see a placeholder for every other one
 */
function prepare(
  kind: ResourceKind,
  name: string,
  given: object,
  props: Args,
  opts: pulumi.CustomResourceOptions,
): pulumi.ResourceTransformationResult {
  const names = Object.keys(given).filter((key) => key in props);
  const { handed, rest } = handOver(kind, name, opts);
  const prepared = { ...props, ...kind.keep(props, names), ...handed };
  return withSecretRepeats(kind, prepared, rest);
}

/** What is secret going in is secret wherever outputs repeat it. */
function withSecretRepeats(
  { repeats }: ResourceKind,
  props: Args,
  opts: pulumi.CustomResourceOptions,
): { props: Args; opts: pulumi.CustomResourceOptions } {
  const additionalSecretOutputs = [...(opts.additionalSecretOutputs ?? [])];
  const noted = secretRepeats(props, repeats, additionalSecretOutputs);
  const [output] = Object.values(repeats).flat();
  // An output's placeholder: the engine gets no value for it, and the registration waits for it.
  return noted && output
    ? { props: { ...props, [output]: noted }, opts: { ...opts, additionalSecretOutputs } }
    : { props, opts };
}

/** What the engine keeps from a dynamic provider and its provider needs all the same: it travels as properties. */
interface HandedOver {
  import?: pulumi.ID;
  timeouts?: { create?: string; update?: string; delete?: string };
  replaceOnChanges?: string[];
  ignoreChanges?: string[];
}

/**
 * Takes `import` out of the options, as the engine's own import can't work for dynamic providers (its step knows
 * no provider text), and copies `customTimeouts`, `replaceOnChanges` and `ignoreChanges`, so that all reach the
 * provider.
 */
function handOver(
  { type, placeholders }: ResourceKind,
  name: string,
  options: pulumi.CustomResourceOptions,
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
  const { replaceOnChanges = [], ignoreChanges = [] } = options;
  refuseDeepPaths(`${type} "${name}"`, { replaceOnChanges, ignoreChanges });
  // With "*" itself the engine would take away what is handed over and not in the state yet.
  if (ignoreChanges.includes("*")) rest.ignoreChanges = Object.keys(placeholders);
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
      ...(replaceOnChanges.length > 0 ? { replaceOnChanges } : {}),
      ...(ignoreChanges.length > 0 ? { ignoreChanges } : {}),
    },
    rest,
  };
}

/** Lists have no order here and meta is one text: a path into them would mean another thing after each change. */
function refuseDeepPaths(resource: string, options: Record<string, string[]>): void {
  for (const [option, paths] of Object.entries(options)) {
    const deep = paths.find((path) => !/^(\*|\w+)$/.test(path));
    if (deep === undefined) continue;
    throw new pulumi.RunError(
      `${resource}: the option ${option} takes names of whole properties here, or "*"; it has "${deep}"`,
    );
  }
}
