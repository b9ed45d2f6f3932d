import * as pulumi from "@pulumi/pulumi";
import * as sharing from "pulumi-cloudflare-sharing";

const config = new pulumi.Config();
const recipientAccountIds = config.requireObject<string[]>("recipientAccountIds");

const baseline = new sharing.Share("waf-baseline", {
  name: "WAF baseline",
  recipients: recipientAccountIds.map((recipientAccountId) => ({ recipientAccountId })),
  resources: [{ resourceType: "custom-ruleset", resourceId: config.require("rulesetId") }],
  // Nobody watches: a share that a killed run left behind is taken over, where a person would be asked.
  onDuplicate: "adopt",
  // And a list that was cut short by mistake takes the share away from no more than these.
  removalLimit: "20%",
});

export const shareId = baseline.id;
export const status = baseline.status;
