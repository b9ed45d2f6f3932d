import * as pulumi from "@pulumi/pulumi";
import * as sharing from "pulumi-cloudflare-sharing";

const config = new pulumi.Config();

const baseline = new sharing.Share("waf-baseline", {
  name: "WAF baseline",
  // This stack answers for what it declares here alone; what teams attach is theirs, and no drift.
  exclusive: false,
  recipients: [{ recipientAccountId: config.require("platformAccountId") }],
  resources: [{ resourceType: "custom-ruleset", resourceId: config.require("rulesetId") }],
});

// What the teams' stacks need.
export const accountId = baseline.accountId;
export const shareId = baseline.id;
