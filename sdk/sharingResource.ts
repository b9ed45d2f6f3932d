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
      const all: Args = { ...kind.placeholders, ...kept };
      const preparation = new LastTransformation((now) => prepare(kind, name, [kept, all], now));
      const transformations = [preparation.first, ...(opts?.transformations ?? [])];
      super(kind.shell, name, all, { ...opts, transformations }, moduleName, kind.type);
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
 * @param given the program's arguments
 * @param all these, with a placeholder for every other one and the provider's text, which the SDK adds: a
 * transformation may leave them out
 */
function prepare(
  kind: ResourceKind,
  name: string,
  [given, all]: [given: object, all: Args],
  { props, opts }: pulumi.ResourceTransformationArgs,
): pulumi.ResourceTransformationResult {
  const names = Object.keys(given).filter((key) => key in props);
  const { handed, rest } = handOver(kind, name, opts);
  const { __provider } = all;
  const prepared = { ...kind.placeholders, ...props, ...kind.keep(props, names), ...handed, __provider };
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
  const named = (option: "replaceOnChanges" | "ignoreChanges") =>
    wholeProperties(placeholders, options[option] ?? [], (path) => {
      throw new pulumi.RunError(
        `${type} "${name}": the option ${option} takes names of whole properties here, or "*"; it has "${path}"`,
      );
    });
  const [replaceOnChanges, ignoreChanges] = [named("replaceOnChanges"), named("ignoreChanges")];
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

/**
 * Those of the paths that name a whole property. Lists have no order here and meta is one text: a path into them would
 * mean another thing after each change. One into what the class has not, as a transformation may give it to all
 * resources of a program, means nothing.
 */
function wholeProperties(properties: object, paths: string[], refuse: (path: string) => never): string[] {
  const isWhole = (path: string) => path === "*" || Object.hasOwn(properties, path);
  for (const path of paths) {
    const [root = "*"] = /\*|\w+/.exec(path) ?? [];
    if (!isWhole(path) && isWhole(root)) refuse(path);
  }
  return paths.filter(isWhole);
}
