import * as pulumi from "@pulumi/pulumi";
import type { Lookups } from "../../provider/lookup/lookups";
import { type Provider, pluginToken, providerOf, type Served } from "../provider";
import type { InvokeOutputOptions } from "../types/functions";

type Result<Name extends keyof Lookups> = Awaited<ReturnType<Lookups[Name]>>;

/** The config of the current stack. Read on every call, because one process may run several programs. */
const stackConfig = {
  get(key: string): string | undefined {
    const [namespace = "", name = ""] = key.split(":");
    return new pulumi.Config(namespace).get(name);
  },
};

/** By its form: a program may have two copies of the SDK, which share the monitor and not the class. */
function isMocked(): boolean {
  const monitor = pulumi.runtime.getMonitor();
  return monitor !== undefined && "mocks" in monitor;
}

/** @throws RunError too where the settings of the provider are not known yet, as nothing can be promised of them */
export async function invoke<Name extends keyof Lookups>(
  name: Name,
  args: unknown,
  opts: Served | undefined,
): Promise<Result<Name>> {
  const found = await ask(name, args, opts);
  if (found !== undefined) return found;
  throw new pulumi.RunError(
    `${name}: the settings of its provider are not known yet in this preview: call ${name}Output, whose result is then unknown`,
  );
}

/**
 * Asks the plugin where the options have a provider, also a parent's. Otherwise it asks Cloudflare from the program's
 * own process, because dynamic providers have no invokes; under mocks, `pulumi.runtime.setMocks`, it asks these. The
 * first call that needs the provider loads it, so that importing the package stays cheap.
 *
 * @returns undefined in a preview that does not know the provider's settings
 */
async function ask<Name extends keyof Lookups>(
  name: Name,
  args: unknown,
  opts: Served | undefined,
): Promise<Result<Name> | undefined> {
  const token = pluginToken(name);
  const provider = providerOf(name, token, opts);
  if (isMocked()) return askEngine<Result<Name>>(token, args as pulumi.Inputs, provider);
  if (provider) {
    const found = await askEngine<Result<Name>>(token, args as pulumi.Inputs, provider);
    // What the engine answers by itself: no function has an empty result.
    return Object.keys(found).length > 0 ? found : undefined;
  }
  const { lookups } = require("../../provider") as { lookups: Lookups };
  try {
    return (await lookups[name](args, stackConfig)) as Result<Name>;
  } catch (error) {
    // Compared by name, because importing the ProviderError class would load the provider.
    throw error instanceof Error && error.name === "pulumi-cloudflare-sharing" ? inShort(error) : error;
  }
}

async function askEngine<T>(token: string, args: pulumi.Inputs, provider: Provider | undefined): Promise<T> {
  try {
    return await pulumi.runtime.invoke(token, args, { provider });
  } catch (error) {
    // With a code it is the engine that has ended, and the SDK knows what to do.
    throw error instanceof Error && !("code" in error) ? inShort(error) : error;
  }
}

/**
 * For a RunError, Pulumi prints only the message; for any other error it prints the stack too. It formats the stack of
 * both. Some Nodes (20.20.2, 22.23.3) spend 15 seconds on a frame of Pulumi's own in it, and gigabytes: so it has none.
 */
function inShort({ message }: Error): pulumi.RunError {
  const error = new pulumi.RunError(message);
  error.stack = `${error.name}: ${message}`;
  return error;
}

/** Runs once every argument is known. If an argument is secret, so is the result. */
export function invokeOutput<Name extends keyof Lookups>(
  name: Name,
  args: unknown,
  opts: InvokeOutputOptions | undefined,
): pulumi.Output<Result<Name>> {
  const known = pulumi.all([pulumi.output(args), existing(opts?.dependsOn)]);
  return known.apply(async ([value]) => (await ask(name, value, opts)) ?? pulumi.unknown) as pulumi.Output<
    Result<Name>
  >;
}

/** Known once every resource exists. */
function existing(dependsOn: InvokeOutputOptions["dependsOn"]): pulumi.Output<unknown> {
  return pulumi.output(dependsOn).apply((given) => {
    const resources = ([] as unknown[]).concat(given ?? []) as pulumi.Resource[];
    return pulumi.all(resources.map((one) => (pulumi.CustomResource.isInstance(one) ? one.id : one.urn)));
  });
}
