import { type LocalCloudflare, localAccount, localOwner } from "../../sdk/local";
import type { ShareDeclaration } from "./stack";

export const rulesetId = "0123456789abcdef0123456789abcdef";
export const otherRulesetId = "fedcba9876543210fedcba9876543210";

/** Recipients localAccount(from) to localAccount(to). */
export function accounts(from: number, to: number): { recipientAccountId: string }[] {
  return Array.from({ length: to - from + 1 }, (_, index) => ({
    recipientAccountId: localAccount(from + index),
  }));
}

export function ruleset(id = rulesetId, meta?: unknown): Record<string, unknown> {
  return { resourceType: "custom-ruleset", resourceId: id, ...(meta === undefined ? {} : { meta }) };
}

/** One share of one custom ruleset with three accounts, unless told otherwise. */
export function share(args: Record<string, unknown> = {}, opts?: Record<string, unknown>): ShareDeclaration {
  return {
    name: "baseline",
    args: {
      accountId: localOwner,
      name: "Baseline",
      recipients: accounts(1, 3),
      resources: [ruleset()],
      ...args,
    },
    opts,
  };
}

/** So many of them, `share-0` and on, each with a name of its own. */
export function shares(count: number, prefix = "Share"): ShareDeclaration[] {
  return Array.from({ length: count }, (_, i) => ({
    ...share({ name: `${prefix} ${i}` }),
    name: `share-${i}`,
  }));
}

/** What a program finds in its environment to use the local Cloudflare. */
export function settingsOf({ url }: Pick<LocalCloudflare, "url">) {
  return { CLOUDFLARE_BASE_URL: url, CLOUDFLARE_API_TOKEN: "local-token" };
}
