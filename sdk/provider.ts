import * as pulumi from "@pulumi/pulumi";
import type { ProviderArgs } from "./types/provider";

const packageName = "cloudflare-sharing";

/** The token of a resource's class, or of a function, with the plugin. */
export const pluginToken = (name: string): string => `${packageName}:index:${name}`;

const credentials = ["apiToken", "apiKey", "email"] as const;

/**
 * Settings of their own for some resources of a program: as the option `provider`, of a resource or of a component
 * above it, and of functions. A program may have several, each with another token.
 *
 * ```ts
 * const provider = new sharing.Provider("team", { apiToken: new pulumi.Config().requireSecret("teamToken") });
 * new sharing.ShareRecipient("team-a", { shareId: baseline.id, recipientAccountId: "0123…" }, { provider });
 * ```
 *
 * The package's plugin, which Pulumi starts, serves every resource with such a provider: `Pulumi.yaml` says where it
 * is. The plugin does the same as the dynamic provider, and also what Pulumi does not offer to dynamic providers:
 * `pulumi import`, lists that are shown item by item, and waits that Ctrl-C ends. Credentials are secret in the state,
 * however they are given.
 */
export class Provider extends pulumi.ProviderResource {
  /** True for a provider of this package, also of another copy of it. */
  // biome-ignore lint/suspicious/noExplicitAny: the type that the SDK's own isInstance has
  static override isInstance(obj: any): obj is Provider {
    return obj?.__pulumiType === `pulumi:providers:${packageName}`;
  }

  /**
   * @param name Pulumi's name of the provider
   * @param args the settings; those that are left out come from the environment, not from the stack's config
   * @param opts `version` names a release of the plugin (default: this package's own); `pluginDownloadURL` says where
   * Pulumi finds it
   */
  constructor(name: string, args: ProviderArgs = {}, opts: pulumi.ResourceOptions = {}) {
    const secret = Object.fromEntries(
      credentials.flatMap((key) => (args[key] === undefined ? [] : [[key, pulumi.secret(args[key])]])),
    );
    super(packageName, name, { ...args, ...secret }, { version: ownVersion(), ...opts });
  }
}

/** By package name, because the relative path to package.json differs between the sources and dist. */
function ownVersion(): string {
  const { version } = require("pulumi-cloudflare-sharing/package.json") as { version: string };
  return version;
}

/** The options that decide who serves a resource, or a function. */
export interface Served {
  provider?: pulumi.ProviderResource | undefined;
  parent?: pulumi.Resource | undefined;
}

/**
 * The provider that the options name, or that a parent hands down. Undefined for what the dynamic provider serves.
 *
 * @param whose 'Share "waf-baseline"'
 * @throws RunError for another package's provider
 */
export function providerOf(whose: string, token: string, opts: Served | undefined): Provider | undefined {
  const given = opts?.provider ?? opts?.parent?.getProvider(token);
  if (given !== undefined) refuseForeignProvider(whose, given);
  return given;
}

export function refuseForeignProvider(
  whose: string,
  given: pulumi.ProviderResource,
): asserts given is Provider {
  if (Provider.isInstance(given)) return;
  throw new pulumi.RunError(
    `${whose}: the option provider takes a Provider of pulumi-cloudflare-sharing alone; without one, the settings are the stack's config (cloudflare-sharing:apiToken) and the environment's`,
  );
}
