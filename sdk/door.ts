import * as pulumi from "@pulumi/pulumi";
import { dynamicText } from "./dynamicText";
import { secretRepeats } from "./inputs";
import { pluginToken, providerOf, refuseForeignProvider } from "./provider";
import type { Args, ResourceKind } from "./resourceKind";

/** What a resource is registered with. */
interface Registered {
  props: Args;
  opts: pulumi.CustomResourceOptions;
}

/** One of the two ways to the core. Which one a resource takes is known when it is constructed. */
export interface Door {
  /** Of the resource, in the state and for policies. */
  type: string;
  /** Properties that no transformation may leave out. */
  own: Args;
  /** Puts what it needs of the options where it looks for it. */
  adapt(registered: Registered): Registered;
}

const dynamicType = (name: string) => `pulumi-nodejs:dynamic/cloudflare-sharing:${name}`;

/** The types of a class, by either door. */
export const typesOf = (name: string): string[] => [dynamicType(name), pluginToken(name)];

/** The class of this name in Pulumi's own package for Cloudflare. */
const officialType = (name: string) => `cloudflare:index/${name[0]?.toLowerCase()}${name.slice(1)}:${name}`;

/**
 * The types under which the state may have a resource that is the same to Cloudflare: it changes hands with the
 * program's import line, or with the option `provider`, and Cloudflare is told nothing.
 */
export function formerTypes(name: string, type: string): { type: string }[] {
  const all = [...typesOf(name), officialType(name)];
  return all.filter((one) => one !== type).map((one) => ({ type: one }));
}

/** The plugin's, for a resource with a provider of its own; without one, the dynamic provider's. */
export function doorOf(
  kind: ResourceKind,
  name: string,
  opts: pulumi.CustomResourceOptions | undefined,
): Door {
  const token = pluginToken(kind.type);
  const whose = `${kind.type} "${name}"`;
  return providerOf(whose, token, opts) ? pluginDoor(kind, whose, token) : dynamicDoor(kind, whose);
}

/** To the plugin, the engine tells the options itself, and it knows which outputs repeat a secret. */
function pluginDoor(kind: ResourceKind, whose: string, type: string): Door {
  return {
    type,
    own: {},
    adapt({ props, opts }) {
      if (opts.provider) refuseForeignProvider(whose, opts.provider);
      for (const option of ["replaceOnChanges", "ignoreChanges"] as const)
        wholeProperties(kind, whose, option, opts);
      return { props, opts };
    },
  };
}

function dynamicDoor(kind: ResourceKind, whose: string): Door {
  return {
    type: dynamicType(kind.type),
    own: { __provider: dynamicText(kind.shell) },
    adapt({ props, opts }) {
      if (opts.provider) {
        refuseForeignProvider(whose, opts.provider);
        throw new pulumi.RunError(
          `${whose}: a transformation sets the option provider, when its type is chosen already; give the resource, or a component above it, the provider itself`,
        );
      }
      const { handed, rest } = handOver(kind, whose, opts);
      return withSecretRepeats(kind, { props: { ...props, ...handed }, opts: rest });
    },
  };
}

/** What is secret going in is secret wherever outputs repeat it. */
function withSecretRepeats({ repeats }: ResourceKind, { props, opts }: Registered): Registered {
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
  kind: ResourceKind,
  whose: string,
  options: pulumi.CustomResourceOptions,
): { handed: HandedOver; rest: pulumi.CustomResourceOptions } {
  const { import: importId, ...rest } = options;
  const replaceOnChanges = wholeProperties(kind, whose, "replaceOnChanges", options);
  const ignoreChanges = wholeProperties(kind, whose, "ignoreChanges", options);
  // With "*" itself the engine would take away what is handed over and not in the state yet.
  if (ignoreChanges.includes("*")) rest.ignoreChanges = Object.keys(kind.placeholders);
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
 * Those of an option's paths that name a whole property. Lists have no order here and meta is one text: a path into
 * them would mean another thing after each change. One into what the class has not, as a transformation may give it to
 * all resources of a program, means nothing.
 */
function wholeProperties(
  { placeholders }: ResourceKind,
  whose: string,
  option: "replaceOnChanges" | "ignoreChanges",
  options: pulumi.CustomResourceOptions,
): string[] {
  const paths = options[option] ?? [];
  const isWhole = (path: string) => path === "*" || Object.hasOwn(placeholders, path);
  for (const path of paths) {
    const [root = "*"] = /\*|\w+/.exec(path) ?? [];
    if (isWhole(path) || !isWhole(root)) continue;
    throw new pulumi.RunError(
      `${whose}: the option ${option} takes names of whole properties here, or "*"; it has "${path}"`,
    );
  }
  return paths.filter(isWhole);
}
