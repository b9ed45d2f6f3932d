import * as pulumi from "@pulumi/pulumi";
import * as sharing from "pulumi-cloudflare-sharing";

const config = new pulumi.Config();

const federation = new sharing.Share(
  "idp-federation",
  {
    name: "Identity provider",
    recipients: [{ recipientAccountId: config.require("recipientAccountId") }],
    resources: [{ resourceType: "idp-federation-grant", resourceId: config.require("grantId") }],
  },
  // Without the share nobody logs in there: Pulumi neither deletes nor replaces it.
  { protect: true },
);

export const shareId = federation.id;
// Once it is associated, the identity provider can be used in the account's Access policies.
export const recipient = federation.recipientStatuses.apply(([one]) => one?.associationStatus);
