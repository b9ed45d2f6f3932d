import { ApiError } from "./api/errors";
import { ProviderError } from "./base/providerError";

/*
 * The engine keeps a stack's config with the dynamic provider in the state, and renews it when a program declares a
 * resource. Where none does, as in a refresh, in a destroy or in an up that removes the last share, the provider gets
 * the config of an earlier run.
 */

const waysToToday =
  "this run got the stack's config from the state, as the last `pulumi up` left it: if the credentials were changed since, run `pulumi up` first, with the shares still in the program and without --refresh; refresh and destroy also take --run-program";

/** Of what this process has for credentials. */
export interface Kept {
  /** Missing ones, or half a pair, may be whole in today's config. */
  areUsable: boolean;
  /** Those of the environment are the run's own. */
  areOfConfig: boolean;
}

/** The error of a run that got a config of the past, with that told where it may be the reason. */
export function explainKeptConfig(error: unknown, { areUsable, areOfConfig }: Kept): unknown {
  if (!(error instanceof ProviderError)) return error;
  const { message, cause } = error;
  const areRefused = areOfConfig && cause instanceof ApiError && cause.isOfCredentials;
  if (areUsable && !areRefused) return error;
  const join = message.includes("\n") ? "; " : "\n";
  return new ProviderError(`${message}${join}${waysToToday}`, { cause });
}
