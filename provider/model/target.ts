import type { RecipientInput } from "./inputs";

/** A share is for accounts or for an organization, and can't be turned from the one into the other. */
export type TargetKind = "account" | "organization";

/** Whom the program declares a share for. */
export type Target =
  | { kind: "account"; accounts: string[] }
  /** Without an id: the organization of the account that owns the share. */
  | { kind: "organization"; organizationId: string | undefined };

/** Of checked inputs: their list is never empty, so that its elements say what it is for. */
export function declaredTarget(recipients: readonly RecipientInput[]): Target {
  const accounts = recipients.flatMap((recipient) => recipient.recipientAccountId ?? []);
  if (accounts.length > 0) return { kind: "account", accounts };
  return { kind: "organization", organizationId: recipients[0]?.organizationId };
}

/**
 * What the state knows a share to be for. Its list of recipients may be empty after a refresh and says nothing
 * then: a share for accounts that has lost them all is still one for accounts.
 */
export function knownTarget(state: {
  targetType?: unknown;
  recipients?: readonly RecipientInput[];
}): TargetKind | undefined {
  const said = targetKindOf(state.targetType);
  if (said) return said;
  return state.recipients?.length ? declaredTarget(state.recipients).kind : undefined;
}

/** Of Cloudflare's `target_type`; undefined for any other word. */
export function targetKindOf(targetType: unknown): TargetKind | undefined {
  return targetType === "account" || targetType === "organization" ? targetType : undefined;
}
