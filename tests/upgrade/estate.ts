import { localAccount, localOwner } from "../../sdk/local";
import { accounts, otherRulesetId, ruleset, rulesetId, share } from "../engine/declarations";
import type { ProgramDeclaration, ShareDeclaration } from "../engine/stack";

const named = (name: string, args: Record<string, unknown>, opts?: Record<string, unknown>) => ({
  ...share({ name, ...args }, opts),
  name: name.toLowerCase().replace(/ /g, "-"),
});

/** What does not reach one recipient of "Partly delivered". */
export const refusal = {
  accountId: localAccount(29),
  resourceId: rulesetId.replace("0", "9"),
  error: "the account has no Gateway plan",
  terminal: true,
};

/** One of each thing that a state can hold; its stack is recorded by every release. */
export function estate(importedId: string): ProgramDeclaration & { shares: ShareDeclaration[] } {
  const policies = ["gateway-policy", "gateway-block-page-settings"].map((resourceType, i) => ({
    resourceType,
    resourceId: `policy-${i}`,
  }));
  return {
    shares: [
      named(
        "Accounts",
        {
          resources: [ruleset(undefined, { mode: "log", order: [1, 2] })],
          onDuplicate: "adopt",
          removalLimit: "50%",
          rollout: { first: [localAccount(2)], batchSize: 5 },
        },
        { customTimeouts: { create: "10m" } },
      ),
      named("Whole organization", {
        recipients: [{}],
        resources: policies,
        excludedRecipients: [{ accountId: localAccount(40) }, { accountId: localAccount(41) }],
      }),
      named("Open to others", { recipients: accounts(1, 2), exclusive: false }),
      named("Partly delivered", {
        recipients: accounts(28, 29),
        resources: [ruleset(), ruleset(refusal.resourceId)],
        onDeliveryError: "warn",
      }),
      named("Taken over", { recipients: accounts(5, 6) }, { import: `${localOwner}/${importedId}` }),
    ],
    attachments: [
      {
        kind: "ShareRecipient",
        name: "attached-recipient",
        args: {
          accountId: localOwner,
          shareId: { $id: "open-to-others" },
          recipientAccountId: localAccount(11),
        },
      },
      {
        kind: "ShareResource",
        name: "attached-resource",
        args: {
          accountId: localOwner,
          shareId: { $id: "open-to-others" },
          resourceType: "custom-ruleset",
          resourceId: otherRulesetId,
          meta: { mode: "log" },
        },
      },
    ],
  };
}
