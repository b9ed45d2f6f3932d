import * as pulumi from "@pulumi/pulumi";
import * as sharing from "pulumi-cloudflare-sharing";

const config = new pulumi.Config();
const recipientAccountIds = config.requireObject<string[]>("recipientAccountIds");

// The owner is the account in the stack's config, cloudflare-sharing:accountId.
const baseline = new sharing.Share("waf-baseline", {
  name: "My Shared WAF Managed Rule",
  recipients: recipientAccountIds.map((recipientAccountId) => ({ recipientAccountId })),
  resources: [{ resourceType: "custom-ruleset", resourceId: config.require("rulesetId") }],
});

export const shareId = baseline.id;
export const { name, status, targetType } = baseline;
export const resources = baseline.resourceStatuses.apply((all) =>
  all.map(({ resourceType, resourceId, status }) => ({ resourceType, resourceId, status })),
);
export const recipients = baseline.recipientStatuses.apply((all) =>
  all.map(({ accountId, associationStatus }) => ({ accountId, associationStatus })),
);
