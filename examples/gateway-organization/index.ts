import * as pulumi from "@pulumi/pulumi";
import * as sharing from "pulumi-cloudflare-sharing";

const config = new pulumi.Config();
const policyIds = config.requireObject<string[]>("policyIds");
const excludedAccountIds = config.requireObject<string[]>("excludedAccountIds");

const guardrails = new sharing.Share(
  "gateway-guardrails",
  {
    name: "Gateway guardrails",
    // Neither an account nor an id: the organization that the owner belongs to.
    recipients: [{}],
    excludedRecipients: excludedAccountIds.map((accountId) => ({ accountId })),
    resources: [
      ...policyIds.map((resourceId) => ({ resourceType: "gateway-policy", resourceId })),
      { resourceType: "gateway-block-page-settings", resourceId: config.require("blockPageId") },
    ],
  },
  // A large organization takes its time to associate; 20 minutes unless told.
  { customTimeouts: { create: "45m", update: "45m" } },
);

export const shareId = guardrails.id;
export const targetType = guardrails.targetType;
export const associated = guardrails.associatedRecipientCount;
