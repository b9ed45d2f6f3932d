import type { Input } from "@pulumi/pulumi";

/** The settings of a {@link Provider}. A setting that is left out comes from the environment. */
export interface ProviderArgs {
  /** A Cloudflare API token. Default: the environment variable CLOUDFLARE_API_TOKEN. */
  apiToken?: Input<string | undefined>;
  /**
   * A global API key, together with `email`, instead of a token. Default: the environment variable
   * CLOUDFLARE_API_KEY.
   */
  apiKey?: Input<string | undefined>;
  /** The e-mail address that belongs to `apiKey`. Default: the environment variable CLOUDFLARE_EMAIL. */
  email?: Input<string | undefined>;
  /** The account of resources and functions that name none. Default: the environment variable CLOUDFLARE_ACCOUNT_ID. */
  accountId?: Input<string | undefined>;
  /**
   * The address of Cloudflare's API: https, or http to loopback only. Default: the environment variable
   * CLOUDFLARE_BASE_URL, else https://api.cloudflare.com/client/v4.
   */
  baseUrl?: Input<string | undefined>;
  /**
   * The `removalLimit` of shares that have none of their own: a number such as `480`, or a percentage such as `20%`.
   * Default: none.
   */
  removalLimit?: Input<string | undefined>;
}
