import * as pulumi from "@pulumi/pulumi";

/** The one call of the text in the states, whatever quotes a minifier has given it. */
const literalCall = /\brequire\(\s*["'`]pulumi-cloudflare-sharing\/provider["'`]\s*\)/;

/**
 * A bundler puts its own module in the place of the call that the state is to have; Pulumi would then tell, over a
 * hundred lines, what of the bundle it can't serialize.
 */
export function refuseBundled({ configure }: pulumi.dynamic.ResourceProvider): void {
  if (literalCall.test(String(configure))) return;
  throw new pulumi.RunError(
    "pulumi-cloudflare-sharing was bundled with the program, and Pulumi can't serialize its provider there: leave it and @pulumi/pulumi out of the bundle (esbuild: --packages=external; webpack: externals), and install them where the program runs",
  );
}
