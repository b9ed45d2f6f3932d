import * as pulumi from "@pulumi/pulumi";
import type { Lookups } from "../../provider/lookup/lookups";
import type { InvokeOutputOptions } from "../types/functions";

type Result<Name extends keyof Lookups> = Awaited<ReturnType<Lookups[Name]>>;

/** The config of the current stack. Read on every call, because one process may run several programs. */
const stackConfig = {
  get(key: string): string | undefined {
    const [namespace = "", name = ""] = key.split(":");
    return new pulumi.Config(namespace).get(name);
  },
};

/** The functions of programs under Pulumi's mocks, `pulumi.runtime.setMocks`, have these tokens. */
const tokenOf = (name: string) => `cloudflare-sharing:index:${name}`;

/** By its form: a program may have two copies of the SDK, which share the monitor and not the class. */
function isMocked(): boolean {
  const monitor = pulumi.runtime.getMonitor();
  return monitor !== undefined && "mocks" in monitor;
}

/**
 * Asks Cloudflare from the program's own process, because dynamic providers have no invokes; under mocks, asks
 * these. The first call loads the provider, so that importing the package stays cheap.
 */
export async function invoke<Name extends keyof Lookups>(name: Name, args: unknown): Promise<Result<Name>> {
  if (isMocked()) return pulumi.runtime.invoke(tokenOf(name), args as pulumi.Inputs);
  const { lookups } = require("../../provider") as { lookups: Lookups };
  try {
    return (await lookups[name](args, stackConfig)) as Result<Name>;
  } catch (error) {
    // For a RunError, Pulumi prints only the message. For any other error it prints the stack too.
    throw isProviderError(error) ? new pulumi.RunError(error.message) : error;
  }
}

/** Compares by name, because importing the ProviderError class would load the provider. */
function isProviderError(error: unknown): error is Error {
  return error instanceof Error && error.name === "pulumi-cloudflare-sharing";
}

/** Runs once every argument is known. If an argument is secret, so is the result. */
export function invokeOutput<Name extends keyof Lookups>(
  name: Name,
  args: unknown,
  opts: InvokeOutputOptions | undefined,
): pulumi.Output<Result<Name>> {
  const known = pulumi.all([pulumi.output(args), existing(opts?.dependsOn)]);
  return known.apply(([value]) => invoke(name, value)) as pulumi.Output<Result<Name>>;
}

/** Known once every resource exists. */
function existing(dependsOn: InvokeOutputOptions["dependsOn"]): pulumi.Output<unknown> {
  return pulumi.output(dependsOn).apply((given) => {
    const resources = ([] as unknown[]).concat(given ?? []) as pulumi.Resource[];
    return pulumi.all(resources.map((one) => (pulumi.CustomResource.isInstance(one) ? one.id : one.urn)));
  });
}
