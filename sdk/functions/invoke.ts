import * as pulumi from "@pulumi/pulumi";
import type { Lookups } from "../../provider/lookup/lookups";
import type { InvokeOutputOptions } from "../types/functions";

type Result<Name extends keyof Lookups> = Awaited<ReturnType<Lookups[Name]>>;

/** The config of the stack that runs now, looked up anew as one process may run several programs. */
const stackConfig = {
  get(key: string): string | undefined {
    const [namespace = "", name = ""] = key.split(":");
    return new pulumi.Config(namespace).get(name);
  },
};

/**
 * Dynamic providers have no invokes, so a function asks Cloudflare from the program's own process; the provider
 * is loaded by the first call, so that importing the package stays cheap.
 */
export async function invoke<Name extends keyof Lookups>(name: Name, args: unknown): Promise<Result<Name>> {
  const { lookups } = require("../../provider") as { lookups: Lookups };
  try {
    return (await lookups[name](args, stackConfig)) as Result<Name>;
  } catch (error) {
    // A RunError ends the run with its message alone, any other error with its stack as well.
    throw isForPeople(error) ? new pulumi.RunError(error.message) : error;
  }
}

/** ProviderError's name; its class is not to be had without loading the provider. */
function isForPeople(error: unknown): error is Error {
  return error instanceof Error && error.name === "pulumi-cloudflare-sharing";
}

/** Asks once every argument is known; what is secret in them makes the result secret. */
export function invokeOutput<Name extends keyof Lookups>(
  name: Name,
  args: unknown,
  opts: InvokeOutputOptions | undefined,
): pulumi.Output<Result<Name>> {
  const known = pulumi.all([pulumi.output(args), settled(opts?.dependsOn)]);
  return known.apply(([value]) => invoke(name, value)) as pulumi.Output<Result<Name>>;
}

/** Known once every resource is there. */
function settled(dependsOn: InvokeOutputOptions["dependsOn"]): pulumi.Output<unknown> {
  return pulumi.output(dependsOn).apply((given) => {
    const resources = ([] as unknown[]).concat(given ?? []) as pulumi.Resource[];
    return pulumi.all(resources.map((one) => (pulumi.CustomResource.isInstance(one) ? one.id : one.urn)));
  });
}
