import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import * as sharing from "pulumi-cloudflare-sharing";

const config = new pulumi.Config();
const recipientAccountIds = config.requireObject<string[]>("recipientAccountIds");
const accountId = new pulumi.Config("cloudflare-sharing").require("accountId");

const ruleset = new cloudflare.Ruleset("waf-baseline", {
  accountId,
  name: "WAF baseline",
  kind: "custom",
  phase: "http_request_firewall_custom",
  rules: [
    {
      ref: "blocked-path",
      action: "block",
      expression: `(http.request.uri.path eq "${config.require("blockedPath")}")`,
    },
  ],
});

// The ruleset's id is not known before it exists; a preview shows it as such.
const baseline = new sharing.Share("waf-baseline", {
  accountId,
  name: "WAF baseline",
  recipients: recipientAccountIds.map((recipientAccountId) => ({ recipientAccountId })),
  resources: [{ resourceType: "custom-ruleset", resourceId: ruleset.id }],
});

export const rulesetId = ruleset.id;
export const shareId = baseline.id;
