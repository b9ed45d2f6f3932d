import * as pulumi from "@pulumi/pulumi";
import * as sharing from "pulumi-cloudflare-sharing";

const config = new pulumi.Config();
const recipientAccountIds = config.requireObject<string[]>("recipientAccountIds");

// The owner is the account in the stack's config, cloudflare-sharing:accountId.
const baseline = new sharing.Share("waf-baseline", {
  name: "WAF baseline",
  recipients: recipientAccountIds.map((recipientAccountId) => ({ recipientAccountId })),
  resources: [{ resourceType: "custom-ruleset", resourceId: config.require("rulesetId") }],
});

export const shareId = baseline.id;
export const status = baseline.status;
export const associated = baseline.associatedRecipientCount;
